"""Settings in a browser: keys go in and never come out, models, storage, and the tools that MCP clients see."""

import httpx
import pytest
from playwright.sync_api import Page, Response, expect

from ai_node_builder.testing import FakeOpenAI
from tests.web.paid import save

CANARY = "sk-canary-7d1f0c55aa"


@pytest.fixture(autouse=True)
def fake_provider(fake: FakeOpenAI, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server that a test starts asks the fake provider; it has no key."""
    monkeypatch.setenv("OPENAI_BASE_URL", fake.base_url)


@pytest.fixture
def url(fake_provider: None, url: str) -> str:
    return url


def add_key(page: Page, url: str) -> None:
    page.goto(f"{url}/settings")
    page.get_by_role("button", name="Add a key").click()
    page.locator("input[type=password]").fill(CANARY)
    page.get_by_role("button", name="Store").click()
    expect(page.get_by_role("listitem")).to_contain_text(["OPENAI_API_KEY"])


def test_a_key_goes_in_and_is_tested(page: Page, url: str) -> None:
    add_key(page, url)
    expect(page.get_by_role("listitem")).to_contain_text("stored here")
    expect(page.get_by_role("listitem")).to_contain_text("api.openai.com")
    page.get_by_role("button", name="Test OPENAI_API_KEY").click()
    expect(page.get_by_role("status")).to_contain_text("OpenAI accepts OPENAI_API_KEY")


def test_a_key_never_comes_out(page: Page, url: str) -> None:
    heard: list[Response] = []
    page.on("response", lambda answer: heard.append(answer))
    add_key(page, url)
    assert not any(CANARY in answer.text() for answer in heard if "/api/" in answer.url)
    page.reload()
    expect(page.get_by_role("listitem")).to_have_count(1)
    kept = page.evaluate("JSON.stringify([localStorage, sessionStorage, document.body.innerHTML])")
    assert CANARY not in kept


def test_a_key_is_forgotten(page: Page, url: str) -> None:
    add_key(page, url)
    page.get_by_role("button", name="Forget OPENAI_API_KEY").click()
    page.get_by_role("dialog").get_by_role("button", name="Forget").click()
    expect(page.get_by_text("No keys yet")).to_be_visible()
    assert httpx.get(f"{url}/api/secrets").json() == {"secrets": []}


def test_a_name_of_ones_own_wants_a_server(page: Page, url: str, expected_errors: list[str]) -> None:
    expected_errors.append("status of 4")
    page.goto(f"{url}/settings/keys")
    page.get_by_role("button", name="Add a key").click()
    page.get_by_label("Name").fill("MY_SERVER")
    page.locator("input[type=password]").fill(CANARY)
    page.get_by_role("button", name="Store").click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_be_visible()
    page.get_by_role("combobox", name="Servers it may be sent to").fill("llm.example.com")
    page.get_by_role("combobox", name="Servers it may be sent to").press("Enter")
    page.get_by_role("button", name="Store").click()
    expect(page.get_by_role("listitem")).to_contain_text("Goes to llm.example.com only.")


def test_models_with_prices_and_their_end(page: Page, url: str) -> None:
    page.goto(f"{url}/settings")
    page.get_by_role("tab", name="Models").click()
    expect(page).to_have_url(f"{url}/settings/models")
    expect(page.get_by_role("row", name="demo/painter")).to_contain_text("free")
    expect(page.get_by_role("row", name="gpt-image-1-mini")).to_contain_text("gpt-image-2.6-flare")


def test_storage_and_version(page: Page, url: str) -> None:
    page.goto(f"{url}/settings/storage")
    expect(page.get_by_text("Pictures are kept until you delete them.")).to_be_visible()
    page.get_by_role("tab", name="About").click()
    expect(page.get_by_text(httpx.get(f"{url}/healthz").json()["version"])).to_be_visible()


def test_a_tool_is_hidden_from_clients(page: Page, url: str) -> None:
    page.goto(f"{url}/settings/mcp")
    switch = page.get_by_role("switch", name="Clients see calculator")
    expect(switch).to_be_checked()
    switch.locator("xpath=..").click()
    expect(switch).not_to_be_checked()
    assert httpx.get(f"{url}/api/mcp/tools/calculator").json()["enabled"] is False


def test_a_workflow_is_published(page: Page, url: str) -> None:
    workflow = save(url, name="<i>Lions</i>")
    page.goto(f"{url}/settings/mcp")
    page.get_by_role("button", name="Publish a workflow").click()
    page.get_by_role("combobox", name="Workflow").click()
    page.get_by_role("option", name="<i>Lions</i>").click()
    page.get_by_label("Name of the tool").fill("draw_a_lion")
    expect(page.get_by_role("checkbox", name="wish")).to_be_checked()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("The workflow <i>Lions</i>")).to_be_visible()
    published = httpx.get(f"{url}/api/mcp/tools/draw_a_lion").json()
    assert (published["target"], published["widgets"]) == (workflow, {"wish": {"node": "wish", "widget": "text"}})
