"""What may not happen: markup in names that runs, and pages of others that reach the server."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.web.hands import node, run

Open: TypeAlias = Callable[[str], Page]
MARKUP = "<img src=x onerror=alert(1)><script>alert(2)</script>"
FOREIGN = """async (url) => {
  const ask = (path, given) => fetch(url + path, given).then(answer => answer.status, () => "refused")
  const body = JSON.stringify({ version: 1, name: "Taken over", nodes: [] })
  return [
    await ask("/api/workflows"),
    await ask("/api/workflows", { method: "POST", body, headers: { "content-type": "application/json" } }),
    await ask("/api/workflows", { method: "POST", body, mode: "no-cors" }),
  ]
}"""


@pytest.fixture
def elsewhere(page: Page) -> Page:
    """A page of another origin."""
    address = "http://localhost:9/"
    page.route(address, lambda route: route.fulfill(content_type="text/html", body="<title>Elsewhere</title>"))
    page.goto(address)
    return page


@pytest.fixture
def marked(page: Page, url: str) -> Page:
    """A workflow whose every name is markup, open; a dialog that markup opens fails the test."""
    page.on("dialog", lambda dialog: pytest.fail(f"markup ran: {dialog.message}"))
    nodes = [
        {"id": "a", "type": "text", "title": MARKUP, "widgets": {"text": f"Draw {MARKUP}"}},
        {"id": "p", "type": "gpt_image", "title": MARKUP, "widgets": {"model": "demo/painter", "quality": "low"}},
        {"id": "out", "type": "display", "title": MARKUP},
        {"id": "odd", "type": MARKUP},
    ]
    links = [{"from": ["a", "text"], "to": ["p", "prompt"]}, {"from": ["a", "text"], "to": ["out", "value"]}]
    notes = [{"id": "n", "text": MARKUP, "position": {"x": 0, "y": -200}}]
    groups = [{"id": "g", "title": MARKUP, "members": ["a"]}]
    workflow = {"version": 1, "name": MARKUP, "nodes": nodes, "links": links}
    made = httpx.post(f"{url}/api/workflows", json=workflow | {"view": {"notes": notes, "groups": groups}})
    page.goto(f"{url}/workflows/{made.json()['id']}")
    node(page, "odd").wait_for()
    return page


def test_markup_in_names_is_text_in_the_editor(marked: Page) -> None:
    expect(node(marked, "odd")).to_contain_text(MARKUP)
    expect(marked.get_by_label("Note", exact=True)).to_have_value(MARKUP)
    assert marked.locator("[onerror], article script").count() == 0


def test_markup_in_a_prompt_is_text_where_its_picture_shows(marked: Page, url: str) -> None:
    node(marked, "odd").locator("header").click()
    marked.keyboard.press("Delete")
    run(marked)
    expect(node(marked, "out")).to_contain_text("<img src=x")
    for path in ("/", "/gallery", "/runs"):
        marked.goto(f"{url}{path}")
        expect(marked.get_by_role("main")).to_contain_text("<img src=x")
        assert marked.locator("[onerror]").count() == 0


def test_a_page_of_another_origin_reaches_nothing(elsewhere: Page, url: str, expected_errors: list[str]) -> None:
    expected_errors += ["CORS", "Failed to load resource"]
    assert elsewhere.evaluate(FOREIGN, url)[:2] == ["refused", "refused"]
    assert httpx.get(f"{url}/api/workflows").json()["workflows"] == []


def test_a_file_name_with_markup_is_text(open_template: Open, tmp_path: Path) -> None:
    page = open_template("An LLM that draws")
    file = tmp_path / "<img src=x onerror=alert(1)>.json"
    file.write_text("no workflow")
    page.locator('input[type="file"][accept*="json"]').set_input_files(file)
    expect(page.get_by_role("alert")).to_contain_text("There is no workflow in <img src=x onerror=alert(1)>.json")
