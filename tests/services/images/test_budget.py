"""Caps on spending hold, also when many ask at once; what is refused is never sent."""

import asyncio
from pathlib import Path

import pytest

from ai_node_builder import App, GPTImageTool, Settings
from ai_node_builder.services.caps import CapName
from ai_node_builder.services.money import nano_dollars
from ai_node_builder.testing import FakeOpenAI

FLARE_HIGH = 0.0527
"""Dollars: 1,756 output tokens at $30 a million, and a prompt of a few tokens."""
TOOL = GPTImageTool(model="gpt-image-2.6-flare")


def settings(home: Path, fake: FakeOpenAI, **caps: float) -> Settings:
    return Settings.load(home=home, openai_base_url=fake.base_url, openai_api_key="sk-test", **caps)


async def ask(app: App, prompt: str) -> str:
    answer = await app.call(TOOL, {"id": "img_1", "arguments": {"prompt": prompt}})
    return str(answer.get("code", "bought"))


async def set_cap(app: App, name: CapName, dollars: float | None) -> None:
    """As a person does, in the product."""
    await app.parts.services.images.ledger.set_cap(name, nano_dollars(dollars))


async def ask_fifty_times(*apps: App) -> list[str]:
    return await asyncio.gather(*(ask(apps[number % len(apps)], f"picture {number}") for number in range(50)))


@pytest.mark.parametrize("cap", ["budget_day", "budget_month"])
async def test_fifty_at_once_against_a_cap_for_ten_buy_exactly_ten(home: Path, fake: FakeOpenAI, cap: str) -> None:
    async with App(settings(home, fake, **{cap: 10.5 * FLARE_HIGH})) as app:
        outcomes = await ask_fifty_times(app)
    assert sorted(set(outcomes)) == ["bought", "budget_exceeded"]
    assert outcomes.count("bought") == len(fake.image_requests) == 10


@pytest.mark.parametrize("name", ["day", "month"])
async def test_so_they_do_against_a_cap_that_a_person_has_set(home: Path, fake: FakeOpenAI, name: CapName) -> None:
    """Two doors on one home: each reads the cap where it books."""
    async with App(settings(home, fake)) as app, App(settings(home, fake)) as other:
        await set_cap(app, name, 10.5 * FLARE_HIGH)
        outcomes = await ask_fifty_times(app, other)
    assert outcomes.count("bought") == len(fake.image_requests) == 10
    assert outcomes.count("budget_exceeded") == 40


async def test_a_cap_that_is_changed_holds_for_the_next_picture(home: Path, fake: FakeOpenAI) -> None:
    outcomes = []
    async with App(settings(home, fake)) as app, App(settings(home, fake)) as other:
        for number, cap in enumerate([None, 1.5 * FLARE_HIGH, 2.5 * FLARE_HIGH, None]):
            await set_cap(other, "day", cap)
            outcomes.append(await ask(app, f"picture {number}"))
    assert outcomes == ["bought", "budget_exceeded", "bought", "bought"]


@pytest.mark.parametrize(
    ("setting", "stored", "outcome"),
    [
        (0.05, 1.0, "budget_exceeded"),
        (1.0, 0.05, "budget_exceeded"),
        (1.0, 1.0, "bought"),
        (1.0, 0.0, "budget_exceeded"),
    ],
)
async def test_the_lower_cap_counts(home: Path, fake: FakeOpenAI, setting: float, stored: float, outcome: str) -> None:
    async with App(settings(home, fake, budget_call=setting)) as app:
        await set_cap(app, "call", stored)
        assert await ask(app, "a lion") == outcome


async def test_a_picture_dearer_than_the_cap_of_a_call_is_not_asked_for(home: Path, fake: FakeOpenAI) -> None:
    async with App(settings(home, fake, budget_call=0.05)) as app:
        assert await ask(app, "a lion") == "budget_exceeded"
    assert fake.image_requests == []


async def test_the_refusal_names_cap_and_amounts_and_what_helps(home: Path, fake: FakeOpenAI) -> None:
    async with App(settings(home, fake, budget_call=0.0525)) as app:
        answer = await app.call(TOOL, {"id": "img_1", "arguments": {"prompt": "a lion"}})
    assert "can cost up to $0.0527; $0.00 of the $0.0525 in AINB_BUDGET_CALL are spent or held" in answer["error"]
    assert answer["error"].endswith("Raise AINB_BUDGET_CALL, or choose a smaller size or a lower quality.")


async def test_the_refusal_by_a_cap_that_a_person_has_set_says_where(home: Path, fake: FakeOpenAI) -> None:
    async with App(settings(home, fake, budget_day=1)) as app:
        await set_cap(app, "day", 0.0525)
        answer = await app.call(TOOL, {"id": "img_1", "arguments": {"prompt": "a lion"}})
    assert "$0.00 of the $0.0525 set as the cap of a day are spent or held. Nothing was sent. " in answer["error"]
    assert answer["error"].endswith(
        "Raise it on the Costs page, or with `ainb costs cap day`, or wait for the next day (UTC)."
    )


async def test_a_refusal_gives_back_what_was_held(home: Path, fake: FakeOpenAI) -> None:
    fake.fail_next("moderation_blocked")
    async with App(settings(home, fake, budget_day=1.5 * FLARE_HIGH)) as app:
        assert [await ask(app, prompt) for prompt in ("no", "yes", "again")] == [
            "moderation_blocked",
            "bought",
            "budget_exceeded",
        ]


@pytest.mark.parametrize("fault", ["server_error", "missing_usage"])
async def test_what_may_have_been_charged_counts(home: Path, fake: FakeOpenAI, fault: str) -> None:
    fake.fail_next(fault)
    async with App(settings(home, fake, budget_day=1.5 * FLARE_HIGH)) as app:
        await ask(app, "first")
        assert await ask(app, "second") == "budget_exceeded"
    assert len(fake.image_requests) == 1


async def test_a_model_of_unknown_price_counts_as_the_dearest(home: Path, fake: FakeOpenAI) -> None:
    tool = GPTImageTool(model="somebody-elses-model")
    async with App(settings(home, fake, budget_call=0.05)) as app:
        answer = await app.call(tool, {"arguments": {"prompt": "a lion"}})
    assert (answer["code"], fake.image_requests) == ("budget_exceeded", [])
