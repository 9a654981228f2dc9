"""Every way in which the provider can fail: what the caller hears, what the books say, how often it was asked."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from ai_node_builder import App, GPTImageTool, Settings
from ai_node_builder.services.images.buyer import TRIES
from ai_node_builder.services.images.entry import Entry
from ai_node_builder.services.images.litellm_painter import LiteLLMPainter
from ai_node_builder.testing import FakeOpenAI, Fault

# fault                       code                        charged    retryable  state      requests
TABLE = """
moderation_blocked            moderation_blocked          no         no         refused    1
billing_hard_limit            quota_exhausted             no         no         refused    1
invalid_key                   api_key_rejected            no         no         refused    1
unverified_organisation       organisation_unverified     no         no         refused    1
model_not_found               model_not_found             no         no         refused    1
rate_limit                    rate_limited                no         yes        failed     4
insufficient_quota            quota_exhausted             no         no         refused    1
server_error                  outcome_unknown             unknown    no         unknown    1
bad_gateway_html              outcome_unknown             unknown    no         unknown    1
html_200                      no_image_data               unknown    no         unknown    1
slow                          outcome_unknown             unknown    no         unknown    1
drip                          outcome_unknown             unknown    no         unknown    1
reset_before_reply            outcome_unknown             unknown    no         unknown    1
reset_mid_body                outcome_unknown             unknown    no         unknown    1
truncated_json                no_image_data               unknown    no         unknown    1
empty_data                    no_image_data               yes        no         unknown    1
missing_data                  no_image_data               yes        no         unknown    1
garbage_base64                no_image_data               yes        no         unknown    1
not_a_png                     no_image_data               yes        no         unknown    1
truncated_png                 no_image_data               yes        no         unknown    1
"""
PICTURE_ALL_THE_SAME = {"wrong_size_png", "missing_usage"}
TOO_LONG = {"slow", "drip"}
"""Faults that the painter's deadline ends."""

CALL = {"id": "img_1", "arguments": {"prompt": "A majestic lion in the African savanna"}}
TOOL = GPTImageTool(model="gpt-image-2.6-flare")
FLARE_HIGH = 0.05273
"""Dollars: 1,756 output tokens at $30 a million, and the prompt's 10 tokens at $5."""


@dataclass(frozen=True)
class Row:
    """What one fault comes to."""

    fault: str
    code: str
    charged: str
    retryable: str
    state: str
    requests: str


