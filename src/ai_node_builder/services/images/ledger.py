"""The one record of every picture asked for: request, state, cost, file, run.

    reserved -> sent -> received -> stored
    or: refused (the provider said no), failed (not charged), unknown (may have been charged)

Each step is one transaction, on disk before the next thing happens.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeAlias

from sqlalchemy import Connection, Select, func, insert, select, update

from ai_node_builder.errors import KeyReused
from ai_node_builder.services.database import Database, utc_now
from ai_node_builder.services.tables import images

State: TypeAlias = Literal["reserved", "sent", "received", "stored", "refused", "failed", "unknown"]
OPEN = ("reserved", "sent", "received")
"""States that a living process still works on."""
NOT_CHARGED = ("refused", "failed")


@dataclass(frozen=True, slots=True)
class Order:
    """A wish for a picture, ready to be booked. `held` is the most it can cost, in nano-dollars."""

    key: str | None
    fingerprint: str
    prompt: str
    model_asked: str
    model: str
    size: str
    quality: str
    endpoint: str
    run_id: str | None
    node_id: str | None
    held: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the ledger. Costs in nano-dollars; `cost` is None while it is not known."""

    id: str
    key: str
    state: State
    owner: str
    prompt: str
    model_asked: str
    model: str
    size: str
    quality: str
    run_id: str | None
    node_id: str | None
    held: int
    cost: int | None
    filename: str | None
    width: int | None
    height: int | None
    bytes: int | None
    sha256: str | None
    error_code: str | None
    error: str | None
    created_at: datetime
    stored_at: datetime | None
    delivered_at: datetime | None
    deleted_at: datetime | None


_COLUMNS = [images.c[name] for name in Entry.__dataclass_fields__]


class Ledger:
    """Books pictures. `owner` names this process, so that a later one can tell whose work was cut off."""

    def __init__(self, database: Database, owner: str) -> None:
        self._database = database
        self.owner = owner

    async def claim(self, id: str, order: Order) -> tuple[Entry, bool]:
        """Book an order; answers its entry and whether it is new.

        The same key gives the same entry, and KeyReused if it came with another wish. Without a key, a picture
        that was made for the same wish and never reached its asker is handed over. An entry that ended without
        a charge is opened again.
        """
        return await self._database.write(lambda connection: self._claim(connection, id, order))

    def _claim(self, connection: Connection, id: str, order: Order) -> tuple[Entry, bool]:
        found = _by_key(connection, order) if order.key else _undelivered(connection, order)
        if found is None:
            values = _values(order) | {"id": id, "key": order.key or id, "created_at": utc_now()}
            connection.execute(insert(images).values(values | self._opening(order)))
        elif found.state in NOT_CHARGED:
            id = found.id
            connection.execute(update(images).where(images.c.id == id).values(self._opening(order)))
        else:
            return found, False
        return _entry(connection.execute(select(*_COLUMNS).where(images.c.id == id)).one()), True

    def _opening(self, order: Order) -> dict[str, Any]:
        return {"state": "reserved", "owner": self.owner, "held": order.held, "error": None, "error_code": None}

    async def sent(self, id: str) -> None:
        """The request is about to leave."""
        await self._set(id, state="sent", sent_at=utc_now())

    async def received(self, id: str, **facts: Any) -> None:
        """The picture's bytes are here and its file name is settled; `facts` are the row's columns."""
        await self._set(id, state="received", received_at=utc_now(), held=0, **facts)

    async def stored(self, id: str) -> None:
        """The file is on disk under its name."""
        await self._set(id, state="stored", stored_at=utc_now(), error=None, error_code=None)

    async def ended(self, id: str, state: State, code: str, error: str, **facts: Any) -> None:
        """No picture. What was held is given back, but for an unknown outcome."""
        release = {} if state == "unknown" else {"held": 0}
        await self._set(id, state=state, error_code=code, error=error, **release, **facts)

    async def delivered(self, id: str) -> None:
        """The picture reached whoever asked: the same wish again is a wish for another one."""
        await self._set(id, delivered_at=utc_now())

    async def deleted(self, filename: str) -> None:
        """The file was deleted; what it cost stays on the books."""
        where = images.c.filename == filename
        await self._database.write(lambda c: c.execute(update(images).where(where).values(deleted_at=utc_now())))

    async def entry(self, id: str) -> Entry:
        """The entry as it stands now."""
        query = select(*_COLUMNS).where(images.c.id == id)
        return await self._database.read(lambda c: _entry(c.execute(query).one()))

    async def open_entries(self) -> list[Entry]:
        """Everything not yet ended, this process's own work included."""
        return await self._entries(select(*_COLUMNS).where(images.c.state.in_(OPEN)))

    async def stored_entries(self, *, limit: int = 50, before: str | None = None, **equal: str) -> list[Entry]:
        """Pictures on disk, newest first; `before` is the file name that the last page ended with."""
        query = select(*_COLUMNS).where(images.c.state == "stored", images.c.deleted_at.is_(None))
        query = query.where(*(images.c[name] == value for name, value in equal.items()))
        if before is not None:
            query = query.where(
                images.c.created_at < select(images.c.created_at).where(images.c.filename == before).scalar_subquery()
            )
        return await self._entries(query.order_by(images.c.created_at.desc(), images.c.id.desc()).limit(limit))

    async def entries_in(self, state: State, *, limit: int = 50) -> list[Entry]:
        """The newest entries in this state, pictures that were deleted included."""
        query = select(*_COLUMNS).where(images.c.state == state)
        return await self._entries(query.order_by(images.c.created_at.desc(), images.c.id.desc()).limit(limit))

    async def by_filename(self, filename: str) -> Entry | None:
        """The entry of a picture on disk."""
        found = await self._entries(
            select(*_COLUMNS).where(images.c.filename == filename, images.c.deleted_at.is_(None))
        )
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

    async def _entries(self, query: Select[Any]) -> list[Entry]:
        return await self._database.read(lambda c: [_entry(row) for row in c.execute(query)])

    async def _set(self, id: str, **values: Any) -> None:
        statement = update(images).where(images.c.id == id).values(values)
        await self._database.write(lambda connection: connection.execute(statement))


def _by_key(connection: Connection, order: Order) -> Entry | None:
    query = select(*_COLUMNS, images.c.fingerprint).where(images.c.key == order.key)
    row = connection.execute(query).one_or_none()
    if row is not None and row.fingerprint != order.fingerprint:
        raise KeyReused("this idempotency key was used for another picture; send a new key with a new request.")
    return None if row is None else _entry(row)


def _undelivered(connection: Connection, order: Order) -> Entry | None:
    query = select(*_COLUMNS).where(
        images.c.fingerprint == order.fingerprint,
        images.c.state == "stored",
        images.c.delivered_at.is_(None),
        images.c.deleted_at.is_(None),
        images.c.run_id.is_(None),
    )
    row = connection.execute(query.order_by(images.c.created_at).limit(1)).one_or_none()
    return None if row is None else _entry(row)


def _values(order: Order) -> dict[str, Any]:
    return {name: getattr(order, name) for name in Order.__dataclass_fields__ if name != "key"}


def _entry(row: Any) -> Entry:
    return Entry(**{name: getattr(row, name) for name in Entry.__dataclass_fields__})
