"""The pictures of docs/canvas.md. `TEST_PICTURES=docs/images` keeps them there; otherwise they go away."""

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest
from PIL import Image, ImageStat
from playwright.sync_api import Page, expect

Open: TypeAlias = Callable[[str], Page]
Keep: TypeAlias = Callable[[Page, str], Image.Image]
FOLDER = os.environ.get("TEST_PICTURES")


@pytest.fixture
def keep(tmp_path: Path) -> Keep:
    """Takes a picture of a page and keeps it under a name."""

    def keep(page: Page, name: str) -> Image.Image:
        picture = Image.open(io.BytesIO(page.screenshot()))
        folder = Path(__file__).parents[2] / FOLDER if FOLDER else tmp_path
        picture.save(folder / f"{name}.webp", quality=82, method=6)
        return picture

    return keep


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


def test_search(open_template: Open, keep: Keep) -> None:
    page = open_template("An assistant with a toolbox")
    page.locator(".react-flow__pane").dblclick(position={"x": 760, "y": 420})
    page.get_by_role("textbox", name="Search nodes").fill("image")
    expect(page.get_by_role("option")).to_have_count(3)
    keep(page, "canvas-search")
