"""Workflows as things that are kept: their earlier versions, and their end."""

import httpx
from playwright.sync_api import Page, expect

from tests.web.hands import add, node, saved


def test_going_back_to_an_earlier_version_can_be_undone(drawing: Page) -> None:
    add(drawing, "calculator")
    assert len(saved(drawing)["nodes"]) == 5
    drawing.get_by_role("button", name="More", exact=True).click()
    drawing.get_by_role("menuitem", name="Earlier versions").click()
    first = drawing.get_by_role("dialog", name="Earlier versions").get_by_role("row").filter(has_text="Version 1")
    first.get_by_role("button", name="Go back to it").click()
    expect(node(drawing, "calculator_tool")).to_have_count(0)
    assert len(saved(drawing)["nodes"]) == 4
    drawing.keyboard.press("Control+z")
    expect(node(drawing, "calculator_tool")).to_be_visible()


def test_a_workflow_is_deleted_once_that_is_confirmed(drawing: Page, url: str) -> None:
    address = drawing.url.replace("/workflows/", "/api/workflows/")
    drawing.goto(url)
    button = drawing.get_by_role("button", name="Delete An LLM that draws")
    button.press("Enter")
    drawing.get_by_role("button", name="Keep it").press("Enter")
    expect(button).to_be_focused()
    button.press("Enter")
    drawing.get_by_role("button", name="Delete for good").press("Enter")
    expect(drawing.get_by_text("What you open or build is kept here.")).to_be_visible()
    assert httpx.get(address).status_code == 404
