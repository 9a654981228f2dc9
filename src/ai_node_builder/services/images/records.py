"""What the doors ask the ledger."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, func, select, tuple_, update

from ai_node_builder.services.database import Database, utc_now
from ai_node_builder.services.tables import images

from .entry import COLUMNS, NOT_CHARGED, OPEN, Entry, State

NEWEST_FIRST = (images.c.created_at.desc(), images.c.id.desc())


class Records:
    """The entries of all pictures, to look at."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def open_entries(self) -> list[Entry]:
        """Everything not yet ended, this process's own work included."""
        return await self._entries(select(*COLUMNS).where(images.c.state.in_(OPEN)))

    async def unsettled_ids(self) -> set[str]:
        """The entries whose answer may still matter: open ones, and those of unknown outcome."""
        query = select(images.c.id).where(images.c.state.in_((*OPEN, "unknown")))
        return await self._database.read(lambda c: set(c.execute(query).scalars()))

    async def entries_in(self, state: State, *, limit: int = 50) -> list[Entry]:
        """The newest entries in this state, pictures that were deleted included."""
        query = select(*COLUMNS).where(images.c.state == state)
        return await self._entries(query.order_by(*NEWEST_FIRST).limit(limit))

    async def stored_entries(self, *, limit: int = 50, before: str | None = None, **equal: str) -> list[Entry]:
        """Pictures on disk, newest first; `before` is the file name that the last page ended with."""
        query = select(*COLUMNS).where(images.c.state == "stored", images.c.deleted_at.is_(None))
        query = query.where(*(images.c[name] == value for name, value in equal.items()))
        if before is not None:
            place = tuple_(images.c.created_at, images.c.id)
            last = select(images.c.created_at, images.c.id).where(images.c.filename == before)
            query = query.where(place < last.scalar_subquery())
        return await self._entries(query.order_by(*NEWEST_FIRST).limit(limit))

    async def by_filename(self, filename: str) -> Entry | None:
        """The entry of a picture on disk."""
        query = select(*COLUMNS).where(images.c.filename == filename, images.c.deleted_at.is_(None))
        found = await self._entries(query)
        return found[0] if found else None

    async def totals(self) -> list[Mapping[str, Any]]:
        """Spending by day and model: requests, pictures, cost and held (nano-dollars), how many of unknown cost."""
        day = func.date(images.c.created_at).label("day")
        query = (
            select(
                day,
                images.c.model,
                func.count().label("requests"),
                func.count(images.c.stored_at).label("pictures"),
                func.coalesce(func.sum(images.c.cost), 0).label("cost"),
                func.sum(images.c.held).label("held"),
                func.count().filter(images.c.cost.is_(None), images.c.state.notin_(NOT_CHARGED)).label("unpriced"),
            )
            .group_by(day, images.c.model)
            .order_by(day.desc(), images.c.model)
        )
        return await self._database.read(lambda c: [dict(row._mapping) for row in c.execute(query)])

    async def deleted(self, filename: str) -> None:
        """The file was deleted; what it cost stays on the books."""
        deletion = update(images).where(images.c.filename == filename).values(deleted_at=utc_now())
        await self._database.write(lambda connection: connection.execute(deletion))

    async def _entries(self, query: Select[Any]) -> list[Entry]:
        return await self._database.read(lambda c: [Entry(*row) for row in c.execute(query)])
