"""Askers who go away: the picture is bought all the same, and waits for whoever asks again."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from ai_node_builder.testing import FakeOpenAI


async def cancelled_once(task: asyncio.Task[Any], ready: Callable[[], object]) -> None:
    """Cancel what somebody waits for, once the provider has the request."""
    await asyncio.to_thread(ready)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_picture_that_reached_nobody_goes_to_who_asks_again(studio: Any, fake: FakeOpenAI) -> None:
    await studio.ask_and_leave()
    again = await studio.draw()
    assert (len(fake.image_requests), {again.filename}) == (1, studio.pictures)
    assert (await studio.draw()).filename != again.filename


async def test_a_picture_with_a_key_waits_for_the_one_who_has_it(studio: Any, fake: FakeOpenAI) -> None:
    await studio.ask_and_leave(key="k")
    other, own = await studio.draw(), await studio.draw(key="k")
    assert (other.filename != own.filename, len(fake.image_requests)) == (True, 2)


async def test_a_picture_goes_to_nobody_who_pays_with_another_account(studio: Any, fake: FakeOpenAI) -> None:
    await studio.ask_and_leave(api_key="sk-one")
    await studio.draw(api_key="sk-two")
    assert len(fake.image_requests) == 2


async def test_one_of_two_who_goes_away_takes_nothing_from_the_other(studio: Any, fake: FakeOpenAI) -> None:
    fake.fail_next("slow", seconds=60)
    leaving, staying = (asyncio.create_task(studio.draw()) for _ in range(2))
    await cancelled_once(leaving, lambda: fake.wait_for_images(1))
    fake.heal()
    assert (await staying).filename in studio.pictures
    assert len(fake.image_requests) == 1


@pytest.mark.parametrize("steps", [*range(12), 15, 20, 25, 30, 40, 60, 100])
async def test_going_away_at_any_moment(studio: Any, fake: FakeOpenAI, steps: int) -> None:
    asking = asyncio.create_task(studio.draw())
    for _ in range(steps):
        await asyncio.sleep(0)
    left = asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    again = await studio.draw()
    assert len(fake.image_requests) == (1 if left else 2)
    assert again.filename in studio.pictures


@pytest.mark.parametrize("told", ["draws", "received"])
async def test_going_away_as_progress_is_told(studio: Any, fake: FakeOpenAI, told: str) -> None:
    asking: asyncio.Task[Any] = asyncio.create_task(
        studio.draw(on_progress=lambda said: told in said and asking.cancel())
    )
    with pytest.raises(asyncio.CancelledError):
        await asking
    again = await studio.draw()
    assert (len(fake.image_requests), {again.filename}) == (1, studio.pictures)


async def test_going_away_in_the_very_moment_of_success(studio: Any, fake: FakeOpenAI) -> None:
    def leave_as_it_lands(said: str) -> None:
        (flight,) = studio.service._flights.tasks()
        flight.add_done_callback(lambda task: asking.cancel())

    asking: asyncio.Task[Any] = asyncio.create_task(studio.draw(on_progress=leave_as_it_lands))
    with pytest.raises(asyncio.CancelledError):
        await asking
    again = await studio.draw()
    assert (again.cached, len(fake.image_requests)) == (True, 1)


async def test_a_failure_that_nobody_waits_for_makes_no_noise(studio: Any, fake: FakeOpenAI) -> None:
    noise: list[Any] = []
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: noise.append(context))
    fake.fail_next("server_error")
    await studio.ask_and_leave()
    assert ([row.state for row in studio.rows], noise) == (["unknown"], [])


async def test_closing_waits_for_what_is_paid_for(studio: Any, fake: FakeOpenAI) -> None:
    fake.fail_next("slow", seconds=60)
    asking = asyncio.create_task(studio.draw())
    await cancelled_once(asking, lambda: fake.wait_for_images(1))
    closing = asyncio.create_task(studio.service.close())
    await asyncio.sleep(0)
    assert not closing.done()
    fake.heal()
    await closing
    assert [row.state for row in studio.rows] == ["stored"]
    studio.check_books()


async def test_closing_in_a_hurry_leaves_flights_alone(studio: Any, fake: FakeOpenAI) -> None:
    fake.fail_next("slow", seconds=60)
    asking = asyncio.create_task(studio.draw())
    await asyncio.to_thread(fake.wait_for_images, 1)
    closing = asyncio.create_task(studio.service.close())
    await asyncio.sleep(0)
    closing.cancel()
    fake.heal()
    assert (await asking).filename in studio.pictures


def test_a_loop_that_ends_under_a_flight_leaves_no_row_open(open_studio: Any, fake: FakeOpenAI) -> None:
    fake.fail_next("slow", seconds=60)
    studio = open_studio()

    async def ask() -> None:
        asking = asyncio.create_task(studio.draw())
        await asyncio.to_thread(fake.wait_for_images, 1)
        asking.cancel()

    asyncio.run(ask())
    fake.heal()
    assert [(row.state, row.error_code) for row in studio.rows] == [("unknown", "outcome_unknown")]
