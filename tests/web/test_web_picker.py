"""The picture widget chooses from the gallery: newest first, by prompt, with keys, however many there are."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from ai_node_builder.testing import FakeOpenAI
from tests.web.hands import add, node, widgets
from tests.web.paid import draw, multiply, show_one_for_all

MANY = 1000


@pytest.fixture(autouse=True)
def paying(fake: FakeOpenAI, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server that a test starts draws with the fake provider."""
    monkeypatch.setenv("OPENAI_BASE_URL", fake.base_url)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")


@pytest.fixture
def url(paying: None, url: str) -> str:
    return url


@pytest.fixture
def opener(blank: Page) -> Locator:
    """The button of an Image node that leads to the gallery."""
    add(blank, "passes on a picture")
    return node(blank, "image").get_by_role("button", name="Choose from the gallery")


def tiles(page: Page) -> Locator:
    return page.get_by_role("dialog").get_by_role("listitem")


def test_a_picture_is_found_and_taken(page: Page, url: str, opener: Locator) -> None:
    name = draw(url, "a lion")["result"]["filename"]
    draw(url, "a fox")
    opener.click()
    expect(tiles(page)).to_contain_text(["a fox", "a lion"])
    page.get_by_role("searchbox", name="Search the prompts").fill("lion")
    expect(tiles(page)).to_contain_text(["a lion"])
    expect(tiles(page).get_by_role("button")).to_have_count(1)  # none to compare, none for favourites
    tiles(page).get_by_role("button").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert widgets(page, "image") == {"file": name}
    picture = node(page, "image").locator("img")
    assert picture.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") > 0
    page.get_by_role("button", name="Undo").click()
    assert widgets(page, "image") == {}


def test_without_a_pointer(page: Page, url: str, opener: Locator) -> None:
    name = draw(url, "a lion")["result"]["filename"]
    for way_out in ("Escape", "Enter"):
        opener.press("Enter")
        expect(page.get_by_role("searchbox")).to_be_focused()
        expect(tiles(page)).to_have_count(1)
        page.keyboard.press("Tab")
        expect(tiles(page).get_by_role("button")).to_be_focused()
        page.keyboard.press("ArrowDown")
        page.keyboard.press(way_out)
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(opener).to_be_focused()
    assert widgets(page, "image") == {"file": name}
    expect(page.get_by_role("button", name="Undo")).to_be_enabled()
    page.get_by_role("button", name="Undo").click()  # one step, so that the arrow moved no node
    assert widgets(page, "image") == {}


def test_only_what_is_in_sight_is_in_the_page(page: Page, url: str, opener: Locator, home: Path) -> None:
    name = draw(url, "a lion")["result"]["filename"]
    multiply(home, MANY)
    show_one_for_all(page, name)
    opener.click()
    expect(tiles(page).nth(1)).to_contain_text("picture 1")
    scroller = page.get_by_role("dialog").get_by_role("list").locator("xpath=..")
    for pages in range(1, 4):
        scroller.evaluate("one => one.scrollTo(0, one.scrollHeight)")
        expect(tiles(page).last).to_contain_text(re.compile(f"picture {pages}[0-9][0-9]"))
    assert tiles(page).count() < 60


def test_empty_it_says_what_will_be_there(page: Page, opener: Locator) -> None:
    opener.click()
    expect(page.get_by_role("dialog")).to_contain_text("No pictures yet")
