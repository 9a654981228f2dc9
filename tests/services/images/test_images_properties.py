"""Whatever people ask, in what order, and whenever they leave: no key is paid for twice, and the books are right."""

import asyncio
import itertools
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ai_node_builder.errors import AINodeBuilderError
from ai_node_builder.services.images import StoredImage
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
