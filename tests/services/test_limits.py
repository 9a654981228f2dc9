"""Turns at a provider: never more than allowed, fair among runs, and told to those who wait."""

import asyncio
from contextlib import suppress
from typing import Any

import pytest

from ai_node_builder.errors import RateLimited
from ai_node_builder.services.limits import Limits, Say

WINDOW = 0.05
"""Seconds that stand for a minute here."""


class Requests:
    """Requests that end when the test says so; `begun` has their names, `said` what they were told."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.begun: list[str] = []
        self.said: list[str] = []
        self.times: list[float] = []
        self._end: dict[str, asyncio.Event] = {}
        self._changed = asyncio.Event()

    def start(self, name: str, run: str = "", key: str = "sk", say: Say | None = None) -> asyncio.Task[None]:
        self._end[name] = asyncio.Event()
        return asyncio.create_task(self._request(name, run, key, say or self.said.append))

    def end(self, name: str) -> None:
        self._end[name].set()

    async def until(self, count: int) -> list[str]:
        """The names of those that have begun, once there are so many."""
        while len(self.begun) < count:
            await self._changed.wait()
            self._changed.clear()
        return self.begun

    async def _request(self, name: str, run: str, key: str, say: Say) -> None:
        async with self.limits.turn(key, run, say):
            self.begun.append(name)
            self.times.append(asyncio.get_running_loop().time())
            self._changed.set()
            await self._end[name].wait()


async def stopped(*tasks: asyncio.Task[Any]) -> None:
    for task in tasks:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def idle() -> None:
    """Let everything that can go on go on."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_no_more_at_once_than_allowed() -> None:
    requests = Requests(Limits(at_once=2))
    tasks = [requests.start(name) for name in "abc"]
    await idle()
    assert requests.begun == ["a", "b"]
    requests.end("a")
    assert await requests.until(3) == ["a", "b", "c"]
    await stopped(*tasks)


async def test_each_key_has_a_line_of_its_own() -> None:
    requests = Requests(Limits(at_once=1))
    tasks = [requests.start(name, key=name) for name in "ab"]
    assert await requests.until(2) == ["a", "b"]
    await stopped(*tasks)


async def test_runs_take_turns_however_much_each_wants() -> None:
    requests = Requests(Limits(at_once=1))
    order = [f"{run}{number}" for run, count in (("big", 4), ("small", 2), ("one", 1)) for number in range(count)]
    tasks = [requests.start(name, run=name[:-1]) for name in order]
    for number in range(len(order)):
        requests.end((await requests.until(number + 1))[-1])
    assert requests.begun == ["big0", "big1", "small0", "one0", "big2", "small1", "big3"]
    await asyncio.gather(*tasks)


async def test_no_more_in_a_minute_than_allowed() -> None:
    requests = Requests(Limits(per_minute=3, minute=WINDOW))
    tasks = [requests.start(str(number)) for number in range(10)]
    await requests.until(10)
    gaps = [later - earlier for earlier, later in zip(requests.times, requests.times[3:], strict=False)]
    assert min(gaps) >= WINDOW
    await stopped(*tasks)


async def test_those_who_wait_hear_their_place_and_for_how_long() -> None:
    requests = Requests(Limits(per_minute=1))
    tasks = [requests.start(name) for name in "abcd"]
    await idle()
    assert requests.said == [
        "waiting for a turn with this key: number 1 in line, about 60 s",
        "waiting for a turn with this key: number 2 in line, about 120 s",
        "waiting for a turn with this key: number 3 in line, about 180 s",
    ]
    await stopped(*tasks)


async def test_they_hear_again_once_their_place_has_halved() -> None:
    requests = Requests(Limits(at_once=1))
    tasks = [requests.start(name) for name in "abcde"]
    await idle()
    requests.said.clear()
    for name in "abc":
        requests.end(name)
    await requests.until(4)
    assert [said.partition(" in line")[0][-1] for said in requests.said] == ["1", "1", "2", "1"]
    await stopped(*tasks)


async def test_one_who_leaves_takes_no_turn() -> None:
    requests = Requests(Limits(at_once=1))
    first, leaving, last = [requests.start(name) for name in "abc"]
    await idle()
    await stopped(leaving)
    requests.end("a")
    assert await requests.until(2) == ["a", "c"]
    await stopped(first, last)


async def test_one_who_leaves_in_the_very_moment_its_turn_comes_takes_none() -> None:
    requests = Requests(Limits(at_once=1))
    first, leaving = [requests.start(name) for name in "ab"]
    last = requests.start("c", say=lambda said: "number 1 " in said and leaving.cancel())
    await idle()
    requests.end("a")
    assert await requests.until(2) == ["a", "c"]
    await stopped(first, last)


async def test_several_who_leave_at_once() -> None:
    requests = Requests(Limits(at_once=1))
    tasks = [requests.start(name) for name in "abcd"]
    await idle()
    for task in tasks[:3]:
        task.cancel()
    assert await requests.until(2) == ["a", "d"]
    await stopped(*tasks)


async def limited(requests: Requests, seconds: float | None) -> None:
    error = RateLimited("slow down")
    error.retry_after = seconds
    with pytest.raises(RateLimited):
        async with requests.limits.turn("sk", "", str):
            raise error


async def test_a_rate_limit_holds_the_others_back_until_it_ends() -> None:
    requests = Requests(Limits())
    await limited(requests, WINDOW)
    before = asyncio.get_running_loop().time()
    other = requests.start("other", key="another")
    task = requests.start("a")
    assert await requests.until(2) == ["other", "a"]
    assert requests.times[1] - before >= WINDOW * 0.9
    await stopped(task, other)


async def test_a_wait_that_is_too_long_holds_nobody_back() -> None:
    requests = Requests(Limits())
    await limited(requests, 3600)
    task = requests.start("a")
    assert await requests.until(1) == ["a"]
    await stopped(task)


async def test_without_a_key_there_is_no_line() -> None:
    requests = Requests(Limits(at_once=1))
    tasks = [requests.start(name, key="") for name in "ab"]
    assert await requests.until(2) == ["a", "b"]
    await stopped(*tasks)
