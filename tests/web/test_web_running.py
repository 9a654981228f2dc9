"""Running: what nodes show, and that nothing is lost when a page goes away."""

from collections.abc import Callable
from typing import TypeAlias

from playwright.sync_api import BrowserContext, Page, expect

Open: TypeAlias = Callable[[str], Page]


def test_nodes_say_how_long_they_took(drawing: Page) -> None:
    drawing.keyboard.press("Control+Enter")
    expect(drawing.get_by_role("region", name="Log")).to_contain_text("finished")
    for node in ("prompt", "llm", "painter", "answer"):
        expect(drawing.get_by_test_id(f"node-{node}").locator("header")).to_contain_text(" s")


def test_a_place_is_held_for_the_picture_while_it_is_made(open_template: Open) -> None:
    page = open_template("A story illustrator")
    page.get_by_role("button", name="Run", exact=True).click()
    place = page.get_by_test_id("node-illustrator").locator("[style*='aspect-ratio: 1536 / 1024']").first
    expect(place).to_be_visible()
    expect(page.locator("path[class*=called]")).to_have_count(1)


def test_a_page_that_is_loaded_again_goes_on_where_it_was(open_template: Open) -> None:
    page = open_template("A story illustrator")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.get_by_test_id("node-illustrator")).to_have_attribute("data-phase", "running")
    page.reload()
    expect(page.get_by_test_id("node-author")).to_have_attribute("data-phase", "running")
    expect(page.get_by_role("button", name="Stop", exact=True)).to_be_visible()
    expect(page.get_by_role("region", name="Log")).to_contain_text("finished", timeout=60_000)
    expect(page.get_by_test_id("node-book").locator("img").first).to_be_visible()


def test_a_second_tab_sees_the_same_run(drawing: Page, context: BrowserContext) -> None:
    drawing.get_by_role("button", name="Run", exact=True).click()
    other = context.new_page()
    other.goto(drawing.url)
    for page in (drawing, other):
        expect(page.get_by_role("region", name="Log")).to_contain_text("finished")
        expect(page.get_by_test_id("node-painter").locator("img")).to_be_visible()


def test_stop(open_template: Open) -> None:
    page = open_template("A story illustrator")
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.get_by_role("region", name="Log")).to_contain_text("cancelled")
    expect(page.get_by_role("button", name="Run", exact=True)).to_be_enabled()


def test_a_failure_stands_on_its_node_in_plain_words(open_template: Open) -> None:
    page = open_template("A picture from a text")
    painter = page.get_by_test_id("node-painter")
    painter.get_by_role("button", name="model").click()
    page.get_by_role("option", name="gpt-image-2.6-flare", exact=True).click()
    expect(page.get_by_text("est. at most $")).to_be_visible()
    page.get_by_role("button", name="Run", exact=True).click()
    expect(painter.get_by_role("alert")).to_contain_text("OpenAI API key is required")
    expect(page.get_by_test_id("node-address")).to_have_attribute("data-phase", "skipped")
    painter.get_by_role("button", name="model").click()
    page.get_by_role("option", name="demo/painter").click()
    page.get_by_role("button", name="Run", exact=True).click()
    expect(painter.locator("img")).to_be_visible()


def test_what_cannot_run_says_what_to_mend(page: Page, url: str, expected_errors: list[str]) -> None:
    expected_errors.append("422")
    page.goto(url)
    page.get_by_role("button", name="Blank workflow").click()
    page.locator(".react-flow__pane").dblclick(position={"x": 300, "y": 300})
    page.get_by_role("option", name="Display").click()
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("display: the input value needs a value")


def test_a_key_is_added_from_the_node_and_only_named(drawing: Page) -> None:
    painter = drawing.get_by_test_id("node-painter")
    painter.get_by_role("button", name="api key").click()
    drawing.get_by_role("menuitem", name="Add a key").click()
    drawing.get_by_role("dialog").locator("input[type=password]").fill("sk-CANARY-0123456789abcdefghijklmnop")
    with drawing.expect_request(lambda request: request.method == "PUT" and "/api/workflows/" in request.url) as kept:
        drawing.get_by_role("button", name="Store").click()
    expect(painter.get_by_role("button", name="api key")).to_contain_text("OPENAI_API_KEY")
    assert '{"secret":"OPENAI_API_KEY"}' in (kept.value.post_data or "")
    assert "CANARY" not in drawing.content()
    assert "CANARY" not in drawing.evaluate("JSON.stringify([localStorage, sessionStorage])")
