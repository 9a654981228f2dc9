"""Asking for pictures: who gets which, who pays, and what is told."""

import asyncio
import logging
import re
from pathlib import Path
from typing import Any

import pytest

from ai_node_builder.errors import (
    AINodeBuilderError,
    InProgress,
    KeyReused,
    NotFound,
    OutcomeUnknown,
    ProviderError,
)
from ai_node_builder.testing import FakeOpenAI

SECRET = "sk-test-0123456789abcdef"


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
    assert told[0] == "gpt-image-2.5-flare draws 1024x1024, quality high (at most $0.0527)"
    assert re.fullmatch(r"received \d+\.\d KB, 1024x1024", told[-1])


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


async def test_an_unknown_outcome_is_told_to_who_asks_again_and_then_bought(studio: Any, fake: FakeOpenAI) -> None:
    fake.fail_next("server_error")
    await studio.ask_and_leave()
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
