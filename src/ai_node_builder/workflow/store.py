"""Saved workflows, with every revision."""

import asyncio
import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from ai_node_builder.errors import NotFound, WorkflowChanged
from ai_node_builder.services.database import Database, utc_now
from ai_node_builder.services.tables import workflow_revisions, workflows

from .document import Workflow
from .pasted_keys import refuse_pasted_keys


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved workflow. `document` is its file's text; revisions count from 1."""

    id: str
    name: str
    revision: int
    document: str
    created_at: datetime
    updated_at: datetime


class WorkflowStore:
    """Keeps workflows; saving one runs nothing. None is kept that holds a key, such as one of `known_keys`."""

    def __init__(self, database: Database, known_keys: Callable[[], Collection[str]] = tuple) -> None:
        self._database = database
        self._known_keys = known_keys

    async def create(self, workflow: Workflow) -> Saved:
        """Keep a new workflow as revision 1; WorkflowInvalid where it holds a key."""
        await self._refuse_keys(workflow)
        now = utc_now()
        saved = Saved(uuid.uuid4().hex, workflow.name, 1, workflow.dump(), now, now)

        def work(connection: Connection) -> None:
            row = {name: getattr(saved, name) for name in Saved.__dataclass_fields__}
            connection.execute(insert(workflows).values(row))
            _keep_revision(connection, saved)

        await self._database.write(work)
        return saved

    async def save(self, id: str, workflow: Workflow, after: int | None = None) -> Saved:
        """Keep a new revision; NotFound where there is no workflow of this id, WorkflowInvalid where it holds a key,
        WorkflowChanged where the newest revision is not `after`, the one that was changed."""
        await self._refuse_keys(workflow)
        document = workflow.dump()

        def work(connection: Connection) -> Saved:
            newest = _get(connection, id).revision
            if after not in (None, newest):
                raise WorkflowChanged(
                    f"this workflow was saved elsewhere as revision {newest}; open it again, or save yours as a copy."
                )
            revision = newest + 1
            values = {"name": workflow.name, "revision": revision, "document": document, "updated_at": utc_now()}
            connection.execute(update(workflows).where(workflows.c.id == id).values(values))
            saved = _get(connection, id)
            _keep_revision(connection, saved)
            return saved

        return await self._database.write(work)

    async def get(self, id: str, revision: int | None = None) -> Saved:
        """A workflow, or one of its earlier revisions; NotFound where there is none."""
        return await self._database.read(lambda connection: _get(connection, id, revision))

    async def newest(self, limit: int = 100) -> list[Saved]:
        """The workflows changed last, first."""
        query = select(workflows).order_by(workflows.c.updated_at.desc(), workflows.c.id).limit(limit)
        return await self._database.read(lambda c: [Saved(**row._mapping) for row in c.execute(query)])

    async def revisions(self, id: str) -> list[tuple[int, datetime]]:
        """Number and time of each revision, newest first; NotFound where there is no workflow of this id."""
        table = workflow_revisions.c
        query = select(table.revision, table.saved_at).where(table.workflow_id == id).order_by(table.revision.desc())

        def work(connection: Connection) -> list[tuple[int, datetime]]:
            _get(connection, id)
            return [(row.revision, row.saved_at) for row in connection.execute(query)]

        return await self._database.read(work)

    async def delete(self, id: str) -> None:
        """Remove a workflow and its revisions; NotFound where there is none of this id."""

        def work(connection: Connection) -> None:
            _get(connection, id)
            connection.execute(delete(workflows).where(workflows.c.id == id))

        await self._database.write(work)

    async def _refuse_keys(self, workflow: Workflow) -> None:
        refuse_pasted_keys(workflow, await asyncio.to_thread(self._known_keys))


def _get(connection: Connection, id: str, revision: int | None = None) -> Saved:
    row: Any = connection.execute(select(workflows).where(workflows.c.id == id)).one_or_none()
    if row is None:
        raise NotFound(f"there is no workflow {id[:64]!r}; `GET /api/workflows` lists them.")
    saved = Saved(**row._mapping)
    if revision is None or revision == saved.revision:
        return saved
    return _at_revision(connection, saved, revision)


def _at_revision(connection: Connection, saved: Saved, revision: int) -> Saved:
    table = workflow_revisions.c
    query = select(table.document, table.saved_at).where(table.workflow_id == saved.id, table.revision == revision)
    row: Any = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound(f"workflow {saved.id} has no revision {revision}.")
    return Saved(saved.id, saved.name, revision, row.document, saved.created_at, row.saved_at)


def _keep_revision(connection: Connection, saved: Saved) -> None:
    row = {
        "workflow_id": saved.id,
        "revision": saved.revision,
        "document": saved.document,
        "saved_at": saved.updated_at,
    }
    connection.execute(insert(workflow_revisions).values(row))
