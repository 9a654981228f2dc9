"""Pictures that wait for their turn: nothing is sent for them, and who leaves the line pays nothing."""

import asyncio
from typing import Any

import pytest

from ai_node_builder.errors import RateLimited
from ai_node_builder.services.limits import Limits
from ai_node_builder.testing import FakeOpenAI


class Heard:
    """A listener that can be waited for: until so many messages held some words."""

    def __init__(self, words: str, count: int = 1) -> None:
        self.said: list[str] = []
        self.enough = asyncio.Event()
        self._words, self._count = words, count

    def __call__(self, message: str) -> None:
        self.said.append(message)
        if sum(self._words in said for said in self.said) >= self._count:
            self.enough.set()


async def waiting(studio: Any, run: str | None) -> tuple[asyncio.Task[Any], list[str]]:
    """Somebody who waits for a turn, and what was said."""
    heard = Heard("number 1 in line")
    task = asyncio.create_task(studio.draw("second", run=run, on_progress=heard))
    await heard.enough.wait()
    return task, heard.said


@pytest.fixture
async def busy(open_studio: Any, fake: FakeOpenAI) -> Any:
    """A studio that sends one request at a time, and has one on its way."""
    studio = open_studio(limits=Limits(at_once=1))
    fake.fail_next("slow", seconds=60)
    first = asyncio.create_task(studio.draw("first"))
    await asyncio.to_thread(fake.wait_for_images, 1)
    yield studio
    fake.heal()
    await first


async def test_a_wait_is_told_and_ends(busy: Any, fake: FakeOpenAI) -> None:
    task, said = await waiting(busy, None)
    assert (said[-1], len(fake.image_requests)) == ("waiting for a turn with this key: number 1 in line", 1)
    fake.heal()
    assert (await task).prompt == "second"


async def test_what_waits_holds_its_cost_and_is_not_sent(busy: Any) -> None:
    task, _ = await waiting(busy, "run")
    assert [(row.state, row.held > 0) for row in busy.rows] == [("sent", True), ("reserved", True)]
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_run_that_is_cancelled_in_line_pays_nothing(busy: Any, fake: FakeOpenAI) -> None:
    task, _ = await waiting(busy, "run")
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    fake.heal()
    await busy.landed()
    row = busy.rows[1]
    assert (row.state, row.error_code, row.held, len(fake.image_requests)) == ("failed", "cancelled", 0, 1)
    busy.check_books()


async def test_who_asks_as_the_run_before_leaves_the_line_is_served(busy: Any, fake: FakeOpenAI) -> None:
    task, _ = await waiting(busy, "run")
    task.cancel()
    again = asyncio.create_task(busy.draw("second", run="other"))
    await asyncio.gather(task, return_exceptions=True)
    fake.heal()
    assert ((await again).prompt, len(fake.image_requests)) == ("second", 2)


async def test_a_caller_that_hangs_up_keeps_its_place(busy: Any, fake: FakeOpenAI) -> None:
    task, _ = await waiting(busy, None)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    fake.heal()
    await busy.landed()
    assert ((await busy.draw("second")).cached, len(fake.image_requests)) == (True, 2)


async def test_a_run_with_many_pictures_does_not_hold_up_another(busy: Any, fake: FakeOpenAI) -> None:
    wishes = [("big", f"big {number}") for number in range(4)] + [("small", "small")]
    heard = Heard("in line", count=len(wishes))
    tasks = [asyncio.create_task(busy.draw(wish, run=run, on_progress=heard)) for run, wish in wishes]
    await heard.enough.wait()
    fake.heal()
    await asyncio.gather(*tasks)
    assert "small" in [request.body["prompt"] for request in fake.image_requests][1:4]


async def test_after_a_rate_limit_it_is_sent_again_and_told(studio: Any, fake: FakeOpenAI) -> None:
    said: list[str] = []
    fake.fail_next("rate_limit", seconds=0)
    assert not (await studio.draw(on_progress=said.append)).cached
    assert "waiting 0 s: the provider is at its rate limit" in said
    assert len(fake.image_requests) == 2


async def test_a_provider_that_stays_at_its_limit_is_given_up(studio: Any, fake: FakeOpenAI) -> None:
    fake.fail_always("rate_limit", seconds=0)
    with pytest.raises(RateLimited):
        await studio.draw()
    assert ([row.state for row in studio.rows], len(fake.image_requests)) == (["failed"], 4)


async def test_a_run_that_is_cancelled_before_the_next_try_pays_nothing(studio: Any, fake: FakeOpenAI) -> None:
    fake.fail_next("rate_limit", seconds=60)
    heard = Heard("at its rate limit")
    asking = asyncio.create_task(studio.draw(run="run", on_progress=heard))
    await heard.enough.wait()
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    await studio.landed()
    assert ([(row.state, row.held) for row in studio.rows], len(fake.image_requests)) == ([("failed", 0)], 1)


async def test_without_a_provider_key_nobody_waits(open_studio: Any) -> None:
    studio = open_studio(limits=Limits(at_once=1, per_minute=1))
    said: list[str] = []
    drawing = (studio.draw(name, model="demo/painter", quality="low", on_progress=said.append) for name in "abc")
    await asyncio.gather(*drawing)
    assert not [message for message in said if "in line" in message]


async def test_an_estimate_is_what_is_held(studio: Any) -> None:
    estimate = studio.service.estimate("gpt-image-2.5-flare", "1024x1024", "high", "a lion")
    await studio.ask_and_leave()
    assert estimate == 0.05271
    assert studio.service.estimate("somebody-elses", "1024x1024", "high", "a lion") is None
    assert studio.service.estimate("demo/painter", "1024x1024", "high", "a lion") == 0
