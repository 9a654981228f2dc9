"""The first screen, and from there to a picture without a key."""

import gzip
import json
from collections.abc import Callable
from typing import Any, TypeAlias

from playwright.sync_api import Page, expect

from ai_node_builder.server.routes.pages import BUILT

Open: TypeAlias = Callable[[str], Page]
LARGEST = 400_000
"""Bytes of JavaScript, gzip, that the first screen may take."""


def test_templates_with_pictures_and_what_they_need(page: Page, url: str) -> None:
    page.goto(url)
    card = page.get_by_role("button", name="An LLM that draws")
    expect(card).to_contain_text("Needs nothing")
    assert card.locator("img").evaluate("picture => picture.decode().then(() => picture.naturalWidth)") == 480


def test_one_click_and_run_gives_a_picture(open_template: Open) -> None:
    page = open_template("An LLM that draws")
    page.get_by_role("button", name="Run", exact=True).click()
    picture = page.get_by_test_id("node-painter").locator("img")
    assert picture.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") == 1024
    expect(page.get_by_label("Log")).to_contain_text("finished")
    expect(page.get_by_test_id("node-answer").locator("img")).to_be_visible()


def test_what_was_opened_is_kept(open_template: Open, url: str) -> None:
    page = open_template("A story illustrator")
    page.goto(url)
    page.get_by_role("link", name="A story illustrator").click()
    expect(page.get_by_test_id("node-author")).to_be_visible()


def test_size_of_the_first_screen() -> None:
    manifest: dict[str, Any] = json.loads((BUILT / "manifest.json").read_text())
    wanted = chunks(manifest, "index.html") | chunks(manifest, "src/pages/home/HomePage.tsx")
    assert sum(len(gzip.compress((BUILT / file).read_bytes())) for file in wanted) < LARGEST


def chunks(manifest: dict[str, Any], name: str) -> set[str]:
    """The files of a chunk and of what it imports."""
    chunk = manifest[name]
    return {chunk["file"]}.union(*(chunks(manifest, one) for one in chunk.get("imports", ())))
