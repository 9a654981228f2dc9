"""The gallery in a browser: found, looked at, compared, deleted; lost pictures settled; a hundred thousand of them."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from ai_node_builder.testing import FakeOpenAI
from tests.web.paid import draw, multiply, run, save, show_one_for_all

HTML = "<img src=x onerror=\"document.title='broken in'\"> & <b>a lion</b>"
MANY = 100_000


@pytest.fixture(autouse=True)
def paying(fake: FakeOpenAI, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server that a test starts draws with the fake provider."""
    monkeypatch.setenv("OPENAI_BASE_URL", fake.base_url)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")


@pytest.fixture
def url(paying: None, url: str) -> str:
    return url


def tiles(page: Page) -> Locator:
    return page.get_by_role("listitem")


def test_empty_it_says_what_goes_there(page: Page, url: str) -> None:
    page.goto(f"{url}/gallery")
    page.get_by_role("link", name="Make the first one").click()
    expect(page).to_have_url(f"{url}/")


def test_newest_first_with_small_pictures(page: Page, url: str) -> None:
    for prompt in ("a lion", "a fox"):
        draw(url, prompt)
    page.goto(f"{url}/gallery")
    expect(tiles(page)).to_contain_text(["a fox", "a lion"])
    picture = tiles(page).first.locator("img")
    assert picture.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") == 256


def test_search_stands_in_the_address(page: Page, url: str) -> None:
    for prompt in ("a lion", "a fox"):
        draw(url, prompt)
    page.goto(f"{url}/gallery")
    page.get_by_role("searchbox", name="Search the prompts").fill("fox")
    expect(tiles(page)).to_contain_text(["a fox"])
    expect(page).to_have_url(f"{url}/gallery?q=fox")
    page.get_by_role("searchbox").fill("whale")
    page.get_by_role("link", name="Show all pictures").click()
    expect(tiles(page)).to_have_count(2)


@pytest.mark.parametrize("filter", ["model=gpt-image-2.5-flare", "run_id={run}", "workflow_id={workflow}"])
def test_filters_by_origin(page: Page, url: str, filter: str) -> None:
    draw(url, "a fox")
    workflow = save(url)
    wanted = filter.format(run=run(url, workflow), workflow=workflow)
    page.goto(f"{url}/gallery?{wanted}")
    expect(tiles(page)).to_contain_text(["a fox" if "model" in filter else "a lion"])


def test_filters_by_hand(page: Page, url: str) -> None:
    draw(url, "a fox")
    run(url, save(url, name="Lions"))
    page.goto(f"{url}/gallery")
    page.get_by_role("combobox", name="Workflow").click()
    page.get_by_role("option", name="Lions").click()
    expect(tiles(page)).to_contain_text(["a lion"])
    page.get_by_label("Day, in UTC").fill("2020-01-01")
    expect(page.get_by_text("No picture fits")).to_be_visible()


def test_favourites(page: Page, url: str) -> None:
    for prompt in ("a lion", "a fox"):
        draw(url, prompt)
    page.goto(f"{url}/gallery")
    star = tiles(page).nth(1).get_by_role("button", name="Favourite")
    star.click()
    expect(star).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Favourites").click()
    expect(tiles(page)).to_contain_text(["a lion"])


def test_a_picture_large_with_its_origin(page: Page, url: str) -> None:
    workflow = save(url)
    run_id = run(url, workflow)
    page.goto(f"{url}/gallery")
    page.get_by_role("button", name="a lion").click()
    dialog = page.get_by_role("dialog")
    for told in ("a lion", "1024x1024", "low", "painter"):
        expect(dialog).to_contain_text(told)
    expect(dialog.get_by_role("link", name="See the run")).to_have_attribute("href", f"/runs/{run_id}")
    dialog.get_by_role("link", name="Open the workflow that made this").click()
    expect(page).to_have_url(f"{url}/workflows/{workflow}")


def test_a_copy_where_the_workflow_is_gone(page: Page, url: str, expected_errors: list[str]) -> None:
    expected_errors.append("404")
    workflow = save(url)
    run(url, workflow)
    httpx.delete(f"{url}/api/workflows/{workflow}", headers={"content-type": "application/json"})
    page.goto(f"{url}/gallery")
    page.get_by_role("button", name="a lion").click()
    page.get_by_role("button", name="Open a copy of the workflow that made this").click()
    expect(page.get_by_test_id("node-painter")).to_be_visible()
    assert workflow not in page.url


