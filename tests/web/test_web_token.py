"""A server that wants a token: the page asks for it once, and sends it with everything."""

import pytest
from playwright.sync_api import Page, expect


@pytest.fixture
def token(monkeypatch: pytest.MonkeyPatch) -> str:
    """What the server of this test wants."""
    monkeypatch.setenv("AINB_TOKEN", "right-token")
    return "right-token"


def test_asked_once_and_kept_by_the_tab(token: str, page: Page, url: str, expected_errors: list[str]) -> None:
    expected_errors.append("401")
    page.goto(url)
    page.get_by_label("Token").fill("wrong")
    page.get_by_role("button", name="Enter").click()
    expect(page.get_by_text("The server refused this token.")).to_be_visible()
    page.get_by_label("Token").fill(token)
    page.get_by_role("button", name="Enter").click()
    page.get_by_role("button", name="An LLM that draws").click()
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.get_by_test_id("node-painter").locator("img")).to_be_visible()
    page.reload()
    expect(page.get_by_test_id("node-painter").locator("img")).to_be_visible()
    assert page.evaluate("localStorage.getItem('ainb-token')") is None
