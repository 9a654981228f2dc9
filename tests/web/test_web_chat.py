"""The chat beside the canvas: messages are runs, tools are cards, and what was said is remembered."""

from collections.abc import Callable
from typing import TypeAlias

import httpx
import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from ai_node_builder.testing import FakeOpenAI
from tests.web.hands import PICTURE, node, saved

Open: TypeAlias = Callable[[str], Page]
TABLET: ViewportSize = {"width": 1024, "height": 768}
TALKING = {
    "version": 1,
    "name": "Talking",
    "nodes": [
        {"id": "llm", "type": "llm", "widgets": {"model": "openai/gpt-4o", "prompt": "Hello"}},
        {"id": "sums", "type": "calculator_tool", "position": {"x": 0, "y": 400}},
    ],
    "links": [
        {"from": ["sums", "output"], "to": ["llm", "tools"]},
        {"from": ["llm", "tool_calls"], "to": ["sums", "tool_call"]},
    ],
}


@pytest.fixture
def accounts(fake: FakeOpenAI, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", fake.base_url)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")


@pytest.fixture
def url(accounts: None, url: str) -> str:
    return url


@pytest.fixture
def talking(page: Page, url: str) -> Page:
    """A model of the fake provider with a calculator, open."""
    made = httpx.post(f"{url}/api/workflows", json=TALKING).json()["id"]
    page.goto(f"{url}/workflows/{made}")
    page.get_by_role("textbox", name="Message").wait_for()
    return page


def turns(page: Page) -> Locator:
    return page.get_by_role("article", name="Turn")


def say(page: Page, message: str) -> Locator:
    """Says something, and waits for the whole answer."""
    before = turns(page).count()
    page.get_by_role("textbox", name="Message").fill(message)
    page.keyboard.press("Enter")
    expect(turns(page)).to_have_count(before + 1)
    expect(page.get_by_role("button", name="Send")).to_be_visible(timeout=PICTURE)
    return turns(page).last


def test_a_picture_in_the_chat(open_template: Open) -> None:
    page = open_template("An LLM that draws")
    expect(page.get_by_text("What you write stands in for “Text”, which feeds the prompt of “LLM”.")).to_be_visible()
    before = saved(page)
    turn = say(page, "Draw a red fox")
    expect(turn.get_by_role("region", name="Call of generate_image")).to_contain_text("prompt: a red fox")
    assert turn.locator("img").evaluate("picture => picture.decode().then(() => picture.naturalWidth)") == 1024
    assert turn.get_by_role("link", name="Save the picture").get_attribute("download")
    expect(node(page, "painter").locator("img")).to_be_visible()
    assert saved(page) == before


def test_the_chat_survives_a_reload(open_template: Open) -> None:
    page = open_template("An LLM that draws")
    say(page, "Draw a red fox")
    page.reload()
    expect(turns(page)).to_have_count(1)
    expect(turns(page).last).to_contain_text("Draw a red fox")
    expect(turns(page).last.locator("img")).to_be_visible()


def test_what_was_said_is_remembered(talking: Page, fake: FakeOpenAI) -> None:
    fake.script("Hello Ann", "You are Ann", "Who knows")
    expect(say(talking, "I am Ann")).to_contain_text("Hello Ann")
    talking.reload()
    expect(turns(talking)).to_have_count(1)
    expect(turns(talking).last).to_contain_text("Hello Ann")
    say(talking, "Who am I?")
    assert heard(fake) == ["I am Ann", "Hello Ann", "Who am I?"]
    talking.get_by_role("button", name="New chat").click()
    expect(say(talking, "And now?")).to_contain_text("A new conversation")
    assert heard(fake) == ["And now?"]


def heard(fake: FakeOpenAI) -> list[str]:
    """What the model was last asked with."""
    return [message["content"] for message in fake.chat_requests[-1].body["messages"]]


def test_tools_are_cards(talking: Page, fake: FakeOpenAI) -> None:
    fake.script({"tool_calls": [{"name": "calculator", "arguments": {"expression": "6 * 7"}}]}, "It is 42.")
    turn = say(talking, "What is 6 * 7?")
    card = turn.get_by_role("region", name="Call of calculator")
    expect(card).to_contain_text("expression: 6 * 7")
    card.get_by_role("button").click()
    expect(card.locator("pre")).to_contain_text('"formatted": "42"')
    expect(turn).to_contain_text("It is 42.")


def test_a_failed_call_says_why(talking: Page, fake: FakeOpenAI) -> None:
    fake.script({"tool_calls": [{"name": "calculator", "arguments": {"expression": "1 / 0"}}]}, "I cannot.")
    card = say(talking, "What is 1 / 0?").get_by_role("region", name="Call of calculator")
    expect(card).to_contain_text("zero")


def test_an_answer_streams(talking: Page, fake: FakeOpenAI) -> None:
    fake.script("It was a dark and stormy night. " * 40)
    fake.fail_next("drip", seconds=6, on="chat")
    talking.get_by_role("textbox", name="Message").fill("Tell me a story")
    talking.keyboard.press("Enter")
    for place in (turns(talking).last, node(talking, "llm")):
        expect(place).to_contain_text("dark and stormy", timeout=PICTURE)
    expect(talking.get_by_role("button", name="Stop the answer")).to_be_visible()
    talking.reload()
    expect(turns(talking).last).to_contain_text("dark and stormy")
    expect(talking.get_by_role("button", name="Send")).to_be_visible(timeout=PICTURE)
    assert len(fake.chat_requests) == 1


def test_a_refusal_is_told_in_the_chat(talking: Page, fake: FakeOpenAI) -> None:
    fake.fail_next("invalid_key", on="chat")
    expect(say(talking, "Hello").get_by_role("alert")).to_contain_text("does not accept the API key")


def test_no_chat_without_a_model(open_template: Open) -> None:
    page = open_template("A picture from a text")
    expect(page.get_by_role("tab", name="Chat")).to_have_count(0)
    page.get_by_role("button", name="Side panel").click()
    expect(page.get_by_role("tabpanel")).to_contain_text("Add an LLM")


def test_a_tablet_shows_the_canvas_first(page: Page, open_template: Open) -> None:
    page.set_viewport_size(TABLET)
    open_template("An LLM that draws")
    expect(page.get_by_role("tab", name="Chat")).to_have_count(0)
    page.get_by_role("button", name="Side panel").click()
    expect(page.get_by_role("textbox", name="Message")).to_be_visible()