ROWS = [Row(*line.split()) for line in TABLE.strip().splitlines()]
every_row = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.fault)


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Apps opened after this wait two seconds for a picture."""
    painter = partial(LiteLLMPainter, deadline=2.0)
    monkeypatch.setattr("ai_node_builder.app.wiring.LiteLLMPainter", painter)


@pytest.fixture
async def hasty_app(hasty: None, fake_settings: Settings) -> AsyncIterator[App]:
    """An App that waits for nothing long."""
    async with App(fake_settings) as app:
        yield app


@pytest.fixture
def app_for(request: pytest.FixtureRequest, row: Row) -> App:
    """The App to meet this fault with."""
    app: App = request.getfixturevalue("hasty_app" if row.fault in TOO_LONG else "fake_app")
    return app


def plan(fake: FakeOpenAI, fault: str) -> None:
    """Let every request fail; a rate limit asks for no wait."""
    fake.fail_always(fault, seconds=0 if fault == "rate_limit" else 60)


async def entries(app: App) -> list[Entry]:
    """All that the ledger knows."""
    ledger = app.parts.services.images.ledger
    states: Any = ("reserved", "sent", "received", "stored", "refused", "failed", "unknown")
    return [entry for state in states for entry in await ledger.entries_in(state)]


def test_the_table_has_every_fault() -> None:
    assert {row.fault for row in ROWS} | PICTURE_ALL_THE_SAME == set(Fault)


@every_row
async def test_what_the_caller_hears(app_for: App, fake: FakeOpenAI, row: Row) -> None:
    plan(fake, row.fault)
    answer = await app_for.call(TOOL, CALL)
    assert list(answer) == ["id", "error", "code", "charged", "retryable"]
    assert (answer["id"], answer["code"], answer["charged"]) == ("img_1", row.code, row.charged)
    assert answer["retryable"] is (row.retryable == "yes")
    assert len(fake.image_requests) == int(row.requests)


@every_row
async def test_what_the_books_say(app_for: App, fake: FakeOpenAI, home: Path, row: Row) -> None:
    plan(fake, row.fault)
    answer = await app_for.call(TOOL, CALL)
    (entry,) = await entries(app_for)
    assert (entry.state, entry.error_code, entry.filename) == (row.state, row.code, None)
    assert entry.error in answer["error"]
    assert not list((home / "servable").glob("*"))
    charged = entry.cost == round(FLARE_HIGH * 10**9)
    assert charged == (row.charged == "yes")
    assert (entry.held > 0) == (row.charged == "unknown")


@every_row
async def test_asking_again_with_the_key_pays_only_where_nothing_was_charged(
    app_for: App, fake: FakeOpenAI, row: Row
) -> None:
    plan(fake, row.fault)
    await app_for.call(TOOL, CALL, key="lion")
    fake.heal()
    again = await app_for.call(TOOL, CALL, key="lion")
    assert ("result" in again) == (row.charged == "no")
    assert len(fake.image_requests) == int(row.requests) + (row.charged == "no")


@pytest.mark.parametrize("fault", sorted(Fault))
async def test_one_bad_answer_spoils_nothing_for_the_next_who_asks(
    hasty_app: App, fake: FakeOpenAI, fault: str
) -> None:
    fake.fail_next(fault, seconds=0 if fault == "rate_limit" else 60)
    await hasty_app.call(TOOL, CALL)
    answer = await hasty_app.call(TOOL, {"id": "img_2", "arguments": {"prompt": "a fox"}})
    assert (answer["id"], answer["result"]["prompt_used"]) == ("img_2", "a fox")


@pytest.mark.parametrize("times", range(1, TRIES))
async def test_after_a_rate_limit_it_is_sent_again(fake_app: App, fake: FakeOpenAI, times: int) -> None:
    fake.fail_next("rate_limit", seconds=0, times=times)
    assert (await fake_app.call(TOOL, CALL))["result"]["success"]
    assert len(fake.image_requests) == times + 1
    assert [entry.state for entry in await entries(fake_app)] == ["stored"]


async def test_as_late_as_the_provider_asks(fake_app: App, fake: FakeOpenAI) -> None:
    fake.fail_next("rate_limit", seconds=0.3)
    assert (await fake_app.call(TOOL, CALL))["result"]["success"]
    first, second = fake.image_requests
    assert second.at - first.at >= 0.3


async def test_a_provider_that_asks_for_an_hour_is_not_waited_for(fake_app: App, fake: FakeOpenAI) -> None:
    fake.fail_always("rate_limit", seconds=3600)
    answer = await fake_app.call(TOOL, CALL)
    assert (answer["code"], len(fake.image_requests)) == ("rate_limited", 1)
    assert "Try again in 3600 seconds" in answer["error"]


async def test_a_picture_of_another_size_is_kept_with_its_own(fake_app: App, fake: FakeOpenAI) -> None:
    fake.fail_next("wrong_size_png")
    found = (await fake_app.call(TOOL, CALL))["result"]
    assert (found["size"], found["width"], found["height"]) == ("1024x1024", 512, 512)
    assert found["cost_usd"] == pytest.approx(FLARE_HIGH)


async def test_a_picture_without_usage_has_no_known_cost(fake_app: App, fake: FakeOpenAI) -> None:
    fake.fail_next("missing_usage")
    found = (await fake_app.call(TOOL, CALL))["result"]
    assert found["cost_usd"] is None
    assert [entry.state for entry in await entries(fake_app)] == ["stored"]


async def test_slow_but_in_time_is_fine(fake_app: App, fake: FakeOpenAI) -> None:
    fake.fail_next("drip", seconds=0.4)
    assert (await fake_app.call(TOOL, CALL))["result"]["success"]
    assert len(fake.image_requests) == 1


@pytest.mark.usefixtures("hasty")
async def test_nobody_there(home: Path) -> None:
    with FakeOpenAI() as gone:
        address = gone.base_url
    async with App(Settings.load(home=home, openai_base_url=address, openai_api_key="sk-test")) as app:
        answer = await app.call(TOOL, CALL)
        assert (answer["code"], answer["charged"], answer["retryable"]) == ("provider_unreachable", "no", True)
        assert [entry.state for entry in await entries(app)] == ["failed"]
