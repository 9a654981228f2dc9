"""The editor judged by axe-core in both themes, and the way from the first screen to a picture without a pointer."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.web.hands import PICTURE, node

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
GRAVE = {"serious", "critical"}
FOCUSED = """() => {
  const element = document.activeElement
  const { outlineStyle, boxShadow } = getComputedStyle(element)
  return { name: element.ariaLabel || element.textContent, seen: outlineStyle !== "none" || boxShadow !== "none" }
}"""


@pytest.fixture(params=["light", "dark"])
def themed(page: Page, request: pytest.FixtureRequest) -> Page:
    """A page in each theme, as the system asks for it."""
    page.emulate_media(color_scheme=request.param, reduced_motion="reduce")
    return page


def faults(page: Page) -> list[str]:
    """What axe-core finds that keeps people out: the rule, and the element that breaks it."""
    page.evaluate(AXE.read_text())
    found: dict[str, Any] = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{fault['id']}: {place['html'][:200]} {place['any'][0]['message'] if place['any'] else ''}"
        for fault in found["violations"]
        if fault["impact"] in GRAVE
        for place in fault["nodes"]
    ]


def test_editor(themed: Page, url: str) -> None:
    open_drawing(themed, url)
    assert faults(themed) == []
    themed.keyboard.press("Space")
    expect(themed.get_by_role("option").first).to_be_visible()
    assert faults(themed) == []


def test_help_sheet(themed: Page, url: str) -> None:
    open_drawing(themed, url)
    themed.keyboard.press("?")
    expect(themed.get_by_role("dialog", name="Keys")).to_be_visible()
    assert faults(themed) == []


def test_from_the_first_screen_to_a_picture_without_a_pointer(page: Page, url: str) -> None:
    page.goto(url)
    page.get_by_role("button", name="An LLM that draws").wait_for()
    tab_to(page, "An LLM that draws")
    page.keyboard.press("Enter")
    node(page, "prompt").wait_for()
    page.keyboard.press("Control+Enter")
    expect(node(page, "answer").locator("img")).to_be_visible(timeout=PICTURE)


def test_the_rail_leads_everywhere_without_a_pointer(page: Page, url: str) -> None:
    page.goto(url)
    for name in (
        page.get_by_role("navigation", name="Pages")
        .get_by_role("link")
        .evaluate_all("links => links.map(link => link.ariaLabel)")
    ):
        tab_to(page, name)
        page.keyboard.press("Enter")
        expect(page.get_by_role("link", name=name)).to_have_attribute("aria-current", "page")


def tab_to(page: Page, name: str) -> None:
    """Presses Tab until that has the focus; each stop on the way must be seen."""
    for _ in range(40):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        assert focused["seen"], focused
        if name in focused["name"]:
            return
    raise AssertionError(f"Tab does not lead to {name}")


def open_drawing(page: Page, url: str) -> None:
    page.goto(url)
    page.get_by_role("button", name="An LLM that draws").click()
    node(page, "answer").wait_for()
