"""The history of runs: one row a run, one row an event, both there before anyone is told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeAlias

from sqlalchemy import Connection, Select, Update, func, insert, select, update

from ai_node_builder.errors import NotFound
from ai_node_builder.services.database import Database, utc_now
from ai_node_builder.services.money import dollars
from ai_node_builder.services.tables import run_events, runs
from ai_node_builder.types import JsonObject

Status: TypeAlias = Literal["queued", "running", "finished", "failed", "cancelled", "interrupted"]
LIVE: tuple[Status, ...] = ("queued", "running")


@dataclass(frozen=True, slots=True)
class Run:
    """A run in the history. `outputs` maps node ids to their last outputs; `cost_usd` is None if not all known."""

    id: str
    status: Status
    name: str
    workflow_id: str | None
    document: str
    outputs: JsonObject
    errors: list[JsonObject]
    cost_usd: float | None
    seconds: float | None
    created_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class RunEvent:
    """A stored event: `data` is its JSON text, `at` seconds since 1970."""

    seq: int
    at: float
    data: str


class RunStore:
    """Reads and writes the history. `owner` names this process."""

    def __init__(self, database: Database, owner: str) -> None:
        self._database = database
        self._owner = owner

    async def add(self, id: str, name: str, document: str, workflow_id: str | None) -> None:
        """A new run, queued."""
        row = {
            "id": id,
            "status": "queued",
            "owner": self._owner,
            "name": name,
            "document": document,
            "workflow_id": workflow_id,
            "created_at": utc_now(),
        }
        await self._database.write(lambda connection: connection.execute(insert(runs).values(row)))

    async def begin(self, id: str) -> None:
        """The run has started."""
        await self._database.write(lambda connection: connection.execute(_change(id, status="running")))

    async def end(self, id: str, status: Status, last: "RunEvent", **columns: Any) -> None:
        """The run is over: its last event and what it came to, in one transaction."""

        def work(connection: Connection) -> None:
            connection.execute(insert(run_events).values(_event_row(id, last)))
            connection.execute(_change(id, status=status, ended_at=utc_now(), **columns))

        await self._database.write(work)

    async def get(self, id: str) -> Run:
        """One run; NotFound where there is none of this id."""
        found = await self._runs(select(runs).where(runs.c.id == id))
        if not found:
            raise NotFound(f"there is no run {id[:64]!r}; `GET /api/runs` lists them.")
        return found[0]

    async def newest(self, *, limit: int = 50, workflow_id: str | None = None) -> list[Run]:
        """The newest runs first."""
        query = select(runs).order_by(runs.c.created_at.desc(), runs.c.id).limit(limit)
        return await self._runs(query if workflow_id is None else query.where(runs.c.workflow_id == workflow_id))

    async def live(self) -> list[tuple[str, str]]:
        """Id and owner of every run that is not over."""
        query = select(runs.c.id, runs.c.owner).where(runs.c.status.in_(LIVE))
        return await self._database.read(lambda c: [(row.id, row.owner) for row in c.execute(query)])

    def append(self, run_id: str, stored: Iterable[RunEvent]) -> None:
        """Add events, in one transaction. Blocks; for a thread of its own."""
        rows = [_event_row(run_id, event) for event in stored]
        self._database.write_now(lambda connection: connection.execute(insert(run_events), rows))

    async def events(self, run_id: str, after: int, limit: int = 1000) -> list[RunEvent]:
        """Stored events with a sequence number above `after`, in order."""
        query = (
            select(run_events.c.seq, run_events.c.at, run_events.c.event)
            .where(run_events.c.run_id == run_id, run_events.c.seq > after)
            .order_by(run_events.c.seq)
            .limit(limit)
        )
        return await self._database.read(lambda c: [RunEvent(*row) for row in c.execute(query)])

    async def last_seq(self, run_id: str) -> int:
        """The sequence number of the newest stored event; 0 where there is none."""
        query = select(func.coalesce(func.max(run_events.c.seq), 0)).where(run_events.c.run_id == run_id)
        return await self._database.read(lambda connection: connection.execute(query).scalar_one())

    async def _runs(self, query: Select[Any]) -> list[Run]:
        return await self._database.read(lambda c: [_run(row) for row in c.execute(query)])


def _change(id: str, **columns: Any) -> Update:
    return update(runs).where(runs.c.id == id).values(columns)


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
        cost_usd=dollars(row.cost),
        seconds=row.seconds,
        created_at=row.created_at,
        ended_at=row.ended_at,
    )
