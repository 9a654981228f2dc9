"""The gallery: what it shows, page by page, what goes by which rule, and what a crash leaves of a deletion."""

import asyncio
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select

from ai_node_builder.errors import NotFound
from ai_node_builder.services.database import Database, utc_now
from ai_node_builder.services.files import ServableFileManager
from ai_node_builder.services.images.gallery import Gallery
from ai_node_builder.services.images.ledger import Ledger
from ai_node_builder.services.images.pruning import Rule
from ai_node_builder.services.images.shelf import Wanted, page
from ai_node_builder.services.previews import WIDTHS, Previews
from ai_node_builder.services.tables import images
from ai_node_builder.testing.images import make_image

PNG = make_image((64, 32), "a lion")
NEWEST = utc_now() - timedelta(hours=2)


class Shelf:
    """A gallery of pictures made up one by one, each an hour older than the one before."""

    def __init__(self, home: Path) -> None:
        for name in ("servable", *(f"previews/{width}" for width in WIDTHS)):
            (home / name).mkdir(parents=True)
        self.database = Database(f"sqlite:///{home / 'test.db'}")
        self.files = ServableFileManager(home / "servable", "http://localhost:8000")
        self.previews = Previews(home / "previews", self.files, "http://localhost:8000")
        self.ledger = Ledger(self.database, "test")
        self.gallery = Gallery(self.ledger, self.files, self.previews)

    def put(self, number: int, **facts: Any) -> str:
        filename = f"gpt_image_{number:08x}.png"
        self.files.commit(filename, PNG)
        values = row(number) | {"bytes": len(PNG)} | facts
        self.database.write_now(lambda connection: connection.execute(insert(images).values(values)))
        return filename

    async def shown(self, **wanted: Any) -> list[str | None]:
        return [entry.filename for entry in await self.ledger.stored_entries(Wanted(**wanted))]

    @property
    def on_disk(self) -> set[str]:
        return {path.name for path in self.files.folder.iterdir()}

    @property
    def preview_count(self) -> int:
        return self.previews.usage().files


def row(number: int) -> dict[str, Any]:
    return {
        "id": f"{number:032x}",
        "key": f"{number}",
        "fingerprint": "f",
        "state": "stored",
        "owner": "test",
        "prompt": f"lion number {number}",
        "model_asked": "m",
        "model": "m",
        "size": "64x32",
        "quality": "low",
        "endpoint": "",
        "filename": f"gpt_image_{number:08x}.png",
        "bytes": 1,
        "width": 64,
        "height": 32,
        "sha256": "s",
        "cost": 5,
        "created_at": NEWEST - timedelta(hours=number),
        "stored_at": NEWEST - timedelta(hours=number),
    }


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    opened = Shelf(tmp_path)
    yield opened
    opened.previews.close()
    opened.database.close()


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"q": "LION number 1"}, [1]),
        ({"q": "100%"}, [2]),
        ({"q": "%"}, [2]),
        ({"q": "_"}, []),
        ({"model": "other"}, [0]),
        ({"run_id": "r", "node_id": "n"}, [1]),
        ({"workflow_id": "w"}, [2]),
        ({"favourite": True}, [0, 2]),
        ({"favourite": False}, [1]),
        ({"day": date(2020, 2, 29)}, [2]),
        ({"day": date(2020, 2, 28)}, []),
        ({"favourite": True, "model": "other"}, [0]),
        ({}, [0, 1, 2]),
    ],
)
async def test_what_is_wanted(shelf: Shelf, wanted: dict[str, Any], found: list[int]) -> None:
    leap = utc_now().replace(year=2020, month=2, day=29, hour=23, minute=59, second=59)
    shelf.put(0, model="other", favourite=True)
    shelf.put(1, run_id="r", node_id="n")
    shelf.put(2, prompt="a lion, 100% gold", workflow_id="w", favourite=True, created_at=leap)
    assert await shelf.shown(**wanted) == [f"gpt_image_{number:08x}.png" for number in found]


