"""Pictures from the fake provider, ordered over HTTP: fast, paid for, lost on demand, and as many as wanted."""

import re
import sqlite3
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Page, Route

DRAWING: dict[str, Any] = {
    "version": 1,
    "name": "Drawing",
    "nodes": [
        {"id": "wish", "type": "text", "widgets": {"text": "a lion"}, "position": {"x": 0, "y": 0}},
        {"id": "painter", "type": "gpt_image", "widgets": {"quality": "low"}, "position": {"x": 360, "y": 0}},
    ],
    "links": [{"from": ["wish", "text"], "to": ["painter", "prompt"]}],
}


def draw(url: str, prompt: str, **widgets: Any) -> dict[str, Any]:
    """One picture by a tool call."""
    chosen = {"model": "gpt-image-2.5-flare", "quality": "high"} | widgets
    call = {"arguments": {"prompt": prompt}, "widgets": chosen}
    answer: dict[str, Any] = httpx.post(f"{url}/api/tools/generate_image", json=call, timeout=90).json()
    return answer


def save(url: str, **changed: Any) -> str:
    """A saved workflow that draws; answers its id."""
    workflow_id: str = httpx.post(f"{url}/api/workflows", json=DRAWING | changed, timeout=90).json()["id"]
    return workflow_id


def run(url: str, workflow_id: str) -> str:
    """A run of it, which is over; answers its id."""
    run_id: str = httpx.post(f"{url}/api/runs", json={"workflow_id": workflow_id}, timeout=90).json()["run_id"]
    httpx.get(f"{url}/api/runs/{run_id}/events", timeout=90)
    return run_id


def multiply(home: Path, many: int) -> None:
    """Rows for many pictures, each older than the one before."""
    with sqlite3.connect(home / "ai-node-builder.db") as database:
        columns = [row[1] for row in database.execute("PRAGMA table_info(images)")]
        changed = {
            "id": "printf('%032x', n)",
            "key": "printf('%032x', n)",
            "filename": "'copy_' || n || '.png'",
            "prompt": "'picture ' || n",
            "created_at": "datetime('2026-01-01', '-' || n || ' minutes') || '.000000'",
        }
        values = ", ".join(changed.get(column, column) for column in columns)
        database.execute(
            "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?) "
            f"INSERT INTO images SELECT {values} FROM images, numbers",
            (many,),
        )
    database.close()


def show_one_for_all(page: Page, name: str) -> None:
    """One file stands for all that `multiply` made."""

    def same(route: Route) -> None:
        route.continue_(url=re.sub("copy_[0-9]+.png", name, route.request.url))

    page.route("**/previews/**", same)
