"""What a person's hands do on the canvas, and what the server then has."""

from typing import Any

import httpx
from playwright.sync_api import Locator, Page, expect

PICTURE = 90_000
"""Milliseconds that a demo picture may take on a busy machine."""
DROP = """(pane, [name, type, bytes]) => {
  const dataTransfer = new DataTransfer()
  dataTransfer.items.add(new File([new Uint8Array(bytes)], name, { type }))
  const { left, top } = pane.getBoundingClientRect()
  for (const kind of ["dragover", "drop"])
    pane.dispatchEvent(new DragEvent(kind, { bubbles: true, dataTransfer, clientX: left + 300, clientY: top + 500 }))
}"""


def saved(page: Page) -> dict[str, Any]:
    """The workflow as the server has it, once it has all."""
    expect(page.get_by_role("status").get_by_text("saved", exact=True)).to_be_visible()
    answer = httpx.get(page.url.replace("/workflows/", "/api/workflows/")).json()
    workflow: dict[str, Any] = answer["workflow"]
    return workflow


def widgets(page: Page, node: str) -> dict[str, Any]:
    """What is set on a node, by the server's copy."""
    found: dict[str, Any] = next(item for item in saved(page)["nodes"] if item["id"] == node).get("widgets", {})
    return found


def wires(page: Page) -> set[str]:
    """What is wired, as `node.output > node.input`."""
    return set(links(page))


def links(page: Page) -> list[str]:
    """The same in the order of the file."""
    return [f"{'.'.join(link['from'])} > {'.'.join(link['to'])}" for link in saved(page)["links"]]


def run(page: Page) -> None:
    """Runs and waits for the end."""
    with page.expect_response(lambda answer: answer.url.endswith("/api/runs") and answer.status == 201) as begun:
        page.get_by_role("button", name="Run", exact=True).click()
    run_id = begun.value.json()["run_id"]
    httpx.get(f"{begun.value.url}/{run_id}/events", timeout=PICTURE / 1000)
    expect(page.get_by_role("button", name="Stop", exact=True)).to_have_count(0)


def node(page: Page, name: str) -> Locator:
    return page.get_by_test_id(f"node-{name}")


def add(page: Page, words: str) -> None:
    """Adds the first node that a search finds."""
    page.keyboard.press("Space")
    page.get_by_role("dialog", name="Add a node").get_by_role("textbox").fill(words)
    page.keyboard.press("Enter")


def socket(page: Page, end: str) -> Locator:
    name, handle = end.split(".")
    return node(page, name).locator(f'[data-handleid="{handle}"]')


def drag(page: Page, start: Locator, target: Locator | tuple[float, float]) -> None:
    """Draws with the pointer, in steps as a hand does."""
    page.mouse.move(*middle(start))
    page.mouse.down()
    x, y = target if isinstance(target, tuple) else middle(target)
    page.mouse.move(x, y, steps=10)
    page.mouse.up()


def drop(page: Page, name: str, kind: str, content: bytes) -> None:
    """Drops a file on the canvas."""
    page.locator(".react-flow__pane").evaluate(DROP, [name, kind, list(content)])


def middle(place: Locator) -> tuple[float, float]:
    box = place.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
