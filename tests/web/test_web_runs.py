"""Runs in a browser: the history, a run looked at again step by step, and one that goes on."""

import httpx
import pytest
from playwright.sync_api import Page, expect

from ai_node_builder.testing import FakeOpenAI
from tests.web.paid import run, save

NAME = "<script>document.title = 'broken in'</script> & a lion"


@pytest.fixture(autouse=True)
def paying(fake: FakeOpenAI, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server that a test starts draws with the fake provider."""
    monkeypatch.setenv("OPENAI_BASE_URL", fake.base_url)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")


@pytest.fixture
def url(paying: None, url: str) -> str:
    return url


def test_empty_it_says_what_goes_there(page: Page, url: str) -> None:
    page.goto(f"{url}/runs")
    page.get_by_role("link", name="Choose a workflow to run").click()
    expect(page).to_have_url(f"{url}/")


def test_history(page: Page, url: str) -> None:
    run(url, save(url, name=NAME))
    page.goto(f"{url}/runs")
    row = page.get_by_role("row").nth(1)
    for told in (NAME, "finished", "just now", "$0.011"):
        expect(row).to_contain_text(told)
    row.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(NAME)
    assert page.title() != "broken in"


def test_older_runs_on_demand(page: Page, url: str) -> None:
    workflow = save(url, nodes=[], links=[])
    for _ in range(51):
        httpx.post(f"{url}/api/runs", json={"workflow_id": workflow})
    page.goto(f"{url}/runs")
    expect(page.get_by_role("row")).to_have_count(51)
    page.get_by_role("button", name="Show older runs").click()
    expect(page.get_by_role("row")).to_have_count(52)


def test_replay_on_the_canvas(page: Page, url: str) -> None:
    page.goto(f"{url}/runs/{run(url, save(url))}")
    painter = page.get_by_test_id("node-painter")
    expect(painter).to_have_attribute("data-phase", "done")
    expect(painter.locator("img")).to_be_visible()
    page.get_by_role("button", name="the run began").click()
    expect(painter).to_have_attribute("data-phase", "waiting")
    page.get_by_role("button", name="Show the end").click()
    expect(painter).to_have_attribute("data-phase", "done")


def test_it_plays_to_the_end(page: Page, url: str) -> None:
    page.goto(f"{url}/runs/{run(url, save(url))}")
    page.get_by_role("button", name="Replay").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    expect(page.get_by_role("button", name="Replay")).to_be_visible()
    expect(page.locator("[aria-current=step]")).to_contain_text("the run is finished")


def test_nothing_can_be_changed(page: Page, url: str) -> None:
    page.goto(f"{url}/runs/{run(url, save(url))}")
    expect(page.get_by_test_id("node-wish")).to_contain_text("a lion")
    assert page.locator("article").locator("input, textarea, select").count() == 0


def test_pictures_and_workflow_of_a_run(page: Page, url: str) -> None:
    workflow = save(url)
    run_id = run(url, workflow)
    page.goto(f"{url}/runs/{run_id}")
    expect(page.get_by_role("link", name="1 picture")).to_have_attribute("href", f"/gallery?run_id={run_id}")
    page.get_by_role("link", name="Open the workflow").click()
    expect(page).to_have_url(f"{url}/workflows/{workflow}")


def test_a_failed_run_goes_on(page: Page, url: str, fake: FakeOpenAI) -> None:
    fake.fail_always("invalid_key")
    page.goto(f"{url}/runs/{run(url, save(url))}")
    painter = page.get_by_test_id("node-painter")
    expect(painter).to_have_attribute("data-phase", "failed")
    fake.heal()
    page.get_by_role("button", name="Resume").click()
    expect(painter).to_have_attribute("data-phase", "done")
    expect(page.get_by_text("finished", exact=True)).to_be_visible()


def test_a_run_that_is_not_there(page: Page, url: str, expected_errors: list[str]) -> None:
    expected_errors += ["404", "there is no run"]
    page.goto(f"{url}/runs/0123456789abcdef0123456789abcdef")
    expect(page.get_by_text("This page could not be shown")).to_be_visible()
    expect(page.get_by_text("There is no run")).to_be_visible()
