"""What of a workflow is in view: all of it, until a person looks elsewhere."""

import re
from collections.abc import Callable
from typing import TypeAlias

import pytest
from playwright.sync_api import Page, expect

from tests.web.hands import drag, middle, node, run

Open: TypeAlias = Callable[[str], Page]
NODES = ("prompt", "painter", "llm", "answer")
OUTSIDE = """() => {
  const view = document.querySelector(".react-flow").getBoundingClientRect()
  return [...document.querySelectorAll(".react-flow article")].filter((node) => {
    const { left, right, top, bottom } = node.getBoundingClientRect()
    return left < view.left || right > view.right || top < view.top || bottom > view.bottom
  }).length
}"""


@pytest.fixture
def drawing(open_template: Open) -> Page:
    return open_template("An LLM that draws")


def all_in_view(page: Page) -> None:
    for _ in range(200):
        if not page.evaluate(OUTSIDE):
            return
        page.wait_for_timeout(50)
    pytest.fail("some of the nodes are out of view")


def place(page: Page) -> str:
    found: str = page.locator(".react-flow__viewport").evaluate("view => view.style.transform")
    return found


def test_pictures_make_room_for_themselves(drawing: Page) -> None:
    run(drawing)
    expect(node(drawing, "painter").get_by_role("button", name=re.compile("Show .* large"))).to_be_visible()
    all_in_view(drawing)


def test_a_smaller_window_shows_all_the_same(drawing: Page) -> None:
    drawing.set_viewport_size({"width": 1024, "height": 640})
    all_in_view(drawing)


def test_where_a_person_looks_the_view_stays(drawing: Page) -> None:
    x, y = middle(drawing.locator(".react-flow__pane"))
    drag(drawing, drawing.locator(".react-flow__pane"), (x + 40, y + 200))
    before = place(drawing)
    run(drawing)
    expect(node(drawing, "painter").get_by_role("button", name=re.compile("Show .* large"))).to_be_visible()
    assert place(drawing) == before


def test_a_key_fits_it_again(drawing: Page) -> None:
    drag(drawing, drawing.locator(".react-flow__pane"), (1000, 700))
    assert drawing.evaluate(OUTSIDE)
    drawing.keyboard.press("f")
    all_in_view(drawing)
