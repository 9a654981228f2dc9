"""Costs in a browser: caps, sums, the chart and its numbers, and a file to keep."""

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ai_node_builder.testing import FakeOpenAI
from tests.web import hands
from tests.web.conftest import Keep
from tests.web.paid import DRAWING, draw, run, save


@pytest.fixture(autouse=True)
def capped(fake: FakeOpenAI, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server that a test starts pays the fake provider, up to a dollar a day."""
    monkeypatch.setenv("OPENAI_BASE_URL", fake.base_url)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    monkeypatch.setenv("AINB_BUDGET_DAY", "1")


@pytest.fixture
def url(capped: None, url: str) -> str:
    return url


def test_empty_it_says_what_goes_there(page: Page, url: str) -> None:
    page.goto(f"{url}/costs")
    expect(page.get_by_text("Nothing was drawn in this time")).to_be_visible()
    expect(page.get_by_role("region", name="Caps")).to_contain_text("$1.00 left of $1.00")


def test_a_cap_is_set_changed_and_removed_by_keyboard(page: Page, url: str) -> None:
    page.goto(f"{url}/costs")
    month = page.get_by_role("region", name="This month")
    action, dialog = month.get_by_role("button"), page.get_by_role("dialog", name="Cap of a month")
    expect(month).to_contain_text("No cap.")
    for dollars, told in (("0.5", "$0.50 left of $0.50"), ("2", "$2.00 left of $2.00")):
        action.press("Enter")
        expect(dialog.get_by_role("textbox", name="Most to spend, in dollars")).to_be_focused()
        page.keyboard.press("Control+a")
        page.keyboard.type(dollars)
        page.keyboard.press("Enter")
        expect(month).to_contain_text(told)
        expect(dialog).to_have_count(0)
        expect(action).to_be_focused()
    action.press("Enter")
    dialog.get_by_role("button", name="Remove the cap").press("Enter")
    expect(month).to_contain_text("No cap.")


def test_a_setting_of_the_server_is_a_ceiling(page: Page, url: str) -> None:
    page.goto(f"{url}/costs")
    today = page.get_by_role("region", name="Today")
    expect(today).to_contain_text("It is not set here: the server’s settings allow $1.00 at most (AINB_BUDGET_DAY).")
    for dollars, told in (("5", "You set $5.00, but the server’s settings allow $1.00"), ("0.5", "left of $0.50")):
        set_cap(page, "Change: Today", dollars)
        expect(today).to_contain_text(told)


def set_cap(page: Page, action: str, dollars: str) -> None:
    page.get_by_role("button", name=action).click()
    page.get_by_role("textbox", name="Most to spend, in dollars").fill(dollars)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_run_that_a_cap_does_not_let_through(page: Page, url: str, fake: FakeOpenAI) -> None:
    """Before it begins the header says so; then the node does, with the way to the caps."""
    page.goto(f"{url}/costs")
    set_cap(page, "Set a cap: A picture", "0.01")
    wish, painter = DRAWING["nodes"]
    dear = {**painter, "widgets": {"model": "gpt-image-2.5-flare", "quality": "high"}}
    page.goto(f"{url}/workflows/{save(url, nodes=[wish, dear])}")
    expect(page.get_by_text("est. at most $0.053, over a cap")).to_be_visible()
    hands.run(page)
    refused = hands.node(page, "painter").get_by_role("alert")
    expect(refused).to_contain_text(
        "this picture can cost up to $0.0527; $0.00 of the $0.01 set as the cap of a picture"
    )
    refused.get_by_role("link", name="See the caps").click()
    expect(page.get_by_role("region", name="A picture")).to_contain_text("$0.01 at most")
    assert fake.image_requests == []


def test_free_pictures_are_no_chart(page: Page, url: str) -> None:
    draw(url, "a lion", model="demo/painter", quality="low")
    page.goto(f"{url}/costs")
    expect(page.get_by_text("Nothing was spent on pictures in this time, and nothing is held.")).to_be_visible()
    expect(page.get_by_role("region", name="Spending in numbers")).to_be_visible()
    expect(page.locator(".recharts-wrapper")).to_have_count(0)


def test_caps_and_sums_with_what_is_held_apart(page: Page, url: str, fake: FakeOpenAI) -> None:
    draw(url, "a lion")
    fake.fail_next("reset_before_reply")
    draw(url, "a fox")
    page.goto(f"{url}/costs")
    caps, sums = page.get_by_role("region", name="Caps"), page.get_by_role("region", name="In this time")
    for told in ("$0.053 spent", "$0.053 held", "$0.895 left of $1.00"):
        expect(caps).to_contain_text(told)
    expect(sums).to_contain_text("1of 2 requests")


@pytest.mark.parametrize(
    ("way", "named"), [("Model", "gpt-image-2.5-flare"), ("Workflow", "<b>Lions</b>"), ("Tool", "gpt_image")]
)
def test_where_it_went(page: Page, url: str, way: str, named: str) -> None:
    draw(url, "a fox")
    run(url, save(url, name="<b>Lions</b>"))
    page.goto(f"{url}/costs")
    page.get_by_role("radiogroup", name="Spending by").get_by_text(way).click()
    expect(page.get_by_role("region", name="Spending in numbers")).to_contain_text(named)
    expect(page.locator(".recharts-bar-rectangle").first).to_be_attached()


def test_caps_and_a_chart_for_the_docs(page: Page, url: str, fake: FakeOpenAI, keep: Keep) -> None:
    for model in ("gpt-image-2.5-flare", "gpt-image-2.6-flare", "gpt-image-2.6-sunburst"):
        draw(url, "a lion", model=model)
    fake.fail_next("reset_before_reply")
    draw(url, "a fox", model="gpt-image-2.6-flare")
    page.goto(f"{url}/costs")
    page.get_by_role("radiogroup", name="Spending by").get_by_text("Model").click()
    expect(page.get_by_role("region", name="Spending in numbers").get_by_role("row")).to_have_count(4)
    expect(page.locator(".recharts-bar-rectangle")).not_to_have_count(0)
    keep(page, "canvas-costs")


def test_a_file_to_keep(page: Page, url: str, tmp_path: Path) -> None:
    draw(url, "a lion")
    page.goto(f"{url}/costs")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download CSV").click()
    assert download.value.suggested_filename == "costs-by-day.csv"
    download.value.save_as(tmp_path / "costs.csv")
    rows = list(csv.DictReader((tmp_path / "costs.csv").read_text().splitlines()))
    assert [row["pictures"] for row in rows] == ["1", "1"]
