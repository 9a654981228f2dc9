"""The server is killed in mid-run and started again: the page says so, and goes on without a second purchase."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Page, expect

from ai_node_builder.testing import FakeOpenAI
from tests.web.hands import PICTURE, node

TWO = {
    "version": 1,
    "name": "Two steps",
    "nodes": [
        {
            "id": "painter",
            "type": "gpt_image",
            "widgets": {"model": "gpt-image-2.6-flare", "quality": "low", "prompt": "a lion"},
        },
        {
            "id": "llm",
            "type": "llm",
            "widgets": {"model": "openai/gpt-4o", "prompt": "What is it?"},
            "position": {"x": 360, "y": 0},
        },
    ],
    "links": [{"from": ["painter", "image"], "to": ["llm", "image"]}],
}


class Mortal:
    """A server of a fixed address that can be killed and come back."""

    def __init__(self, fake: FakeOpenAI) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.url = f"http://localhost:{self.port}"
        self._environment = os.environ | {"OPENAI_BASE_URL": fake.base_url, "OPENAI_API_KEY": "sk-test"}
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "ai_node_builder", "serve", "--no-open", "--port", str(self.port)]
        self._process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=self._environment)
        assert self._process.stderr
        next(line for line in self._process.stderr if re.search(r"http://\S+:\d+", line))

    def kill(self) -> None:
        self._process.kill()
        self._process.communicate()


@pytest.fixture
def mortal(home: object, fake: FakeOpenAI) -> Iterator[Mortal]:
    server = Mortal(fake)
    yield server
    server.kill()


@pytest.fixture
def url(mortal: Mortal, expected_errors: list[str]) -> str:
    expected_errors += ["ERR_CONNECTION_REFUSED", "ERR_INCOMPLETE_CHUNKED_ENCODING", "ERR_CONNECTION_RESET"]
    return mortal.url


def test_a_server_that_was_killed_in_mid_run(page: Page, mortal: Mortal, fake: FakeOpenAI, url: str) -> None:
    saved = httpx.post(f"{url}/api/workflows", json=TWO).json()["id"]
    page.goto(f"{url}/workflows/{saved}")
    fake.fail_next("slow", seconds=60, on="chat")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(node(page, "llm")).to_have_attribute("data-phase", "running", timeout=PICTURE)
    fake.wait_for_chats(1, timeout=90)
    mortal.kill()
    expect(page.get_by_role("region", name="Log")).to_contain_text("The connection broke")
    mortal.start()
    expect(page.get_by_role("region", name="Log")).to_contain_text("interrupted", timeout=PICTURE)
    expect(node(page, "llm")).to_have_attribute("data-phase", "stopped")
    expect(node(page, "painter").locator("img")).to_be_visible()
    page.get_by_role("button", name="Go on").click()
    expect(node(page, "llm")).to_have_attribute("data-phase", "done", timeout=PICTURE)
    expect(page.get_by_role("region", name="Log")).to_contain_text("finished")
    assert (len(fake.image_requests), len(fake.chat_requests)) == (1, 2)
