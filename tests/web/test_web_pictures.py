"""The pictures of docs/canvas.md. `TEST_PICTURES=docs/images` keeps them there; otherwise they go away."""

from collections.abc import Callable
from typing import TypeAlias

import httpx
import pytest
from PIL import ImageStat
from playwright.sync_api import Page, expect

from tests.web.conftest import Keep

Open: TypeAlias = Callable[[str], Page]
WISHES = (
    "a lion in the savanna",
    "a lighthouse in a storm",
    "a field of flowers",
    "a sailing boat",
    "a forest in autumn",
)


def test_first_screen(page: Page, url: str, keep: Keep) -> None:
    page.goto(url)
    page.get_by_role("button", name="An LLM that draws").wait_for()
    for picture in page.get_by_role("button").locator("img").all():
        picture.evaluate("picture => picture.decode()")
    assert keep(page, "canvas-home").size == (1280, 800)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_workflow_after_a_run(open_template: Open, keep: Keep, scheme: str) -> None:
    page = open_template("An LLM that draws")
    if scheme == "dark":
        page.get_by_role("button", name="Dark theme").click()
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.get_by_role("region", name="Log")).to_contain_text("finished")
    page.get_by_test_id("node-answer").locator("img").evaluate("picture => picture.decode()")
    page.keyboard.press("f")
    page.evaluate("() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    header = keep(page, f"canvas-{scheme}").convert("L").crop((560, 20, 640, 30))
    assert (ImageStat.Stat(header).mean[0] > 128) is (scheme == "light")


def test_a_run_with_a_tool_called(open_template: Open, keep: Keep) -> None:
    page = open_template("A story illustrator")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.get_by_role("region", name="Call of generate_image")).to_have_count(3)
    keep(page, "canvas-running")


def test_gallery(page: Page, url: str, keep: Keep) -> None:
    for prompt in WISHES:
        call = {"arguments": {"prompt": prompt}, "widgets": {"model": "demo/painter", "quality": "low"}}
        httpx.post(f"{url}/api/tools/generate_image", json=call, timeout=90).raise_for_status()
    page.goto(f"{url}/gallery")
    expect(page.get_by_role("listitem")).to_have_count(len(WISHES))
    for picture in page.get_by_role("listitem").locator("img").all():
        picture.evaluate("picture => picture.decode()")
    keep(page, "canvas-gallery")


def test_search(open_template: Open, keep: Keep) -> None:
    page = open_template("An assistant with a toolbox")
    page.locator(".react-flow__pane").dblclick(position={"x": 760, "y": 420})
    page.get_by_role("textbox", name="Search nodes").fill("image")
    expect(page.get_by_role("option")).to_have_count(3)
    keep(page, "canvas-search")
