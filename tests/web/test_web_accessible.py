"""axe finds nothing on any page, empty or full, in either theme, on a tablet."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, ViewportSize, expect

from ai_node_builder.testing import FakeOpenAI
from tests.web.paid import draw, run, save

AXE = Path(__file__).parents[2] / "web/node_modules/axe-core/axe.min.js"
TABLET: ViewportSize = {"width": 1024, "height": 768}
PLACES = {
    "/": "Start with a workflow",
    "/gallery": "Gallery",
    "/runs": "Runs",
    "/costs": "Costs",
    "/settings/keys": "Settings",
    "/settings/models": "demo/painter",
    "/settings/storage": "Free on the disk",
    "/settings/mcp": "generate_image",
    "/settings/servers": "No servers yet",
}


@pytest.fixture(autouse=True)
def paying(fake: FakeOpenAI, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server that a test starts draws with the fake provider."""
    monkeypatch.setenv("OPENAI_BASE_URL", fake.base_url)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")


@pytest.fixture
def url(paying: None, url: str) -> str:
    return url


@pytest.fixture
def full(url: str, fake: FakeOpenAI) -> str:
    """A server with a picture, a lost one, and a run; answers the run's id."""
    draw(url, "a lion")
    fake.fail_next("reset_before_reply")
    draw(url, "a fox")
    return run(url, save(url))


def complaints(page: Page) -> list[Any]:
    """What axe has to say: the rule and the first place."""
    page.evaluate(AXE.read_text())
    found: list[dict[str, Any]] = page.evaluate("axe.run().then(({ violations }) => violations)")
    return [(one["id"], one["nodes"][0]["html"][:200]) for one in found if one["impact"] in ("serious", "critical")]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_empty_pages(page: Page, url: str, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    assert {place: found for place, words in PLACES.items() if (found := look(page, url + place, words))} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_full_pages(page: Page, url: str, full: str, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(TABLET)
    places = PLACES | {f"/runs/{full}": "What happened"}
    assert {place: found for place, words in places.items() if (found := look(page, url + place, words))} == {}


def test_a_picture_and_the_lost_ones(page: Page, url: str, full: str) -> None:
    page.goto(f"{url}/gallery")
    page.get_by_role("button", name="Decide").click()
    assert complaints(page) == []
    page.get_by_role("button", name="a lion").first.click()
    expect(page.get_by_role("link", name="Save")).to_be_visible()
    assert complaints(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_cap_on_its_way(page: Page, url: str, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{url}/costs")
    page.get_by_role("button", name="Set a cap: Today").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert complaints(page) == []


def test_choosing_a_picture_on_a_node(page: Page, url: str, full: str) -> None:
    given = {"version": 1, "name": "Look", "nodes": [{"id": "image", "type": "image"}]}
    page.goto(f"{url}/workflows/{httpx.post(f'{url}/api/workflows', json=given).json()['id']}")
    page.get_by_role("button", name="Choose from the gallery").click()
    expect(page.get_by_role("button", name="a lion").first).to_be_visible()
    assert complaints(page) == []


def look(page: Page, address: str, words: str) -> list[Any]:
    page.goto(address)
    expect(page.get_by_text(words).first).to_be_visible()
    page.wait_for_load_state("networkidle")
    return complaints(page)
