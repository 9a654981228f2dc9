"""Copy, cut and paste, as nodes and as text."""

import json
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.web.hands import node, saved, wires


@pytest.fixture
def page(page: Page, url: str) -> Page:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=url)
    return page


def copied(page: Page) -> str:
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


def places(page: Page) -> list[tuple[float, float]]:
    return [(item["position"]["x"], item["position"]["y"]) for item in saved(page)["nodes"]]


def test_nodes_go_to_another_workflow_with_their_wires(drawing: Page, url: str) -> None:
    drawing.keyboard.press("Control+a")
    drawing.keyboard.press("Control+c")
    assert [item["id"] for item in json.loads(copied(drawing))["nodes"]] == ["prompt", "painter", "llm", "answer"]
    before = wires(drawing)
    other = httpx.post(f"{url}/api/workflows", json={"version": 1, "name": "Other", "nodes": []}).json()
    drawing.goto(f"{url}/workflows/{other['id']}")
    drawing.locator(".react-flow__pane").wait_for()
    drawing.keyboard.press("Control+v")
    expect(node(drawing, "llm")).to_be_visible()
    assert wires(drawing) == before


def test_pasted_where_the_pointer_is_and_never_right_upon_another(drawing: Page) -> None:
    node(drawing, "answer").locator("header").click()
    drawing.keyboard.press("Control+c")
    drawing.mouse.move(300, 640)
    for name in ("answer_2", "answer_3"):
        drawing.keyboard.press("Control+v")
        node(drawing, name).wait_for()
    box = node(drawing, "answer_2").bounding_box()
    assert box
    assert abs(box["x"] - 300) < 4
    assert abs(box["y"] - 640) < 4
    assert len(set(places(drawing))) == 6


def test_duplicated_twice_they_lie_side_by_side(drawing: Page) -> None:
    for name in ("prompt_2", "prompt_3"):
        node(drawing, "prompt").locator("header").click()
        drawing.keyboard.press("Control+d")
        node(drawing, name).wait_for()
    assert len(set(places(drawing))) == 6


def test_cut(drawing: Page) -> None:
    node(drawing, "answer").locator("header").click()
    drawing.keyboard.press("Control+x")
    expect(node(drawing, "answer")).to_have_count(0)
    drawing.keyboard.press("Control+v")
    expect(node(drawing, "answer")).to_be_visible()


def test_text_that_is_marked_is_copied_as_text(drawing: Page) -> None:
    node(drawing, "answer").locator("header").click()
    drawing.get_by_text("Nothing was said yet.").click(click_count=3)
    drawing.keyboard.press("Control+c")
    assert copied(drawing).strip() == "Nothing was said yet."
    node(drawing, "answer").locator("header").click()
    drawing.keyboard.press("Control+c")
    assert json.loads(copied(drawing))["nodes"][0]["id"] == "answer"


@pytest.mark.parametrize("text", ["hello", "[]", '{"version": 1, "nodes": []}'])
def test_a_text_without_nodes_is_left_alone(drawing: Page, text: str) -> None:
    before: dict[str, Any] = saved(drawing)
    drawing.evaluate("text => navigator.clipboard.writeText(text)", text)
    drawing.keyboard.press("Control+v")
    drawing.keyboard.press("n")  # comes after it
    drawing.get_by_role("button", name="Undo").click()
    expect(drawing.get_by_role("button", name="Undo")).to_be_disabled()
    assert saved(drawing)["nodes"] == before["nodes"]
