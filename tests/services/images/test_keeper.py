"""Settling what processes that are gone left behind."""

import asyncio
import os
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from ai_node_builder.errors import ImageNotSaved
from ai_node_builder.services.images.entry import Entry
from ai_node_builder.services.images.ledger import Order
from ai_node_builder.testing.images import make_image

PNG = make_image((64, 32), "a lion")
ANSWER = msgspec.json.encode({"data": [{"b64_json": PNG}], "usage": {"output_tokens": 1756}})
ORDER = Order(None, "f", "a lion", "gpt-image-2.6-flare", "gpt-image-2.6-flare", "auto", "auto", "host", None, None, 9)
FACTS: dict[str, Any] = {"width": 64, "height": 32, "bytes": len(PNG), "sha256": "of the last process", "cost": 5}

Left = Callable[..., Entry]


@pytest.fixture
def left(open_studio: Any) -> Left:
    """`left("sent", ANSWER)`: the entry of a process that went away in this state, and what it had spooled."""

    def left(state: str, spooled: bytes | None = None, written: bytes | None = None) -> Entry:
        gone = open_studio()
        entry: Entry = gone.ledger.claim(ORDER)[0]
        if state != "reserved":
            gone.ledger.sent(entry.id)
        if state == "received":
            gone.ledger.received(entry.id, "gpt_image_00000000.png", **FACTS)
        if spooled is not None:
            gone.keeper.spool_of(entry).write_bytes(spooled)
        if written is not None:
            gone.files.commit("gpt_image_00000000.png", written)
        gone.die()
        return entry

    return left


async def recovered(studio: Any) -> Entry:
    await studio.keeper.recover()
    (row,) = studio.rows
    studio.check_books()
    return row  # type: ignore[no-any-return]


async def test_what_was_never_sent_is_not_charged(studio: Any, left: Left) -> None:
    left("reserved")
    row = await recovered(studio)
    assert (row.state, row.error_code, row.held) == ("failed", "interrupted", 0)


@pytest.mark.parametrize("spooled", [None, b"", ANSWER[:-1], b"<html>"])
async def test_what_was_sent_may_be_charged(studio: Any, left: Left, spooled: bytes | None) -> None:
    left("sent", spooled)
    row = await recovered(studio)
    assert (row.state, row.error_code, row.held) == ("unknown", "outcome_unknown", 9)


@pytest.mark.parametrize("state", ["sent", "received"])
async def test_an_answer_that_had_arrived_becomes_a_picture(studio: Any, left: Left, state: str) -> None:
    left(state, ANSWER)
    row = await recovered(studio)
    assert (row.state, row.cost, row.held, row.width, row.height) == ("stored", 52_680_000, 0, 64, 32)
    assert studio.files.read(row.filename) == PNG


async def test_a_file_that_is_there_counts_without_its_answer(studio: Any, left: Left) -> None:
    left("received", written=PNG)
    await studio.keeper.recover()
    assert [(row.state, row.filename, row.cost) for row in studio.rows] == [("stored", "gpt_image_00000000.png", 5)]


async def test_an_answer_cut_off_is_kept_for_people_to_look_at(studio: Any, left: Left) -> None:
    entry = left("sent", ANSWER[:-1])
    await studio.keeper.recover()
    await studio.keeper.recover()
    assert studio.keeper.spool_of(entry).read_bytes() == ANSWER[:-1]


async def test_spools_that_nobody_needs_are_swept_up(studio: Any) -> None:
    for name in ("0" * 32, (await studio.draw()).filename.removesuffix(".png"), studio.rows[0].id):
        (studio.spool / f"{name}.reply").write_bytes(ANSWER)
    await studio.keeper.recover()
    assert list(studio.spool.iterdir()) == []


async def test_the_work_of_a_living_process_is_left_alone(studio: Any, open_studio: Any) -> None:
    entry = studio.ledger.claim(ORDER)[0]
    studio.ledger.sent(entry.id)
    studio.keeper.spool_of(entry).write_bytes(ANSWER)
    await open_studio().keeper.recover()
    assert [row.state for row in studio.rows] == ["sent"]
    assert studio.keeper.spool_of(entry).read_bytes() == ANSWER


async def test_two_that_recover_at_once_make_one_file(open_studio: Any, left: Left) -> None:
    left("sent", ANSWER)
    studios = [open_studio() for _ in range(4)]
    await asyncio.gather(*(studio.keeper.recover() for studio in studios))
    assert [row.state for row in studios[0].rows] == ["stored"]
    studios[0].check_books()


async def test_a_picture_that_cannot_be_saved_stops_nothing_else(studio: Any, left: Left) -> None:
    left("sent", ANSWER)
    studio.files.folder.rmdir()
    await studio.keeper.recover()
    studio.files.folder.mkdir()
    (row,) = studio.rows
    assert row.state in ("sent", "received")
    studio.keeper.settle(row)
    assert [row.state for row in studio.rows] == ["stored"]
    studio.check_books()


def test_saving_fails_as_often_as_the_disk_does(studio: Any, left: Left) -> None:
    left("sent", ANSWER)
    studio.files.folder.rmdir()
    for _ in range(3):
        with pytest.raises(ImageNotSaved):
            studio.keeper.settle(studio.rows[0])
    studio.files.folder.mkdir()
    studio.keeper.settle(studio.rows[0])
    studio.check_books()


async def test_recovering_needs_no_network_and_no_key(open_studio: Any, left: Left) -> None:
    left("sent", ANSWER)
    studio = open_studio("http://127.0.0.1:1/v1", api_key="")
    assert (await recovered(studio)).state == "stored"


async def test_half_files_of_others_are_left_for_a_day(studio: Any) -> None:
    fresh, old = (studio.files.folder / f".gpt_image_{digit * 8}.png.partial" for digit in "01")
    fresh.touch()
    old.touch()
    os.utime(old, times=(0, 0))
    await studio.keeper.recover()
    assert studio.pictures == {fresh.name}
