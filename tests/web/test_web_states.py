"""What a node shows in each state, before a provider that is slow, refuses, or breaks off."""

import httpx
import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Response, expect

from ai_node_builder.testing import FakeOpenAI
from tests.web.hands import PICTURE, node, run

CANARY = "sk-CANARY-0123456789abcdefghij"
PAINTING = {
    "version": 1,
    "name": "Picture",
    "nodes": [
        {"id": "scene", "type": "text", "widgets": {"text": "a lion"}},
        {
            "id": "painter",
            "type": "gpt_image",
            "widgets": {"model": "gpt-image-2.6-flare", "size": "1536x1024", "quality": "low"},
            "position": {"x": 360, "y": 0},
        },
        {"id": "address", "type": "display", "position": {"x": 720, "y": 0}},
    ],
    "links": [
        {"from": ["scene", "text"], "to": ["painter", "prompt"]},
        {"from": ["painter", "servable_url"], "to": ["address", "value"]},
    ],
}


@pytest.fixture
def accounts(fake: FakeOpenAI, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's OpenAI is the fake one, and its key would be known anywhere."""
    monkeypatch.setenv("OPENAI_BASE_URL", fake.base_url)
    monkeypatch.setenv("OPENAI_API_KEY", CANARY)


@pytest.fixture
def url(accounts: None, url: str) -> str:
    return url


@pytest.fixture
def picture(page: Page, url: str) -> Page:
    """A text, a picture that costs money, and its address; open."""
    saved = httpx.post(f"{url}/api/workflows", json=PAINTING).json()["id"]
    page.goto(f"{url}/workflows/{saved}")
    node(page, "painter").wait_for()
    return page


def press_run(page: Page) -> Locator:
    page.get_by_role("button", name="Run", exact=True).click()
    return node(page, "painter")


def begin(page: Page, item: str) -> None:
    page.get_by_role("button", name="More ways to run").click()
    page.get_by_role("menuitem", name=item).click()


def test_waiting_running_and_done(picture: Page, fake: FakeOpenAI) -> None:
    fake.fail_next("slow", seconds=4)
    painter = press_run(picture)
    expect(painter).to_have_attribute("data-phase", "running")
    expect(painter.locator("[style*='aspect-ratio: 1536 / 1024']")).to_be_visible()
    expect(painter.locator("header")).to_contain_text("2 s")
    expect(node(picture, "address")).to_have_css("border-style", "dashed")
    expect(node(picture, "address").locator("header")).to_contain_text("waiting")
    expect(painter).to_have_attribute("data-phase", "done", timeout=PICTURE)
    expect(painter.locator("header")).to_contain_text("$0.0")
    assert painter.locator("img").evaluate("picture => picture.decode().then(() => picture.naturalWidth)") == 1536


def test_each_stage_of_a_run_survives_a_reload(picture: Page, fake: FakeOpenAI) -> None:
    fake.fail_next("slow", seconds=5)
    painter = press_run(picture)
    for phase in ("running", "done"):
        expect(painter).to_have_attribute("data-phase", phase, timeout=PICTURE)
        picture.reload()
        expect(painter).to_have_attribute("data-phase", phase)
        expect(node(picture, "scene")).to_have_attribute("data-phase", "done")
    expect(painter.locator("img")).to_be_visible()
    assert len(fake.image_requests) == 1


def test_the_same_again_is_unchanged_and_free(picture: Page, fake: FakeOpenAI) -> None:
    run(picture)
    run(picture)
    expect(node(picture, "painter").locator("header")).to_contain_text("unchanged")
    expect(node(picture, "painter").locator("img")).to_be_visible()
    begin(picture, "Run afresh")
    expect(node(picture, "painter")).to_have_attribute("data-phase", "done")
    assert len(fake.image_requests) == 2


def test_run_to_here(picture: Page, fake: FakeOpenAI) -> None:
    node(picture, "scene").hover()
    node(picture, "scene").get_by_role("button", name="Menu of the node").click()
    picture.get_by_role("menuitem", name="Run to here").click()
    expect(node(picture, "scene")).to_have_attribute("data-phase", "done")
    expect(picture.get_by_role("region", name="Log")).to_contain_text("finished")
    assert node(picture, "painter").get_attribute("data-phase") is None
    assert fake.image_requests == []


def test_a_failure_and_another_try(picture: Page, fake: FakeOpenAI) -> None:
    fake.fail_next("moderation_blocked")
    painter = press_run(picture)
    expect(painter.get_by_role("alert")).to_contain_text("safety system")
    expect(node(picture, "address")).to_have_attribute("data-phase", "skipped")
    painter.get_by_role("button", name="Details").click()
    expect(painter.locator("pre")).to_contain_text("moderation_blocked")
    painter.get_by_role("button", name="Try again").click()
    expect(painter.locator("img")).to_be_visible()
    expect(node(picture, "address")).to_have_attribute("data-phase", "done")


def test_an_unknown_outcome_is_bought_again(picture: Page, fake: FakeOpenAI) -> None:
    fake.fail_next("reset_before_reply")
    painter = press_run(picture)
    expect(painter).to_have_attribute("data-unsettled", "true")
    expect(painter.get_by_role("alert")).to_contain_text("may have been charged")
    picture.reload()
    painter.get_by_role("button", name="Buy again").click()
    expect(painter.locator("img")).to_be_visible()
    expect(node(picture, "address")).to_have_attribute("data-phase", "done")
    assert len(fake.image_requests) == 2


def test_an_unknown_outcome_is_written_off(picture: Page, fake: FakeOpenAI) -> None:
    fake.fail_next("reset_before_reply")
    painter = press_run(picture)
    painter.get_by_role("button", name="Write off").click()
    picture.get_by_role("dialog").get_by_role("button", name="Write off").click()
    expect(painter.get_by_role("alert")).to_contain_text("It is settled")
    run(picture)
    expect(painter.locator("img")).to_be_visible()
    assert len(fake.image_requests) == 2


def test_a_run_shows_in_tabs_that_were_open_before(picture: Page, context: BrowserContext) -> None:
    other = context.new_page()
    other.goto(picture.url)
    node(other, "painter").wait_for()
    press_run(picture)
    expect(node(other, "painter")).to_have_attribute("data-phase", "done", timeout=PICTURE)
    expect(node(other, "painter").locator("img")).to_be_visible()


def test_the_log_tells_of_one_node(picture: Page) -> None:
    run(picture)
    picture.get_by_role("button", name="Log").click()
    lines = picture.get_by_role("log", name="Events of the run")
    expect(lines).to_contain_text("the run is finished")
    picture.get_by_role("combobox", name="Node that the log tells of").click()
    picture.get_by_role("option", name="GPT Image").click()
    expect(lines).not_to_contain_text("the run is finished")
    expect(lines).to_contain_text("done after")


def test_escape_stops(picture: Page, fake: FakeOpenAI) -> None:
    fake.fail_next("slow", seconds=3)
    painter = press_run(picture)
    expect(painter).to_have_attribute("data-phase", "running")
    picture.locator(".react-flow__pane").click(position={"x": 30, "y": 30})
    picture.keyboard.press("Escape")
    expect(painter).to_have_attribute("data-phase", "stopped")
    expect(picture.get_by_role("button", name="Go on")).to_be_visible()


def test_a_key_reaches_no_browser(picture: Page) -> None:
    answers: list[Response] = []
    picture.on("response", lambda answer: answers.append(answer))
    run(picture)
    picture.get_by_role("button", name="More", exact=True).click()
    picture.get_by_role("menuitem", name="Export").click()
    with picture.expect_download() as download:
        picture.get_by_role("button", name="Download").click()
    kept = picture.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    seen = [*map(told, answers), download.value.path().read_text(), picture.content(), kept]
    assert any("node_finished" in text for text in seen)
    assert [text for text in seen if CANARY in text or CANARY[3:9] in text] == []


def told(answer: Response) -> str:
    """A request and its reply; of pictures the headers only."""
    asked = answer.request
    text = "" if "image" in answer.headers.get("content-type", "") else answer.text()
    return f"{asked.url} {asked.headers} {asked.post_data} {answer.headers} {text}"