def test_link_to_a_picture(page: Page, url: str) -> None:
    name = draw(url, "a lion")["result"]["filename"]
    page.goto(f"{url}/gallery?q=whale&picture={name}")
    expect(page.get_by_role("dialog")).to_contain_text("a lion")
    with page.expect_download() as download:
        page.get_by_role("link", name="Save").click()
    assert download.value.suggested_filename == name


def test_copy_link(page: Page, url: str, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    name = draw(url, "a lion")["result"]["filename"]
    page.goto(f"{url}/gallery?picture={name}")
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert urlsplit(page.evaluate("navigator.clipboard.readText()")).path == f"/servable/{name}"


def test_arrow_keys_turn_pages(page: Page, url: str) -> None:
    for prompt in ("a lion", "a fox"):
        draw(url, prompt)
    page.goto(f"{url}/gallery")
    page.get_by_role("button", name="a fox").click()
    expect(page.get_by_role("dialog")).to_contain_text("a fox")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("dialog")).to_contain_text("a lion")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_delete_asks_once_and_means_it(page: Page, url: str) -> None:
    name = draw(url, "a lion")["result"]["filename"]
    page.goto(f"{url}/gallery?picture={name}")
    page.get_by_role("button", name="Delete", exact=True).click()
    page.get_by_role("button", name="Delete for good").click()
    expect(page.get_by_text("Your pictures go here")).to_be_visible()
    assert httpx.get(f"{url}/servable/{name}").status_code == 404


def test_two_side_by_side(page: Page, url: str) -> None:
    draw(url, "a fox")
    run(url, save(url))
    page.goto(f"{url}/gallery")
    for place in (0, 1):
        tiles(page).nth(place).get_by_role("button", name="Compare").click()
    page.get_by_role("status").get_by_role("button", name="Compare").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("figure")).to_contain_text(["a lion", "a fox"])
    expect(dialog.locator("[data-differs]").get_by_text("low")).to_be_visible()


def test_html_in_a_prompt_is_text(page: Page, url: str) -> None:
    draw(url, HTML)
    page.goto(f"{url}/gallery")
    expect(tiles(page)).to_contain_text([HTML])
    tiles(page).get_by_role("button", name="a lion").click()
    expect(page.get_by_role("dialog").get_by_text(HTML)).to_be_visible()
    assert page.title() != "broken in"


@pytest.fixture
def lost(fake: FakeOpenAI, url: str) -> None:
    fake.fail_next("reset_before_reply")
    assert draw(url, HTML)["charged"] == "unknown"


@pytest.mark.parametrize("place", ["gallery", "costs"])
def test_a_lost_picture_is_bought_again(page: Page, url: str, lost: None, place: str) -> None:
    page.goto(f"{url}/{place}")
    page.get_by_role("button", name="Decide").click()
    notice = page.get_by_role("region", name="Pictures of unknown outcome")
    expect(notice).to_contain_text(HTML)
    expect(notice).to_contain_text("$0.053")
    notice.get_by_role("button", name="Buy again").click()
    expect(notice).to_have_count(0)
    assert len(httpx.get(f"{url}/api/images").json()["images"]) == 1


def test_a_lost_picture_is_written_off(page: Page, url: str, lost: None) -> None:
    page.goto(f"{url}/gallery")
    page.get_by_role("button", name="Decide").click()
    page.get_by_role("button", name="Write off").click()
    page.get_by_label("Cost in dollars").fill("0")
    page.get_by_role("dialog").get_by_role("button", name="Write off").click()
    expect(page.get_by_role("region", name="Pictures of unknown outcome")).to_have_count(0)
    total = httpx.get(f"{url}/api/costs").json()["total"]
    assert (total["cost_usd"], total["held_usd"]) == (0, 0)


def test_a_hundred_thousand(page: Page, url: str, home: Path) -> None:
    name = draw(url, "a lion")["result"]["filename"]
    multiply(home, MANY)
    asked: list[str] = []

    show_one_for_all(page, name)
    page.on("request", lambda request: asked.append(request.url) if "/api/images?" in request.url else None)
    page.goto(f"{url}/gallery")
    expect(tiles(page).nth(1)).to_contain_text("picture 1")
    before = nodes(page)
    scroller = page.get_by_role("list").locator("xpath=..")
    for pages in range(1, 8):
        scroller.evaluate("one => one.scrollTo(0, one.scrollHeight)")
        expect(tiles(page).last).to_contain_text(re.compile(f"picture {pages}[0-9][0-9]"))
    assert sum("before=copy_" in address for address in asked) >= 7
    assert nodes(page) < before * 2


def nodes(page: Page) -> int:
    """How many elements the page has."""
    number: int = page.evaluate("document.querySelectorAll('*').length")
    return number
