"""Widgets on the node: each kind is edited and kept, and image models say what they cost and when they have ended."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.web.hands import node, saved, widgets

MODELS = """
[models.small]
provider = "openai"
qualities = ["low", "high"]
sizes = ["1024x1024", "1536x1024"]
price = { text_in = 5.0, image_in = 8.0, image_out = 30.0 }
tokens = { "1024x1024" = { low = 1000, high = 4000 }, "1536x1024" = { low = 2000, high = 8000 } }

[models.dear]
provider = "openai"
qualities = ["low", "high"]
sizes = ["1024x1024", "1536x1024"]
price = { text_in = 5.0, image_in = 8.0, image_out = 90.0 }
tokens = { "1024x1024" = { low = 1000, high = 4000 }, "1536x1024" = { low = 2000, high = 8000 } }

[models.past]
provider = "openai"
qualities = ["low", "high"]
sizes = ["1024x1024"]
shutdown = 2020-01-01
successor = "dear"
price = { text_in = 5.0, image_in = 8.0, image_out = 30.0 }
tokens = { "1024x1024" = { low = 1000, high = 4000 } }
"""


@pytest.fixture
def models(home: Path) -> None:
    """Image models of the test's own, whose prices and last days do not change."""
    home.mkdir()
    (home / "models.toml").write_text(MODELS)


@pytest.fixture
def url(models: None, url: str) -> str:
    return url


def open_node(page: Page, url: str, kind: str, **set_widgets: Any) -> Locator:
    """A workflow with one node of a kind; the node has its kind as its id."""
    given = {"version": 1, "name": "One", "nodes": [{"id": kind, "type": kind, "widgets": set_widgets}]}
    made = httpx.post(f"{url}/api/workflows", json=given).json()
    page.goto(f"{url}/workflows/{made['id']}")
    node(page, kind).wait_for()
    return node(page, kind)


def choose(page: Page, button: Locator, option: str) -> None:
    button.click()
    page.get_by_role("option", name=option, exact=True).click()


@pytest.mark.parametrize(
    ("kind", "name", "typed", "kept"),
    [
        ("text", "text", "Two lines,\nof text", "Two lines,\nof text"),
        ("llm", "api base", "http://localhost:11434/v1", "http://localhost:11434/v1"),
        ("llm", "max tokens", "250", 250),
        ("llm", "temperature", "0.5", 0.5),
        ("text_analysis_tool", "keywords", "7", 7),
        ("image", "file", "fox.png", "fox.png"),
    ],
    ids=["textarea", "text", "number", "fraction", "slider", "picture"],
)
def test_what_is_typed_is_kept(
    page: Page, url: str, expected_errors: list[str], kind: str, name: str, typed: str, kept: Any
) -> None:
    expected_errors.append("404")  # there is no picture of that name
    one = open_node(page, url, kind)
    if one.get_by_label(name, exact=True).count() == 0:
        one.get_by_role("button", name="more settings").click()
    one.get_by_label(name, exact=True).fill(typed)
    assert widgets(page, kind) == {name.replace(" ", "_"): kept}
    page.reload()
    expect(one.get_by_label(name, exact=True)).to_have_value(typed)


def test_a_toggle_is_kept(page: Page, url: str) -> None:
    llm = open_node(page, url, "llm")
    llm.get_by_role("button", name="more settings").click()
    llm.get_by_role("switch", name="memory").locator("xpath=..").click()
    assert widgets(page, "llm") == {"memory": True}
    page.reload()
    expect(llm.get_by_role("switch", name="memory")).to_be_checked()


def test_a_choice_is_kept(page: Page, url: str) -> None:
    weather = open_node(page, url, "weather_tool")
    choose(page, weather.get_by_role("button", name="units"), "imperial")
    assert widgets(page, "weather_tool") == {"units": "imperial"}
    page.reload()
    expect(weather.get_by_role("button", name="units")).to_have_text("imperial")


def test_a_stored_key_is_kept_by_its_name(page: Page, url: str) -> None:
    httpx.put(f"{url}/api/secrets/OPENAI_API_KEY", json={"value": "sk-0123456789abcdef0123", "hosts": []})
    llm = open_node(page, url, "llm")
    llm.get_by_role("button", name="api key").click()
    page.get_by_role("menuitem", name="OPENAI_API_KEY").click()
    assert widgets(page, "llm") == {"api_key": {"secret": "OPENAI_API_KEY"}}
    page.reload()
    expect(llm.get_by_role("button", name="api key: OPENAI_API_KEY")).to_be_visible()


def test_an_empty_number_is_left_to_the_model(page: Page, url: str) -> None:
    llm = open_node(page, url, "llm", temperature=1)
    llm.get_by_label("temperature").fill("")
    assert widgets(page, "llm") == {"temperature": None}


def test_prices_stand_beside_size_and_quality_and_follow_the_model(page: Page, url: str) -> None:
    painter = open_node(page, url, "gpt_image", model="small", size="1024x1024", quality="high")
    size, quality = (painter.get_by_role("button", name=name) for name in ("size", "quality"))
    expect(size).to_contain_text("$0.120 each")
    expect(quality).to_contain_text("$0.120 each")
    choose(page, painter.get_by_role("button", name="model"), "dear")
    expect(size).to_contain_text("$0.360 each")
    quality.click()
    expect(page.get_by_role("option", name="low")).to_contain_text("$0.090 each")
    page.get_by_role("option", name="low").click()
    size.click()
    expect(page.get_by_role("option", name="1536x1024")).to_contain_text("$0.180 each")
    page.get_by_role("option", name="1536x1024").click()
    assert saved(page)["nodes"][0]["widgets"] == {"model": "dear", "size": "1536x1024", "quality": "low"}


def test_a_model_that_has_ended_is_marked_with_its_successor(page: Page, url: str) -> None:
    painter = open_node(page, url, "gpt_image", model="small", size="1024x1024", quality="high")
    painter.get_by_role("button", name="model").click()
    past = page.get_by_role("option", name="past")
    expect(past).to_contain_text("ended, dear draws")
    expect(past.get_by_text("past")).to_have_css("text-decoration-line", "line-through")
    past.click()
    expect(painter.get_by_text("ended, dear draws")).to_be_visible()
    expect(painter.get_by_role("button", name="size")).to_contain_text("$0.360 each")


def test_a_choice_without_a_pointer(page: Page, url: str) -> None:
    units = open_node(page, url, "weather_tool").get_by_role("button", name="units")
    units.press("Enter")
    page.get_by_role("option").first.wait_for()
    expect(units).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert widgets(page, "weather_tool") == {"units": "imperial"}
    expect(units).to_be_focused()


def test_keys_in_a_menu_leave_the_canvas_alone(page: Page, url: str) -> None:
    weather = open_node(page, url, "weather_tool")
    weather.locator("header").click()
    before = saved(page)
    weather.get_by_role("button", name="api key").press("Enter")
    page.get_by_role("menuitem").first.wait_for()
    for key in ("ArrowDown", "ArrowUp", "n", "Delete", "Escape"):
        page.keyboard.press(key)
    expect(page.get_by_role("menuitem")).to_have_count(0)
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()
    assert saved(page) == before
