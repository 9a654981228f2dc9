"""The history of runs: one row a run, one row an event, both there before anyone is told."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeAlias

import msgspec
from sqlalchemy import Connection, Select, func, insert, or_, select, tuple_, update

from ai_node_builder.errors import NotFound
from ai_node_builder.events import Event, RunResumed
from ai_node_builder.services.database import Database, utc_now
from ai_node_builder.services.images.run_costs import RUN_COST, besides_pictures
from ai_node_builder.services.money import dollars
from ai_node_builder.services.tables import images, run_events, runs
from ai_node_builder.services.to_json import to_record
from ai_node_builder.types import JsonObject

from .results import ResultRow, write_results

Status: TypeAlias = Literal["queued", "running", "finished", "failed", "cancelled", "interrupted"]
LIVE: tuple[Status, ...] = ("queued", "running")
RESUMABLE: tuple[Status, ...] = ("interrupted", "failed", "cancelled")
PAGE = 1000
"""Events that are read at once."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run in the history. `outputs` maps node ids to their last outputs; `cost_usd` is None if not all known.

    `pictures` counts those that it made and that are still there.
    """

    id: str
    status: Status
    name: str
    workflow_id: str | None
    document: str
    outputs: JsonObject
    errors: list[JsonObject]
    cost_usd: float | None
    seconds: float | None
    pictures: int
    created_at: datetime
    ended_at: datetime | None


PICTURES = (
    select(func.count())
    .where(images.c.run_id == runs.c.id, images.c.stored_at.is_not(None), images.c.deleted_at.is_(None))
    .scalar_subquery()
    .label("pictures")
)
RUN = select(runs, PICTURES, RUN_COST.label("cost_in_all"))


class RunEvent(msgspec.Struct, frozen=True, gc=False):
    """A stored event: `data` is its JSON text, `at` seconds since 1970."""

    seq: int
    at: float
    data: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some events of a run. `last` is set where the run's last event is among them, or came before."""

    events: list[RunEvent]
    last: bool
    owner: str


