"""Disks, ledgers and painters that fail: what is paid for is not lost, what is not sent is not charged."""

from pathlib import Path
from typing import Any

import pytest

from ai_node_builder.errors import (
    DiskFull,
    HomeNotWritable,
    ImageNotSaved,
    NoImageData,
    OutcomeUnknown,
    ProviderError,
)
from ai_node_builder.services.images import keeper
from ai_node_builder.services.images.ledger import Ledger
from ai_node_builder.services.images.painter import PaintJob
from ai_node_builder.services.images.reply import Picture
from ai_node_builder.testing import FakeOpenAI

FULL = Path("/dev/full")


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

    async def paint(self, job: PaintJob) -> Picture:
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
