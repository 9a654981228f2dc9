"""Five hundred nodes under way, beside a plain page of React Flow with as many: how fast both move."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.web.frames import STAMPS, dragging, panning
from tests.web.hands import node

NODES, COLUMNS, CHAIN = 500, 25, 5
WEB = Path(__file__).parents[2] / "web"
HEADS = "article, article span, article header, article header *"
"""Where a node of ours is taken: from far away anywhere, and near by its head."""
ROUNDS = 4
SMOOTH = 30
"""Frames a second below which a hand feels that it pulls something along."""
READABLE = 0.5
ZOOM = "new DOMMatrix(getComputedStyle(document.querySelector('.react-flow__viewport')).transform).a"


def large() -> dict[str, Any]:
    """A hundred chains of five nodes, so that a hundred are under way at any time."""
    nodes = [
        {"id": f"n{index}", "type": "ticker", "position": {"x": index % COLUMNS * 360, "y": index // COLUMNS * 320}}
        for index in range(NODES)
    ]
    links = [
        {"from": [f"n{index - 1}", "text"], "to": [f"n{index}", "prompt"]} for index in range(NODES) if index % CHAIN
    ]
    return {"version": 1, "name": "Large", "nodes": nodes, "links": links}


@pytest.fixture
def home(home: Path) -> Path:
    (home / "nodes").mkdir(parents=True)
    shutil.copy(Path(__file__).with_name("ticker.py"), home / "nodes")
    return home


@pytest.fixture(scope="module")
def plain_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a page with as many default nodes, built as ours is."""
    built = tmp_path_factory.mktemp("plain")
    build = ["npm", "--prefix", str(WEB), "run", "--silent", "build:plain", "--", "--outDir", str(built)]
    subprocess.run(build, check=True, capture_output=True)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=str(built))) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


class Files(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """A test prints no requests."""


@pytest.fixture
def ours(context: BrowserContext, url: str) -> Page:
    """The large workflow in our canvas, fitted to the view."""
    context.add_init_script(STAMPS)
    saved = httpx.post(f"{url}/api/workflows", json=large(), timeout=90).json()["id"]
    return opened(context, f"{url}/workflows/{saved}")


@pytest.fixture
def plain(ours: Page, context: BrowserContext, plain_url: str) -> Page:
    return opened(context, plain_url)


def opened(context: BrowserContext, url: str) -> Page:
    page = context.new_page()
    page.goto(url)
    expect(page.locator(".react-flow__node")).to_have_count(NODES)
    return page


def start(page: Page) -> None:
    page.bring_to_front()
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator('[data-phase="running"]')).not_to_have_count(0)


def come_near(page: Page) -> None:
    page.bring_to_front()
    page.mouse.move(640, 400)
    while page.evaluate(ZOOM) < READABLE:
        page.mouse.wheel(0, -100)


def test_from_far_away_a_node_is_no_more_than_a_plain_one(ours: Page, plain: Page) -> None:
    parts = "document.querySelectorAll('.react-flow__viewport *').length"
    assert ours.evaluate(parts) <= plain.evaluate(parts)


def test_what_is_far_away_can_be_told_apart(ours: Page) -> None:
    start(ours)
    expect(node(ours, "n0")).to_have_attribute("data-phase", "running")
    expect(node(ours, "n1")).to_have_attribute("data-phase", "waiting")
    expect(node(ours, "n1")).to_have_accessible_name("Ticker")


@pytest.mark.parametrize("near", [False, True], ids=["fitted", "near"])
def test_a_large_workflow_under_way_moves_as_a_plain_one_does(
    ours: Page, plain: Page, near: bool, counts: list[str]
) -> None:
    """Smooth, and at least half as fast as plain nodes. What a busy machine holds up is measured again."""
    start(ours)
    if near:
        for page in (ours, plain):
            come_near(page)
    seen = []
    for _ in range(ROUNDS):
        seen.append(frames(ours, plain))
        if all(mine >= max(SMOOTH, its / 2) for mine, its in seen[-1]):
            break
    else:
        pytest.fail(f"frames a second, ours and plain, panning and dragging: {seen}")
    expect(ours.get_by_role("button", name="Stop", exact=True)).to_be_visible()
    (pan, plain_pan), (drag, plain_drag) = seen[-1]
    counts.append(
        f"500 nodes under way, {'near' if near else 'fitted'}: {pan} frames a second panning (plain {plain_pan}), "
        f"{drag} dragging (plain {plain_drag})"
    )


def frames(ours: Page, plain: Page) -> list[tuple[float, float]]:
    """Frames a second of both: panning, then dragging a node."""
    pans = [alone(page, panning) for page in (ours, plain)]
    drags = [alone(ours, partial(dragging, part=HEADS)), alone(plain, partial(dragging, part="*"))]
    return [(pans[0], pans[1]), (drags[0], drags[1])]


def alone(page: Page, move: Callable[[Page], float]) -> float:
    page.bring_to_front()
    return round(move(page), 1)
