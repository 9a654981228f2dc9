"""What pictures cost, summed up by day, model, workflow or tool, and how much the caps leave.

Language models are not in the ledger. What the runs of a workflow came to in all, as far as it is known, stands
beside what its pictures cost.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from typing import Any, Literal, TypeAlias

from sqlalchemy import ColumnElement, Connection, func, select

from ai_node_builder.services.caps import CapName
from ai_node_builder.services.money import dollars
from ai_node_builder.services.tables import images, runs, workflows
from ai_node_builder.types import JsonObject

from .budget import Budget, Standing
from .entry import NOT_CHARGED
from .run_costs import RUN_COST

By: TypeAlias = Literal["day", "model", "workflow", "tool"]

KEYS: dict[By, ColumnElement[Any]] = {
    "day": func.date(images.c.created_at),
    "model": images.c.model,
    "workflow": images.c.workflow_id,
    "tool": images.c.tool,
}
NAMELESS: dict[str, str] = {"workflow": "outside of saved workflows", "tool": "not recorded"}
COUNTS = ("requests", "pictures", "unpriced")
FORMULA = ("=", "+", "-", "@")
"""Beginnings of a cell that a spreadsheet would carry out; OWASP's list, which has blanks besides."""


@dataclass(slots=True)
class Sums:
    """Requests and the pictures that came of them, in nano-dollars.

    `held` is reserved for what is under way or of unknown outcome. `unpriced` counts requests whose cost is not
    known: of them, only what is held is in a sum. `runs` is what the runs of a workflow cost in all, `runs_unpriced`
    how many of them cost more than is known.
    """

    key: str | None
    name: str
    requests: int = 0
    pictures: int = 0
    unpriced: int = 0
    cost: int = 0
    held: int = 0
    runs: int = 0
    runs_unpriced: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """The sums of `by`, those of everything, and where each cap stands."""

    by: By
    since: date | None
    rows: list[Sums]
    total: Sums
    caps: dict[CapName, Standing]


def report(connection: Connection, budget: Budget, by: By, since: date | None) -> Report:
    """The books of all pictures asked for since the beginning of a day (UTC), or of all there are."""
    rows = _sums(connection, by, since)
    if by == "workflow":
        _add_runs(connection, rows, since)
    for row in rows.values():
        row.name = _name(connection, by, row.key)
    ordered = sorted(rows.values(), key=lambda row: row.name, reverse=by == "day")
    if by != "day":
        ordered.sort(key=lambda row: row.cost + row.held, reverse=True)
    return Report(by, since, ordered, _total(ordered), budget.standing(connection))


def _sums(connection: Connection, by: By, since: date | None) -> dict[str | None, Sums]:
    unpriced = images.c.cost.is_(None), images.c.state.notin_(NOT_CHARGED)
    query = select(
        KEYS[by],
        func.count().filter(images.c.state != "reused"),
        func.count(images.c.stored_at),
        func.count().filter(*unpriced),
        func.coalesce(func.sum(images.c.cost), 0),
        func.sum(images.c.held),
    ).group_by(KEYS[by])
    if since is not None:
        query = query.where(images.c.created_at >= datetime.combine(since, time()))
    found = ((None if key is None else str(key), counts) for key, *counts in connection.execute(query))
    return {key: Sums(key, "", *map(int, counts)) for key, counts in found}


def _add_runs(connection: Connection, rows: dict[str | None, Sums], since: date | None) -> None:
    unpriced = func.count().filter(RUN_COST.is_(None), runs.c.ended_at.is_not(None))
    query = select(runs.c.workflow_id, func.coalesce(func.sum(RUN_COST), 0), unpriced).group_by(runs.c.workflow_id)
    if since is not None:
        query = query.where(runs.c.created_at >= datetime.combine(since, time()))
    for key, cost, unknown in connection.execute(query):
        row = rows.setdefault(key, Sums(key, ""))
        row.runs, row.runs_unpriced = int(cost), int(unknown)


def _name(connection: Connection, by: By, key: str | None) -> str:
    if key is None:
        return NAMELESS[by]
    if by != "workflow":
        return key
    name: str | None = connection.execute(select(workflows.c.name).where(workflows.c.id == key)).scalar()
    return f"deleted workflow {key}" if name is None else name


def _total(rows: Sequence[Sums]) -> Sums:
    numbers = [field.name for field in fields(Sums)][2:]
    return Sums(None, "total", **{name: sum(getattr(row, name) for row in rows) for name in numbers})


def as_json(report: Report) -> JsonObject:
    """The report in dollars. Only rows of workflows tell of runs."""
    return {
        "by": report.by,
        "since": report.since and report.since.isoformat(),
        "rows": [{"key": row.key, "name": row.name} | _in_dollars(row, report.by) for row in report.rows],
        "total": _in_dollars(report.total, report.by),
        "caps": {name: cap.as_json() for name, cap in report.caps.items()},
    }


def as_csv(report: Report) -> str:
    """The rows and, last, the total; cells that a spreadsheet would carry out are made text."""
    text = io.StringIO()
    names = ["workflow", "workflow_id"] if report.by == "workflow" else [report.by]
    rows = [*report.rows, report.total]
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*names, *_in_dollars(report.total, report.by)])
    for row in rows:
        words = [row.name, row.key or ""][: len(names)]
        writer.writerow([*map(inert, words), *_in_dollars(row, report.by).values()])
    return text.getvalue()


def inert(cell: str) -> str:
    """A cell of one line that no spreadsheet takes for a formula."""
    line = " ".join(cell.split())
    return f"'{line}" if line.startswith(FORMULA) else line


def _in_dollars(row: Sums, by: By) -> JsonObject:
    counts = {name: getattr(row, name) for name in COUNTS}
    amounts = {"cost_usd": dollars(row.cost), "held_usd": dollars(row.held)}
    of_runs = {"runs_usd": dollars(row.runs), "runs_unpriced": row.runs_unpriced} if by == "workflow" else {}
    return counts | amounts | of_runs
