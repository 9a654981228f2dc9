"""Whatever caps are set, wherever and when: no more is booked than the lower one of setting and person allows."""

import asyncio
import itertools
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from ai_node_builder.errors import BudgetExceeded
from ai_node_builder.services.caps import CapName
from ai_node_builder.services.database import Database
from ai_node_builder.services.images.budget import Budget
from ai_node_builder.services.images.ledger import Ledger, Order

PRICE = 500
ORDER = Order(
    key=None,
    fingerprint="",
    prompt="a lion",
    model_asked="gpt-image-1",
    model="gpt-image-2.6-flare",
    size="1024x1024",
    quality="high",
    endpoint="api.openai.com",
    run_id="run",
    node_id=None,
    held=PRICE,
)
NAMES: tuple[CapName, ...] = ("run", "day", "month")
pictures = st.none() | st.integers(0, 8)
"""A cap that allows so many pictures."""
steps = st.lists(st.tuples(st.sampled_from(NAMES), pictures, st.integers(1, 6)), max_size=5)
"""Somebody sets a cap, then so many pictures are asked for at once."""


def test_no_more_is_booked_than_the_lower_cap_allows(tmp_path: Path) -> None:
    homes = itertools.count()

    @settings(max_examples=40, deadline=None)
    @given(setting=pictures, steps=steps)
    def check(setting: int | None, steps: list[tuple[CapName, int | None, int]]) -> None:
        with asyncio.Runner() as runner, two_processes(tmp_path / str(next(homes)), setting) as processes:
            runner.run(take(steps, processes, setting))

    check()


@contextmanager
def two_processes(folder: Path, setting: int | None) -> Iterator[list[Ledger]]:
    """Each with a connection of its own to one database; both have the same setting."""
    folder.mkdir()
    databases = [Database(f"sqlite:///{folder / 'test.db'}") for _ in range(2)]
    yield [Ledger(database, "owner", Budget(day=amount(setting))) for database in databases]
    for database in databases:
        database.close()


async def take(steps: list[tuple[CapName, int | None, int]], processes: list[Ledger], setting: int | None) -> None:
    caps: dict[str, int | None] = {"setting": setting}
    booked = 0
    for name, cap, asked in steps:
        await processes[0].set_cap(name, amount(cap))
        caps[name] = cap
        outcomes = await asyncio.gather(*(book(processes[one % 2]) for one in range(asked)))
        left = min((cap - booked for cap in caps.values() if cap is not None), default=asked)
        assert outcomes.count(True) == max(0, min(asked, left))
        booked += outcomes.count(True)


async def book(process: Ledger) -> bool:
    try:
        await asyncio.to_thread(process.claim, replace(ORDER, fingerprint=uuid.uuid4().hex))
    except BudgetExceeded:
        return False
    return True


def amount(pictures: int | None) -> int | None:
    """The cap that allows so many, and no part of another."""
    return None if pictures is None else pictures * PRICE + PRICE // 2
