"""Pictures from the fake provider, ordered over HTTP: fast, paid for, and lost on demand."""

from typing import Any

import httpx

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
