"""Asking for pictures: who gets which, who pays, and what survives those who go away."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ai_node_builder.errors import (
    AINodeBuilderError,
    DiskFull,
    HomeNotWritable,
    ImageNotSaved,
    InProgress,
    KeyReused,
    NoImageData,
    NotFound,
    OutcomeUnknown,
    ProviderError,
)
from ai_node_builder.services.images import keeper
from ai_node_builder.services.images.ledger import Ledger
from ai_node_builder.services.images.painter import PaintJob
from ai_node_builder.services.images.reply import Picture
from ai_node_builder.testing import FakeOpenAI

FULL = Path("/dev/full")
SECRET = "sk-test-0123456789abcdef"


async def cancelled_once(task: asyncio.Task[Any], ready: Callable[[], object]) -> None:
    """Cancel what somebody waits for, once the provider has the request."""
    await asyncio.to_thread(ready)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def ask_and_leave(studio: Any, **wish: Any) -> None:
    """Ask for a picture, go away as it is sent for, and let it end without anybody."""
    asking: asyncio.Task[Any] = asyncio.create_task(
        studio.draw(on_progress=lambda said: "draws" in said and asking.cancel(), **wish)
    )
    with pytest.raises(asyncio.CancelledError):
        await asking
    await studio.landed()


async def test_a_picture_is_stored_with_all_that_is_known_of_it(studio: Any, fake: FakeOpenAI) -> None:
    image = await studio.draw("a lion", quality="low")
    assert image.servable_url == f"http://localhost:8000/servable/{image.filename}"
    assert (image.model, image.size, image.quality, image.prompt) == (
        *("gpt-image-2.5-flare", "1024x1024", "low", "a lion"),
    )
    assert (image.width, image.height, image.cost_usd, image.cached) == (1024, 1024, 0.00589, False)
    studio.check_books()


async def test_progress_is_told(studio: Any) -> None:
    told: list[str] = []
    await studio.draw(on_progress=told.append)
    assert told[0] == "gpt-image-2.5-flare draws 1024x1024, quality high (at most $0.053)"
    assert told[-1].startswith("received 0.0 MB, 1024x1024")


async def test_a_listener_that_fails_does_not_cost_the_picture(studio: Any) -> None:
    def broken(message: str) -> None:
        raise ValueError(message)

    assert (await studio.draw(on_progress=broken)).filename in studio.pictures


async def test_the_same_key_at_once_is_one_purchase(studio: Any, fake: FakeOpenAI) -> None:
    found = await asyncio.gather(*(studio.draw(key="k") for _ in range(8)))
    assert len({image.filename for image in found}) == len(fake.image_requests) == len(studio.rows) == 1


async def test_the_same_key_later_is_the_same_picture(studio: Any, fake: FakeOpenAI) -> None:
    first, again = await studio.draw(key="k"), await studio.draw(key="k")
    assert (first.cached, again.cached) == (False, True)
    assert (again.filename, again.sha256, len(fake.image_requests)) == (first.filename, first.sha256, 1)


@pytest.mark.parametrize("change", [{"prompt": "a fox"}, {"size": "1024x1536"}, {"quality": "low"}, {"model": "x"}])
async def test_a_key_is_good_for_one_wish(studio: Any, fake: FakeOpenAI, change: dict[str, str]) -> None:
    wishes = await asyncio.gather(studio.draw(key="k"), studio.draw(key="k", **change), return_exceptions=True)
    assert isinstance(wishes[1], KeyReused)
    with pytest.raises(KeyReused):
        await studio.draw(key="k", **change)
    assert len(fake.image_requests) == 1


async def test_a_key_outlives_the_model_and_the_account(open_studio: Any, studio: Any, fake: FakeOpenAI) -> None:
    first = await studio.draw(key="k")
    elsewhere = open_studio("https://api.openai.com/v1", api_key="sk-other")
    assert (await elsewhere.draw(key="k")).filename == first.filename


async def test_without_a_key_those_who_ask_at_once_share(studio: Any, fake: FakeOpenAI) -> None:
    found = await asyncio.gather(*(studio.draw() for _ in range(8)))
    assert len({image.filename for image in found}) == len(fake.image_requests) == 1


async def test_without_a_key_those_who_ask_later_get_their_own(studio: Any, fake: FakeOpenAI) -> None:
    first, second, third = [await studio.draw() for _ in range(3)]
    assert len({first.filename, second.filename, third.filename}) == len(fake.image_requests) == 3


async def test_who_pays_with_another_account_gets_a_picture_of_their_own(studio: Any, fake: FakeOpenAI) -> None:
    await asyncio.gather(studio.draw(api_key="sk-one"), studio.draw(api_key="sk-two"))
    assert sorted(request.headers["authorization"] for request in fake.image_requests) == ["…-one", "…-two"]


async def test_a_picture_that_reached_nobody_goes_to_who_asks_again(studio: Any, fake: FakeOpenAI) -> None:
    await ask_and_leave(studio)
    again = await studio.draw()
    assert (len(fake.image_requests), {again.filename}) == (1, studio.pictures)
    assert (await studio.draw()).filename != again.filename


async def test_a_picture_with_a_key_waits_for_the_one_who_has_it(studio: Any, fake: FakeOpenAI) -> None:
    await ask_and_leave(studio, key="k")
    other, own = await studio.draw(), await studio.draw(key="k")
    assert (other.filename != own.filename, len(fake.image_requests)) == (True, 2)


async def test_a_picture_goes_to_nobody_who_pays_with_another_account(studio: Any, fake: FakeOpenAI) -> None:
    await ask_and_leave(studio, api_key="sk-one")
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
    asking = asyncio.create_task(studio.draw())
    await asyncio.sleep(0)
    (flight,) = studio.service._flights.values()
    flight.task.add_done_callback(lambda task: asking.cancel())
    with pytest.raises(asyncio.CancelledError):
        await asking
    again = await studio.draw()
    assert (again.cached, len(fake.image_requests)) == (True, 1)


async def test_an_unknown_outcome_is_told_to_who_asks_again_and_then_bought(studio: Any, fake: FakeOpenAI) -> None:
    fake.fail_next("server_error")
    await ask_and_leave(studio)
    with pytest.raises(OutcomeUnknown, match="was asked for before"):
        await studio.draw()
    assert len(fake.image_requests) == 1
    assert not (await studio.draw()).cached


async def test_an_unknown_outcome_that_was_told_may_be_bought_again(studio: Any, fake: FakeOpenAI) -> None:
    fake.fail_next("server_error")
    with pytest.raises(OutcomeUnknown):
        await studio.draw()
    assert not (await studio.draw()).cached
    assert [row.state for row in studio.rows] == ["unknown", "stored"]


async def test_with_a_key_an_unknown_outcome_is_never_bought_again(studio: Any, fake: FakeOpenAI) -> None:
    fake.fail_next("server_error")
    for _ in range(3):
        with pytest.raises(OutcomeUnknown):
            await studio.draw(key="k")
    assert len(fake.image_requests) == 1


async def test_everyone_who_waits_hears_of_a_failure(studio: Any, fake: FakeOpenAI) -> None:
    fake.fail_next("server_error")
    found = await asyncio.gather(*(studio.draw() for _ in range(3)), return_exceptions=True)
    assert [type(one) for one in found] == [OutcomeUnknown] * 3
    assert len(fake.image_requests) == 1


async def test_a_failure_that_nobody_waits_for_makes_no_noise(studio: Any, fake: FakeOpenAI) -> None:
    noise: list[Any] = []
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: noise.append(context))
    fake.fail_next("server_error")
    await ask_and_leave(studio)
    assert ([row.state for row in studio.rows], noise) == (["unknown"], [])


async def test_a_deleted_picture_is_not_bought_again_for_its_key(studio: Any, fake: FakeOpenAI) -> None:
    image = await studio.draw(key="k")
    await studio.ledger.deleted(image.filename)
    with pytest.raises(NotFound, match="was deleted"):
        await studio.draw(key="k")
    assert len(fake.image_requests) == 1


async def test_a_file_that_somebody_removed_is_not_handed_over(studio: Any, fake: FakeOpenAI) -> None:
    image = await studio.draw(key="k")
    studio.files.delete(image.filename)
    with pytest.raises(NotFound, match="was deleted"):
        await studio.draw(key="k")
    assert len(fake.image_requests) == 1


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


class Speechless(Ledger):
    """A ledger that cannot be written once, before anything is sent."""

    failures = 1

    def sent(self, id: str) -> None:
        if self.failures:
            self.failures -= 1
            raise OSError(28, "No space left on device")
        super().sent(id)


@pytest.mark.parametrize("key", ["k", None])
async def test_what_fails_before_it_is_sent_can_be_asked_again(
    open_studio: Any, fake: FakeOpenAI, key: str | None
) -> None:
    studio = open_studio(ledger=Speechless)
    with pytest.raises(OSError, match="No space left on device"):
        await studio.draw(key=key)
    assert not (await studio.draw(key=key)).cached
    assert len(fake.image_requests) == 1
    assert "stored" in [row.state for row in studio.rows]
    studio.check_books()


async def test_no_empty_spool_is_left_of_a_request_without_an_answer(studio: Any, fake: FakeOpenAI) -> None:
    fake.fail_next("reset_before_reply")
    with pytest.raises(OutcomeUnknown):
        await studio.draw()
    assert list(studio.spool.iterdir()) == []


async def test_what_came_of_an_answer_is_kept_for_people_to_look_at(studio: Any, fake: FakeOpenAI) -> None:
    fake.fail_next("html_200")
    with pytest.raises(NoImageData):
        await studio.draw()
    (spool,) = studio.spool.iterdir()
    assert spool.read_bytes().startswith(b"<html>")


class Unforeseen:
    """A painter with a mistake in it."""

    async def ready(self) -> None:
        """Nothing to do."""

    async def paint(self, job: PaintJob, on_progress: Callable[[str], None]) -> Picture:
        raise ZeroDivisionError

    async def close(self) -> None:
        """Nothing to close."""


async def test_what_nobody_foresaw_leaves_no_row_open(open_studio: Any, caplog: pytest.LogCaptureFixture) -> None:
    studio = open_studio("http://127.0.0.1:1/v1", painter=Unforeseen())
    with pytest.raises(OutcomeUnknown, match="failed unexpectedly"):
        await studio.draw()
    assert [row.state for row in studio.rows] == ["unknown"]
    assert "ZeroDivisionError" in caplog.text


async def test_a_mistake_in_the_demo_painter_costs_nothing(open_studio: Any) -> None:
    studio = open_studio(demo=Unforeseen())
    with pytest.raises(ProviderError, match="nothing was charged") as caught:
        await studio.draw(model="demo/painter")
    assert ([row.state for row in studio.rows], caught.value.charged) == (["failed"], "no")


async def test_another_process_is_making_it(open_studio: Any, studio: Any, fake: FakeOpenAI) -> None:
    fake.fail_always("slow", seconds=60)
    asking = [asyncio.create_task(studio.draw(key=key)) for key in ("k", None)]
    await asyncio.to_thread(fake.wait_for_images, 2)
    other = open_studio()
    for key in ("k", None):
        with pytest.raises(InProgress):
            await other.draw(key=key)
    fake.heal()
    await asyncio.gather(*asking)
    assert (await other.draw(key="k")).cached
    assert len(fake.image_requests) == 2


async def test_a_refused_purchase_costs_nothing_and_can_be_made_later(
    studio: Any, fake: FakeOpenAI, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(keeper, "ROOM", 2**62)
        with pytest.raises(DiskFull, match="MB are free"):
            await studio.draw(key="k")
    assert ([row.state for row in studio.rows], fake.image_requests) == (["refused"], [])
    assert not (await studio.draw(key="k")).cached
    assert len(fake.image_requests) == 1


async def test_a_folder_that_is_gone_is_noticed_before_paying(studio: Any, fake: FakeOpenAI) -> None:
    studio.spool.rmdir()
    with pytest.raises(HomeNotWritable):
        await studio.draw()
    assert fake.image_requests == []


@pytest.mark.parametrize("key", ["k", None])
async def test_a_disk_that_refuses_the_file_loses_nothing(studio: Any, fake: FakeOpenAI, key: str | None) -> None:
    def take_the_folder_away(said: str) -> None:
        if said.startswith("received"):
            studio.files.folder.rmdir()

    with pytest.raises(ImageNotSaved, match=r"Its bytes are in .*\.reply") as caught:
        await studio.draw(key=key, on_progress=take_the_folder_away)
    assert caught.value.charged == "yes"
    studio.files.folder.mkdir()
    again = await studio.draw(key=key)
    assert ({again.filename}, len(fake.image_requests)) == (studio.pictures, 1)
    studio.check_books()


@pytest.mark.skipif(not FULL.exists(), reason="/dev/full is a Linux device")
async def test_a_disk_that_refuses_the_spool_loses_nothing(studio: Any, fake: FakeOpenAI) -> None:
    def fill_the_disk(said: str) -> None:
        if "draws" in said:
            (studio.spool / f"{studio.rows[0].id}.reply").symlink_to(FULL)

    assert (await studio.draw(on_progress=fill_the_disk)).filename in studio.pictures
    studio.check_books()


def taken(error: ImageNotSaved) -> bytes:
    """The bytes that the error says are safe somewhere; they are removed there."""
    path = Path(str(error).partition("Its bytes are in ")[2].partition(";")[0])
    content = path.read_bytes()
    path.unlink()
    return content


async def test_with_neither_spool_nor_folder_the_bytes_wait_elsewhere(studio: Any, fake: FakeOpenAI) -> None:
    def take_both_away(said: str) -> None:
        if said.startswith("received"):
            studio.files.folder.rmdir()
            next(studio.spool.iterdir()).unlink()

    with pytest.raises(ImageNotSaved) as caught:
        await studio.draw(key="k", on_progress=take_both_away)
    studio.files.folder.mkdir()
    image = await studio.draw(key="k")
    assert taken(caught.value) == studio.files.read(image.filename)
    assert len(fake.image_requests) == 1


class Forgetful(Ledger):
    """A ledger that cannot be written once, as the picture has arrived."""

    failures = 1

    def received(self, id: str, filename: str, **facts: Any) -> None:
        if self.failures:
            self.failures -= 1
            raise OSError(28, "No space left on device")
        super().received(id, filename, **facts)


@pytest.mark.parametrize("key", ["k", None])
async def test_a_ledger_that_cannot_be_written_loses_nothing(
    open_studio: Any, fake: FakeOpenAI, key: str | None
) -> None:
    studio = open_studio(ledger=Forgetful)
    with pytest.raises(ImageNotSaved, match="No space left on device"):
        await studio.draw(key=key)
    assert [row.state for row in studio.rows] == ["sent"]
    assert (await studio.draw(key=key)).cost_usd == 0.05269
    assert ([row.state for row in studio.rows], len(fake.image_requests)) == (["stored"], 1)
    studio.check_books()


def everything(home: Path) -> bytes:
    return b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())


async def test_the_key_shows_nowhere(
    open_studio: Any, fake: FakeOpenAI, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    studio = open_studio(api_key=SECRET)
    said: list[str] = []
    for fault in ("invalid_key", "server_error", "reset_before_reply", "html_200", None):
        if fault:
            fake.fail_next(fault)
        try:
            await studio.draw(on_progress=said.append)
        except ProviderError as error:
            said += [repr(error), str(error.__cause__), repr(error.__cause__)]
        except AINodeBuilderError as error:
            said += [repr(error), str(error.__cause__)]
    await studio.service.close()
    assert SECRET not in caplog.text + "".join(said)
    assert SECRET.encode() not in everything(home)