async def test_pages_stand_still_while_pictures_come_and_go(shelf: Shelf) -> None:
    names = [shelf.put(number, created_at=NEWEST) for number in range(6)][::-1]
    first = await shelf.ledger.stored_entries(limit=2)
    shelf.put(9)
    await shelf.gallery.delete(names[1])
    second = await shelf.ledger.stored_entries(limit=2, before=names[1])
    assert [entry.filename for entry in [*first, *second]] == names[:4]


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """100,000 pictures, as far as the ledger knows."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('crowd') / 'test.db'}")
    kinds = [
        {"model": f"m{number % 3}", "workflow_id": f"w{number % 7}", "run_id": f"r{number}"} for number in range(21)
    ]
    rows = [row(number) | kinds[number % 21] | {"favourite": number % 500 == 0} for number in range(100_000)]
    database.write_now(lambda connection: connection.execute(insert(images), rows))
    yield database
    database.close()


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        ({}, "ix_images_gallery "),
        ({"model": "m1"}, "ix_images_gallery_model "),
        ({"workflow_id": "w1"}, "ix_images_gallery_workflow "),
        ({"favourite": True}, "ix_images_gallery_favourite "),
        ({"day": date(2026, 1, 1)}, "ix_images_gallery "),
        ({"q": "lion"}, "ix_images_gallery"),
    ],
)
@pytest.mark.parametrize("before", [None, "gpt_image_00000009.png"])
def test_a_page_of_100_000_is_read_by_an_index_in_its_order(
    crowd: Database, wanted: dict[str, Any], index: str, before: str | None
) -> None:
    plan = crowd.read_now(lambda connection: _plan(connection, Wanted(**wanted), before))
    assert index in plan[0]
    assert not any("TEMP B-TREE" in step for step in plan)


def test_a_run_of_100_000_is_found_by_an_index(crowd: Database) -> None:
    plan = crowd.read_now(lambda connection: _plan(connection, Wanted(run_id="r1"), None))
    assert "ix_images_run_id" in plan[0]


def _plan(connection: Connection, wanted: Wanted, before: str | None) -> list[str]:
    compiled = page(wanted, 50, before).compile(connection.engine)
    parameters = tuple(compiled.params[name] for name in compiled.positiontup or ())
    steps = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", tuple(map(_plain, parameters)))
    return [f"{step[-1]} " for step in steps]


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | None) else str(value)


async def test_deleting_removes_file_previews_and_place_and_keeps_the_cost(shelf: Shelf) -> None:
    name = shelf.put(0)
    await shelf.previews.make(name)
    await shelf.gallery.delete(name)
    assert (shelf.on_disk, shelf.preview_count, await shelf.shown()) == (set(), 0, [])
    assert [entry.cost for entry in await shelf.ledger.entries_in("stored")] == [5]
    with pytest.raises(NotFound):
        await shelf.gallery.delete(name)


async def test_deleting_what_somebody_brought(shelf: Shelf) -> None:
    name = shelf.files.save(PNG, prefix="upload_").filename
    await shelf.previews.make(name)
    await shelf.gallery.delete(name)
    assert (shelf.on_disk, shelf.preview_count) == (set(), 0)


async def test_a_picture_on_its_way_is_not_deleted_under_its_writer(shelf: Shelf) -> None:
    name = shelf.put(0, state="received", stored_at=None)
    with pytest.raises(NotFound):
        await shelf.gallery.delete(name)
    assert shelf.on_disk == {name}


async def test_a_picture_whose_file_is_gone_can_be_deleted(shelf: Shelf) -> None:
    name = shelf.put(0)
    shelf.files.delete(name)
    await shelf.gallery.delete(name)
    assert await shelf.shown() == []


@pytest.mark.parametrize(
    ("rule", "left"),
    [
        (Rule(), [0, 1, 2, 3]),
        (Rule(older_than=timedelta(hours=3.5)), [0, 1, 3]),
        (Rule(older_than=timedelta(0)), [3]),
        (Rule(older_than=timedelta(0), keep_favourites=False), []),
        (Rule(older_than=timedelta(0), spare=timedelta(hours=3.5)), [0, 1, 3]),
        (Rule(keep=2), [0, 1, 3]),
        (Rule(keep=2, keep_favourites=False), [0, 1]),
        (Rule(max_bytes=len(PNG) * 4), [0, 1, 2, 3]),
        (Rule(max_bytes=len(PNG) * 4 - 1), [0, 1, 3]),
        (Rule(max_bytes=len(PNG) * 2), [0, 3]),
        (Rule(max_bytes=len(PNG) * 2, keep_favourites=False), [0, 1]),
        (Rule(max_bytes=0), [3]),
        (Rule(older_than=timedelta(hours=3.5), max_bytes=len(PNG) * 2), [0, 3]),
    ],
)
async def test_rules(shelf: Shelf, rule: Rule, left: list[int]) -> None:
    """Number 3 is the oldest, and a favourite."""
    names = [shelf.put(number, favourite=number == 3) for number in range(4)]
    told = [entry.filename for entry in await shelf.ledger.to_prune(rule)]
    gone = [entry.filename for entry in await shelf.gallery.prune(rule)]
    assert shelf.on_disk == {names[number] for number in left}
    assert await shelf.shown() == [names[number] for number in left]
    assert told == gone == sorted(set(names) - shelf.on_disk, reverse=True)


async def test_no_rule_deletes_what_people_uploaded(shelf: Shelf) -> None:
    name = shelf.files.save(PNG, prefix="upload_").filename
    await shelf.gallery.prune(Rule(timedelta(0), max_bytes=0, keep=0, keep_favourites=False))
    assert shelf.on_disk == {name}


async def test_a_sweep_finishes_a_deletion_and_touches_nothing_else(shelf: Shelf) -> None:
    names = [shelf.put(number) for number in range(2)] + [shelf.files.save(PNG, prefix="upload_").filename]
    await asyncio.gather(*map(shelf.previews.make, names))
    await shelf.ledger.deleted(names[0])
    await shelf.gallery.sweep()
    assert (shelf.on_disk, shelf.preview_count) == ({*names[1:]}, 2 * len(WIDTHS))


async def test_favourites(shelf: Shelf) -> None:
    name = shelf.put(0)
    assert (await shelf.gallery.set_favourite(name, True)).favourite
    assert not (await shelf.gallery.set_favourite(name, False)).favourite
    with pytest.raises(NotFound):
        await shelf.gallery.set_favourite("nope.png", True)


async def test_deleted_pictures_are_found_by_an_index(shelf: Shelf) -> None:
    query = select(images.c.filename).where(images.c.deleted_at.is_not(None))
    plan = shelf.database.read_now(lambda c: c.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}").all())
    assert "INDEX ix_images_deleted" in plan[0][-1]
