"""A real browser before a real server, which runs as a process of its own with the demo models.

A test fails on any error in the page's console, and on any request that leaves this machine.
"""

import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Route,
    ViewportSize,
    expect,
    sync_playwright,
)

from ai_node_builder.server.routes.pages import BUILT

CHROMIUM = shutil.which("chromium")
expect.set_options(timeout=60_000)

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LAPTOP: ViewportSize = {"width": 1280, "height": 800}
Open: TypeAlias = Callable[[str], Page]
Keep: TypeAlias = Callable[[Page, str], Image.Image]
PICTURES = os.environ.get("TEST_PICTURES")


def missing() -> str:
    """What the tests in a browser lack; empty where they can run."""
    if not CHROMIUM:
        return "BROWSER TESTS SKIPPED: chromium is not installed"
    return (
        "" if (BUILT / "index.html").is_file() else "BROWSER TESTS SKIPPED: the canvas is not built; run `make canvas`"
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browsers stall where a machine is busy, so a test of a page may try again, and has its time."""
    said = missing()
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.skip(reason=said) if said else pytest.mark.flaky(reruns=2))
            item.add_marker(pytest.mark.timeout(300))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if said := missing():
        terminalreporter.write_sep("!", said, red=True, bold=True)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for the tests of a file: while Playwright is up, no other test could have an event loop of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def url(home: Path) -> Iterator[str]:
    """The address of a server of this test's own."""
    command = [sys.executable, "-m", "ai_node_builder", "serve", "--no-open", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        found = next(filter(None, (re.search(r"http://\S+:\d+", line) for line in process.stderr)))
        yield found[0]
        process.terminate()
        process.stderr.read()


@pytest.fixture
def expected_errors() -> list[str]:
    """Parts of the lines that a test expects in the console, such as the status of a refusal."""
    return []


@pytest.fixture
def context(browser: Browser, url: str, expected_errors: list[str]) -> Iterator[BrowserContext]:
    """A browser without a past, that reaches this machine only and says what went wrong in its pages.

    It asks for the server first, so that this outlives the pages.
    """
    context = browser.new_context(viewport=LAPTOP, reduced_motion="reduce")
    context.set_default_timeout(60_000)
    refused: list[str] = []
    wrong: list[str] = []

    def let_through(route: Route) -> None:
        if urlsplit(route.request.url).hostname in ("localhost", "127.0.0.1"):
            route.continue_()
        else:
            refused.append(route.request.url)
            route.abort()

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not any(part in message.text for part in expected_errors):
            wrong.append(message.text)

    context.route("**/*", let_through)
    context.on("console", note)
    context.on("weberror", lambda error: wrong.append(str(error.error)))
    yield context
    context.close()
    assert (refused, wrong) == ([], [])


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def open_template(page: Page, url: str) -> Open:
    """Opens a copy of a template by its title, as a person does."""

    def open_template(title: str) -> Page:
        page.goto(url)
        page.get_by_role("button", name=title).click()
        page.wait_for_url("**/workflows/*")
        page.locator("article").first.wait_for()
        return page

    return open_template


@pytest.fixture
def keep(tmp_path: Path) -> Keep:
    """Takes a picture of a page and keeps it under a name."""

    def keep(page: Page, name: str) -> Image.Image:
        picture = Image.open(io.BytesIO(page.screenshot()))
        folder = Path(__file__).parents[2] / PICTURES if PICTURES else tmp_path
        picture.save(folder / f"{name}.webp", quality=82, method=6)
        return picture

    return keep


@pytest.fixture
def drawing(open_template: Open) -> Page:
    """The template of an LLM that draws, open."""
    return open_template("An LLM that draws")


@pytest.fixture
def blank(page: Page, url: str) -> Page:
    """A workflow without nodes."""
    page.goto(url)
    page.get_by_role("button", name="Blank workflow").click()
    page.locator(".react-flow__pane").wait_for()
    return page
