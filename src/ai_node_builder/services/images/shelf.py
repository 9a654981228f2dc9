"""Which pictures the gallery shows, and in what order."""

from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, select, tuple_

from ai_node_builder.services.tables import images

from .entry import COLUMNS

ON_DISK = (images.c.stored_at.is_not(None), images.c.deleted_at.is_(None))
"""In these words, because they are those of the indexes: SQLite uses a partial index for no others."""
NEWEST_FIRST = (images.c.created_at.desc(), images.c.id.desc())


@dataclass(frozen=True, slots=True)
class Wanted:
    """What pictures to show; None is all of them.

    `q` is a text in the prompt, whatever the case of its ASCII letters. `day` is in UTC.
    """

    q: str | None = None
    day: date | None = None
    model: str | None = None
    run_id: str | None = None
    node_id: str | None = None
    workflow_id: str | None = None
    favourite: bool | None = None


def page(wanted: Wanted, limit: int, before: str | None) -> Select[Any]:
    """The newest pictures on disk that are wanted; those after `before`, the last file name of the page before.

    Pictures that come or go between two pages move nothing: a place is a moment and an id, and rows stay.
    """
    query = select(*COLUMNS).where(*ON_DISK, *_conditions(wanted))
    if before is not None:
        last = select(images.c.created_at, images.c.id).where(images.c.filename == before)
        query = query.where(tuple_(images.c.created_at, images.c.id) < last.scalar_subquery())
    return query.order_by(*NEWEST_FIRST).limit(limit)


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    given = {field.name: getattr(wanted, field.name) for field in fields(wanted)}
    conditions: list[ColumnElement[bool]] = []
    if (text := given.pop("q")) is not None:
        conditions.append(images.c.prompt.icontains(text, autoescape=True))
    if (day := given.pop("day")) is not None:
        midnight = datetime(day.year, day.month, day.day)
        conditions.append(images.c.created_at.between(midnight, midnight + timedelta(days=1, microseconds=-1)))
    return conditions + [images.c[name] == value for name, value in given.items() if value is not None]
