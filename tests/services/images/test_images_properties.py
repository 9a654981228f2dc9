"""Whatever people ask, in what order, and whenever they leave: no key is paid for twice, and the books are right."""

import asyncio
import itertools
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ai_node_builder.errors import AINodeBuilderError
from ai_node_builder.services.images import StoredImage
from ai_node_builder.services.images.budget import Budget
from ai_node_builder.testing import FakeOpenAI

CHARGED = [
    None,
    "server_error",
    "reset_before_reply",
    "reset_mid_body",
    "truncated_json",
    "empty_data",
    "missing_usage",
]
"""What a provider does that may have taken money: after any of these a key must never be sent again."""
NOT_CHARGED: list[str | None] = ["moderation_blocked", "rate_limit", "insufficient_quota", "invalid_key"]


@dataclass(frozen=True)
class Ask:
    """Somebody asks for a picture, and leaves after so many steps of the loop, or stays."""

    key: str | None
    prompt: str
    leaves_after: int | None


asks = st.builds(
    Ask,
    key=st.sampled_from(["one", "two", None]),
    prompt=st.sampled_from(["a lion", "a fox"]),
    leaves_after=st.none() | st.integers(0, 60),
)
plans = st.lists(st.lists(asks, min_size=1, max_size=4), min_size=1, max_size=3)
"""Groups of people: those of one group ask at once, the next group when they are done."""


async def carry_out(studio: Any, plan: list[list[Ask]], name: str) -> list[Any]:
    """What everybody got; keys and prompts are made this plan's own by its name."""
    outcomes = []
    for group in plan:
        outcomes += await asyncio.gather(*(outcome(studio, ask, name) for ask in group))
    await studio.landed()
    return outcomes


async def outcome(studio: Any, ask: Ask, name: str) -> StoredImage | BaseException:
    key = f"{name} {ask.key}" if ask.key else None
    asking = asyncio.create_task(studio.draw(f"{name} {ask.prompt}", key))
    if ask.leaves_after is not None:
        for _ in range(ask.leaves_after):
            await asyncio.sleep(0)
        asking.cancel()
    try:
        return await asking  # type: ignore[no-any-return]
    except (AINodeBuilderError, asyncio.CancelledError) as error:
        return error


def check_who_got_what(studio: Any, asked: list[Ask], outcomes: list[Any], name: str) -> None:
    """Nobody got a picture of another wish, or the picture of another key."""
    rows = {row.filename: row for row in studio.rows if row.state == "stored"}
    for ask, image in zip(asked, outcomes, strict=True):
        if isinstance(image, StoredImage):
            row = rows[image.filename]
            assert row.prompt == f"{name} {ask.prompt}"
            assert row.key == (f"{name} {ask.key}" if ask.key else row.id)


def check_what_was_sent(studio: Any, fake: FakeOpenAI, name: str) -> None:
    """No row was sent twice: prompts tell wishes apart, and each was sent as often as it has rows at most."""
    sent = Counter(request.body["prompt"] for request in fake.image_requests)
    booked = Counter(row.prompt for row in studio.rows)
    assert all(count <= booked[prompt] for prompt, count in sent.items() if prompt.startswith(name))


@pytest.mark.parametrize("refusals", [[], NOT_CHARGED], ids=["charged", "charged or refused"])
def test_any_interleaving(open_studio: Any, fake: FakeOpenAI, refusals: list[str | None]) -> None:
    studio, names = open_studio(), itertools.count()

    with asyncio.Runner() as runner:

        @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
        @given(plan=plans, faults=st.lists(st.sampled_from(CHARGED + refusals), max_size=8))
        def check(plan: list[list[Ask]], faults: list[str | None]) -> None:
            name = f"plan {next(names)}:"
            fake.heal()
            for fault in filter(None, faults):
                fake.fail_next(fault, seconds=0)
            outcomes = runner.run(carry_out(studio, plan, name))
            check_who_got_what(studio, [ask for group in plan for ask in group], outcomes, name)
            if not refusals:  # what was refused may be sent again
                check_what_was_sent(studio, fake, name)
            assert {row.state for row in studio.rows} <= {"stored", "unknown", "refused", "failed"}
            studio.check_books()

        check()
        runner.run(studio.service.close())


PRICE = 52_720_000
"""Nano-dollars: the most that one picture of these tests can cost."""
CAP = 6 * PRICE


@dataclass(frozen=True)
class Settle:
    """Somebody settles one of the lost pictures, if there is any: buys it again, or writes it off at a cost."""

    which: int
    cost: int | None


@dataclass(frozen=True)
class AskAgain:
    """Somebody asks for a picture, and an earlier one will do."""

    key: str | None
    prompt: str


deeds = (
    asks
    | st.builds(Settle, which=st.integers(0, 9), cost=st.none() | st.just(0))
    | st.builds(AskAgain, key=st.sampled_from(["one", "three", None]), prompt=st.sampled_from(["a lion", "a fox"]))
)
lives = st.lists(st.lists(deeds, min_size=1, max_size=4), min_size=1, max_size=4)
"""What is done at once while one process lives; then it ends, and the next one takes over."""


async def do(studio: Any, deed: Any) -> Any:
    if isinstance(deed, Ask):
        return await outcome(studio, deed, "plan")
    try:
        if isinstance(deed, AskAgain):
            return await studio.draw(f"plan {deed.prompt}", deed.key and f"plan {deed.key}", reuse=True)
        return await settle(studio, deed)
    except AINodeBuilderError as error:
        return error


async def settle(studio: Any, deed: Settle) -> Any:
    lost = [row.id for row in studio.rows if row.state in ("unknown", "written_off")]
    if not lost:
        return None
    id = lost[deed.which % len(lost)]
    if deed.cost is None:
        return await studio.service.buy_again(id, lambda said: None)
    return await studio.service.write_off(id, deed.cost)


async def live(studio: Any, group: list[Any], fake: FakeOpenAI) -> None:
    """One process, from its start to its end."""
    await studio.keeper.recover()
    await asyncio.gather(*(do(studio, deed) for deed in group))
    await studio.landed()
    await studio.service.close()
    check_purchases(studio.rows, fake)
    studio.check_books()
    studio.die()


def check_purchases(rows: list[Any], fake: FakeOpenAI) -> None:
    """No purchase was sent twice, none was replaced twice, the cap was not passed, and reuse was free."""
    sent = Counter(request.body["prompt"] for request in fake.image_requests)
    bought = Counter(row.prompt for row in rows if row.state != "reused")
    assert all(count <= bought[prompt] for prompt, count in sent.items())
    replaced = [row.replaces for row in rows if row.replaces]
    assert len(replaced) == len(set(replaced))
    assert sum(row.held + (row.cost or 0) for row in rows) <= CAP
    assert all((row.cost, row.held) == (0, 0) for row in rows if row.state == "reused")


def test_whatever_is_settled_bought_again_or_reused(open_studio: Any, tmp_path: Path) -> None:
    names = itertools.count()

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(lives=lives, faults=st.lists(st.sampled_from(CHARGED), max_size=8))
    def check(lives: list[list[Any]], faults: list[str | None]) -> None:
        folder = tmp_path / str(next(names))
        with FakeOpenAI() as fake, asyncio.Runner() as runner:
            for fault in filter(None, faults):
                fake.fail_next(fault, seconds=0)
            for group in lives:
                studio = open_studio(fake.base_url, folder, budget=Budget(day=CAP))
                runner.run(live(studio, group, fake))

    check()
