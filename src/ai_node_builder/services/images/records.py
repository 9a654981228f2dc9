"""What the doors ask the ledger."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select, tuple_, update

from ai_node_builder.errors import NotFound, UserError
from ai_node_builder.services.database import Database, utc_now
from ai_node_builder.services.file_store import Usage
from ai_node_builder.services.tables import images

from .entry import COLUMNS, LOST, OPEN, UNSETTLED, Entry, State
from .pruning import Rule
from .shelf import NEWEST_FIRST, ON_DISK, Wanted, page

EVERYTHING = Wanted()
DELETE = (
    update(images)
    .where(images.c.filename == bindparam("name"), images.c.stored_at.is_not(None))
    .values(deleted_at=bindparam("moment"))
)


class Records:
    """The entries of all pictures, to look at."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def open_entries(self) -> list[Entry]:
        """Everything not yet ended, this process's own work included."""
        return await self._entries(select(*COLUMNS).where(images.c.state.in_(OPEN)))

    async def unsettled_ids(self) -> set[str]:
        """The entries whose answer may still matter: open ones, and those of unknown outcome."""
        query = select(images.c.id).where(images.c.state.in_(UNSETTLED))
        return await self._database.read(lambda c: set(c.execute(query).scalars()))

    async def entries_in(self, state: State, *, limit: int = 50, before: str | None = None) -> list[Entry]:
        """The newest entries in this state, pictures that were deleted included.

        `before` is the id that the last page ended with.
        """
        query = select(*COLUMNS).where(images.c.state == state)
        if before is not None:
            last = select(images.c.created_at, images.c.id).where(images.c.id == before)
            query = query.where(tuple_(images.c.created_at, images.c.id) < last.scalar_subquery())
        return await self._entries(query.order_by(*NEWEST_FIRST).limit(limit))

    async def stored_entries(
        self, wanted: Wanted = EVERYTHING, *, limit: int = 50, before: str | None = None
    ) -> list[Entry]:
        """Pictures on disk that are wanted, newest first; `before` is the file name that the last page ended with."""
        return await self._entries(page(wanted, limit, before))

    async def get(self, id: str) -> Entry:
        """One entry, in whatever state; NotFound where there is none of this id."""
        found = await self._entries(select(*COLUMNS).where(images.c.id == id))
        if not found:
            raise no_entry(id)
        return found[0]

    async def lost(self, id: str) -> Entry:
        """An entry that was sent and brought no picture; NotFound, or UserError where its outcome is known."""
        entry = await self.get(id)
        if entry.state not in LOST:
            raise outcome_known(id, entry.state)
        return entry

    async def same(self, fingerprint: str, model: str, endpoint: str) -> list[Entry]:
        """The pictures on disk of one wish, drawn by this model there, newest first."""
        wish = (images.c.fingerprint == fingerprint, images.c.model == model, images.c.endpoint == endpoint)
        query = select(*COLUMNS).where(images.c.state == "stored", images.c.deleted_at.is_(None), *wish)
        return await self._entries(query.order_by(*NEWEST_FIRST))

    async def by_filename(self, filename: str) -> Entry | None:
        """The entry of a picture on disk."""
        query = select(*COLUMNS).where(images.c.filename == filename, images.c.deleted_at.is_(None))
        found = await self._entries(query)
        return found[0] if found else None

    async def set_favourite(self, filename: str, favourite: bool) -> None:
        """Put a picture among the favourites, or take it from them."""
        change = update(images).where(images.c.filename == filename).values(favourite=favourite)
        await self._database.write(lambda connection: connection.execute(change))

    async def to_prune(self, rule: Rule) -> list[Entry]:
        """What a rule would have deleted now."""
        return await self._database.read(lambda connection: list(rule.chosen(connection)))

    async def pruned(self, rule: Rule) -> list[Entry]:
        """What the rule says is deleted, in the transaction that looks for it: a favourite of this moment stays."""
        return await self._database.write(lambda connection: _pruned(connection, rule))

    async def deleted(self, *filenames: str) -> None:
        """The files go, all of them or none; what they cost stays on the books."""
        await self._database.write(lambda connection: _mark_deleted(connection, filenames))

    async def usage(self) -> Usage:
        """What the pictures on disk take."""
        query = select(func.count(), func.coalesce(func.sum(images.c.bytes), 0)).where(*ON_DISK)
        return await self._database.read(lambda c: Usage(*c.execute(query).one()))

    async def newest_of_all(self) -> tuple[int, str | None]:
        """How many pictures are on disk, and which is the newest: one of both differs once a picture came or went."""
        newest = select(images.c.filename).where(*ON_DISK).order_by(*NEWEST_FIRST).limit(1).scalar_subquery()
        query = select(func.count(), newest).where(*ON_DISK)
        return await self._database.read(lambda c: tuple(c.execute(query).one()))

    async def deleted_filenames(self) -> set[str]:
        """The names of all pictures that were deleted."""
        query = select(images.c.filename).where(images.c.deleted_at.is_not(None))
        return await self._database.read(lambda c: set(c.execute(query).scalars()))

    async def _entries(self, query: Select[Any]) -> list[Entry]:
        return await self._database.read(lambda c: [Entry(*row) for row in c.execute(query)])


def _pruned(connection: Connection, rule: Rule) -> list[Entry]:
    entries = list(rule.chosen(connection))
    _mark_deleted(connection, [entry.filename for entry in entries if entry.filename])
    return entries


def _mark_deleted(connection: Connection, filenames: Sequence[str]) -> None:
    if filenames:
        rows = [{"name": filename, "moment": utc_now()} for filename in filenames]
        connection.execute(DELETE, rows)


def no_entry(id: str) -> NotFound:
    return NotFound(f"no request for a picture has the id {id[:64]!r}; `ainb images list --json` shows ids.")


def outcome_known(id: str, state: str) -> UserError:
    return UserError(
        f"the request {id[:64]} is {state}: what came of it is known, and there is nothing to settle. "
        "`ainb images list --state unknown` lists those to settle.",
        code="outcome_known",
    )
