"""Costs in a browser: caps, sums, the chart and its numbers, and a file to keep."""

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ai_node_builder.testing import FakeOpenAI
from tests.web.paid import draw, run, save


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


def test_a_file_to_keep(page: Page, url: str, tmp_path: Path) -> None:
    draw(url, "a lion")
    page.goto(f"{url}/costs")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download CSV").click()
    assert download.value.suggested_filename == "costs-by-day.csv"
    download.value.save_as(tmp_path / "costs.csv")
    rows = list(csv.DictReader((tmp_path / "costs.csv").read_text().splitlines()))
    assert [row["pictures"] for row in rows] == ["1", "1"]
