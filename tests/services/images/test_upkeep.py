"""Storage that looks after itself: without anybody asking, and never in the way of a picture."""

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from ai_node_builder import App, GPTImageTool, Settings
from ai_node_builder.services import room
from ai_node_builder.services.database import utc_now
from ai_node_builder.services.images import upkeep
from ai_node_builder.services.tables import images

TOOL = GPTImageTool(model="demo/painter", size="1024x640", quality="low")


async def draw(app: App, prompt: str = "a lion") -> str:
    filename: str = (await app.call(TOOL, {"arguments": {"prompt": prompt}}))["result"]["filename"]
    return filename


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not true():  # noqa: ASYNC110 - it waits for files
            await asyncio.sleep(0.01)


def age(app: App, days: float, *filenames: str) -> None:
    moment = utc_now() - timedelta(days=days)
    change = update(images).where(images.c.filename.in_(filenames)).values(created_at=moment)
    app.parts.database.write_now(lambda connection: connection.execute(change))


def on_disk(home: Path) -> set[str]:
    return {path.name for path in (home / "servable").iterdir()}


async def test_a_new_picture_gets_its_previews(app: App) -> None:
    await draw(app)
    await until(lambda: app.parts.previews.usage().files == 2)


async def test_what_is_too_old_goes_at_the_next_start(home: Path) -> None:
    async with App(Settings.load(home=home)) as app:
        names = [await draw(app, prompt) for prompt in ("a lion", "a sea", "a forest")]
        age(app, 31, *names[:2])
        await app.parts.gallery.set_favourite(names[0], True)
    async with App(Settings.load(home=home, images_max_age=30)):
        assert on_disk(home) == {names[0], names[2]}
    async with App(Settings.load(home=home, images_max_age=30, images_keep_favourites=False)):
        assert on_disk(home) == {names[2]}


async def test_what_takes_too_much_room_goes_when_the_next_is_stored(home: Path) -> None:
    async with App(Settings.load(home=home, images_max_bytes=1)) as app:
        first = await draw(app)
        age(app, 1, first)
        second = await draw(app, "a sea")
        await until(lambda: on_disk(home) == {second})


async def test_it_goes_without_a_new_picture_too(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "PERIOD", 0.01)
    async with App(Settings.load(home=home, images_max_age=1)) as app:
        age(app, 2, await draw(app))
        await until(lambda: on_disk(home) == set())


async def test_young_pictures_stay_whatever_the_settings(home: Path) -> None:
    for _ in range(2):
        async with App(Settings.load(home=home, images_max_bytes=0, images_max_age=0.00001)) as app:
            await draw(app)
    assert len(on_disk(home)) == 2


async def test_a_preview_that_fails_harms_no_picture(
    app: App, home: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(picture: Any) -> bytes:
        raise ZeroDivisionError

    monkeypatch.setattr("ai_node_builder.services.previews._webp", fail)
    first = await draw(app)
    await until(lambda: "ZeroDivisionError" in caplog.text)
    monkeypatch.undo()
    second = await draw(app, "a sea")
    await until(lambda: app.parts.previews.usage().files == 2)
    assert on_disk(home) == {first, second}


async def test_a_ledger_that_fails_stops_no_start(
    home: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(self: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("ai_node_builder.services.images.gallery.Gallery.sweep", fail)
    async with App(Settings.load(home=home)) as app:
        assert await draw(app)
    assert "ZeroDivisionError" in caplog.text


async def test_little_room_is_told_of(
    app: App, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(room, "LITTLE", 2**62)
    with caplog.at_level(logging.WARNING):
        await draw(app)
        await until(lambda: "MB of the disk are free; below 64 MB no picture is bought" in caplog.text)


@pytest.mark.parametrize(
    ("free", "said"), [(2**30, None), (2**30 - 1, "below 64 MB no picture"), (2**26 - 1, "free; no picture is bought")]
)
def test_shortage(free: int, said: str | None) -> None:
    told = room.shortage(free)
    assert told is None if said is None else said in (told or "")