class RunStore:
    """Reads and writes the history. `owner` names this process."""

    def __init__(self, database: Database, owner: str) -> None:
        self._database = database
        self._owner = owner

    async def add(self, id: str, name: str, document: str, workflow_id: str | None) -> None:
        """A new run, which starts now."""
        row = {
            "id": id,
            "status": "running",
            "owner": self._owner,
            "name": name,
            "document": document,
            "workflow_id": workflow_id,
            "created_at": utc_now(),
        }
        await self._database.write(lambda connection: connection.execute(insert(runs).values(row)))

    async def append(self, run_id: str, stored: Sequence[RunEvent], results: Sequence[ResultRow] = ()) -> None:
        """Add events, and results that later runs may use, in one transaction."""
        rows = [_event_row(run_id, event) for event in stored]

        def work(connection: Connection) -> None:
            connection.execute(insert(run_events), rows)
            write_results(connection, results)

        await self._database.write(work)

    async def resume(self, id: str, after: int) -> bool:
        """The run goes on in this process, and its next event says so, in one transaction.

        False, and nothing is changed, where it is under way or has other events after number `after`.
        """
        blank = {"ended_at": None, "outputs": None, "errors": None, "cost": None, "rest": None, "seconds": None}

        def work(connection: Connection) -> bool:
            change = update(runs).where(runs.c.id == id, runs.c.status.in_(RESUMABLE))
            if _last_seq(connection, id) != after:
                return False
            if connection.execute(change.values({"status": "running", "owner": self._owner, **blank})).rowcount == 0:
                return False
            event = RunEvent(after + 1, time.time(), to_record(RunResumed()))
            connection.execute(insert(run_events).values(_event_row(id, event)))
            return True

        return await self._database.write(work)

    async def end(
        self, id: str, status: Status, last: Event, costs: Mapping[str, float | None] | None = None, **columns: Any
    ) -> bool:
        """The run is over: its last event and what it came to, in one transaction; `costs` is what its firings told.

        False, and nothing is changed, where it was over already.
        """

        def work(connection: Connection) -> bool:
            change = update(runs).where(runs.c.id == id, runs.c.status.in_(LIVE))
            rest = None if costs is None else besides_pictures(connection, id, costs)
            values = {"status": status, "ended_at": utc_now(), "rest": rest, **columns}
            if connection.execute(change.values(values)).rowcount == 0:
                return False
            event = RunEvent(_last_seq(connection, id) + 1, time.time(), to_record(last))
            connection.execute(insert(run_events).values(_event_row(id, event)))
            return True

        return await self._database.write(work)

    async def get(self, id: str) -> Run:
        """One run; NotFound where there is none of this id."""
        found = await self._runs(RUN.where(runs.c.id == id))
        if not found:
            raise _no_run(id)
        return found[0]

    async def newest(self, *, limit: int = 50, workflow_id: str | None = None, before: str | None = None) -> list[Run]:
        """The newest runs first; those after `before`, the last id of the page before."""
        query = RUN.order_by(runs.c.created_at.desc(), runs.c.id.desc()).limit(limit)
        if workflow_id is not None:
            query = query.where(runs.c.workflow_id == workflow_id)
        if before is not None:
            last = select(runs.c.created_at, runs.c.id).where(runs.c.id == before)
            query = query.where(tuple_(runs.c.created_at, runs.c.id) < last.scalar_subquery())
        return await self._runs(query)

    async def last_of(self, document: str, workflow_id: str, since: datetime) -> Run | None:
        """The newest run of this very document that is under way, or began since then."""
        recent = or_(runs.c.status.in_(LIVE), runs.c.created_at >= since)
        query = RUN.where(runs.c.workflow_id == workflow_id, recent, runs.c.document == document)
        found = await self._runs(query.order_by(runs.c.created_at.desc(), runs.c.id.desc()).limit(1))
        return found[0] if found else None

    async def live(self) -> list[tuple[str, str]]:
        """Id and owner of every run that is not over."""
        query = select(runs.c.id, runs.c.owner).where(runs.c.status.in_(LIVE))
        return await self._database.read(lambda c: [(row.id, row.owner) for row in c.execute(query)])

    async def events(self, run_id: str, after: int, limit: int = PAGE) -> list[RunEvent]:
        """Stored events with a sequence number above `after`, in order."""
        return await self._database.read(lambda connection: _events(connection, run_id, after, limit))

    async def all_events(self, run_id: str) -> list[RunEvent]:
        """All stored events of a run, in order."""
        return await self._database.read(lambda connection: _events(connection, run_id, 0, None))

    async def follow(self, run_id: str, after: int) -> Page:
        """The next events, and whether more will come; NotFound where there is no run of this id."""
        query = select(runs.c.status, runs.c.owner).where(runs.c.id == run_id)

        def work(connection: Connection) -> Page:
            run = connection.execute(query).one_or_none()
            if run is None:
                raise _no_run(run_id)
            events = _events(connection, run_id, after, PAGE)
            return Page(events, run.status not in LIVE and len(events) < PAGE, run.owner)

        return await self._database.read(work)

    async def _runs(self, query: Select[Any]) -> list[Run]:
        return await self._database.read(lambda c: [_run(row) for row in c.execute(query)])


def _no_run(id: str) -> NotFound:
    return NotFound(f"there is no run {id[:64]!r}; `GET /api/runs` lists them.")


def _events(connection: Connection, run_id: str, after: int, limit: int | None) -> list[RunEvent]:
    table = run_events.c
    query = select(table.seq, table.at, table.event).where(table.run_id == run_id, table.seq > after)
    return [RunEvent(*row) for row in connection.execute(query.order_by(table.seq).limit(limit))]


def _last_seq(connection: Connection, run_id: str) -> int:
    query = select(func.coalesce(func.max(run_events.c.seq), 0)).where(run_events.c.run_id == run_id)
    last: int = connection.execute(query).scalar_one()
    return last


def _event_row(run_id: str, event: RunEvent) -> JsonObject:
    return {"run_id": run_id, "seq": event.seq, "at": event.at, "event": event.data}


def _run(row: Any) -> Run:
    return Run(
        id=row.id,
        status=row.status,
        name=row.name,
        workflow_id=row.workflow_id,
        document=row.document,
        outputs=row.outputs or {},
        errors=row.errors or [],
        cost_usd=dollars(row.cost_in_all),
        seconds=row.seconds,
        pictures=row.pictures,
        created_at=row.created_at,
        ended_at=row.ended_at,
    )
