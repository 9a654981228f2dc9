"""An MCP server is attached from the canvas: added in Settings with its key, tried, and chosen on the node."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.web.hands import node, widgets

TOKEN = "a-token-of-its-own"
WORKFLOW = {"version": 1, "nodes": [{"id": "tools", "type": "mcp_tools", "position": {"x": 0, "y": 0}}]}


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of an MCP server that wants a key; workflows may connect to it."""
    environment = os.environ | {"AINB_HOME": str(tmp_path / "notes"), "AINB_TOKEN": TOKEN}
    command = [sys.executable, "-m", "ai_node_builder", "serve", "--no-open", "--port", "0"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        found = next(filter(None, (re.search(r"localhost:\d+", line) for line in process.stderr)))
        monkeypatch.setenv("AINB_ALLOW_HOSTS", found[0])
        yield f"http://{found[0]}/mcp"
        process.terminate()
        process.stderr.read()


@pytest.fixture
def url(notes: str, url: str) -> str:
    """It knows from its start where workflows may connect to."""
    return url


def add_server(page: Page, notes: str, key: str) -> None:
    page.get_by_role("button", name="Add a server").click()
    page.get_by_label("Name").fill("notes")
    page.get_by_label("Address").fill(notes)
    page.locator("input[type=password]").fill(key)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_server_is_added_tried_and_chosen(page: Page, url: str, notes: str) -> None:
    workflow = httpx.post(f"{url}/api/workflows", json=WORKFLOW).json()["id"]
    page.goto(f"{url}/workflows/{workflow}")
    node(page, "tools").get_by_text("choose", exact=True).click()
    page.get_by_role("link", name="Add one in Settings").click()
    expect(page.get_by_text("No servers yet")).to_be_visible()
    add_server(page, notes, TOKEN)
    expect(page.get_by_role("listitem")).to_contain_text("with the key NOTES_KEY")
    page.get_by_role("button", name="Test notes").click()
    expect(page.get_by_role("status")).to_contain_text("generate_image")
    assert httpx.get(f"{url}/api/secrets").json()["secrets"][0]["hosts"] == ["localhost"]
    page.goto(f"{url}/workflows/{workflow}")
    node(page, "tools").get_by_text("choose", exact=True).click()
    page.get_by_role("option", name="notes").click()
    assert widgets(page, "tools") == {"server": "notes"}


def test_what_is_wrong_with_a_server_is_told(page: Page, url: str, notes: str, expected_errors: list[str]) -> None:
    expected_errors.append("status of 4")
    page.goto(f"{url}/settings/servers")
    add_server(page, notes, "a-key-of-another")
    page.get_by_role("button", name="Test notes").click()
    expect(page.get_by_role("status")).to_contain_text("wants a key, or another one (HTTP 401)")
    page.get_by_role("button", name="Remove notes").click()
    expect(page.get_by_text("No servers yet")).to_be_visible()
    page.get_by_role("button", name="Add a server").click()
    page.get_by_label("Name").fill("inside")
    page.get_by_label("Address").fill("http://127.0.0.1:9/mcp")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("where workflows do not connect")
