"""What of a workflow is in view: all of it, until a person looks elsewhere."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.web.hands import node, run

NODES = ("prompt", "painter", "llm", "answer")
FREE = (400, 66)
OUTSIDE = """() => {
  const view = document.querySelector(".react-flow").getBoundingClientRect()
  return [...document.querySelectorAll(".react-flow article")].filter((node) => {
    const { left, right, top, bottom } = node.getBoundingClientRect()
    return left < view.left || right > view.right || top < view.top || bottom > view.bottom
  }).length
}"""


def all_in_view(page: Page) -> None:
    for _ in range(200):
        if not page.evaluate(OUTSIDE):
            return
        page.wait_for_timeout(50)
    pytest.fail("some of the nodes are out of view")


def look_elsewhere(page: Page) -> None:
    """Moves the view, taken at a free place above the nodes, until some are out of it."""
    page.mouse.move(*FREE)
    page.mouse.down()
    page.mouse.move(FREE[0] + 40, FREE[1] + 500, steps=10)
    page.mouse.up()


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
    look_elsewhere(drawing)
    before = place(drawing)
    run(drawing)
    expect(node(drawing, "painter").get_by_role("button", name=re.compile("Show .* large"))).to_be_visible()
    assert place(drawing) == before


def test_a_key_fits_it_again(drawing: Page) -> None:
    look_elsewhere(drawing)
    assert drawing.evaluate(OUTSIDE)
    drawing.keyboard.press("f")
    all_in_view(drawing)
