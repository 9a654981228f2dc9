"""Saved workflows and their revisions."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from ai_node_builder.errors import NotFound
from ai_node_builder.services.database import Database
from ai_node_builder.workflow.document import Workflow
from ai_node_builder.workflow.store import WorkflowStore


@pytest.fixture
def store(tmp_path: Path) -> Iterator[WorkflowStore]:
    database = Database(f"sqlite:///{tmp_path / 'test.db'}")
    yield WorkflowStore(database)
    database.close()


def named(name: str, text: str = "hello") -> Workflow:
    nodes = [{"id": "a", "type": "text", "widgets": {"text": text}, "note": "kept"}]
    return Workflow.read({"version": 1, "name": name, "nodes": nodes, "links": []})


async def test_a_new_workflow_is_revision_one(store: WorkflowStore) -> None:
    saved = await store.create(named("First"))
    assert (saved.name, saved.revision) == ("First", 1)
    assert Workflow.parse(saved.document) == named("First")
    assert await store.get(saved.id) == saved


async def test_saving_keeps_every_revision(store: WorkflowStore) -> None:
    first = await store.create(named("First"))
    second = await store.save(first.id, named("Second", "changed"))
    assert (second.id, second.name, second.revision) == (first.id, "Second", 2)
    assert await store.get(first.id) == second
    assert (await store.get(first.id, 1)).document == first.document
    assert (await store.get(first.id, 2)).document == second.document
    assert second.updated_at >= second.created_at == first.created_at


async def test_revisions_are_listed_newest_first(store: WorkflowStore) -> None:
    saved = await store.create(named("First"))
    again = await store.save(saved.id, named("Again"))
    assert await store.revisions(saved.id) == [(2, again.updated_at), (1, saved.updated_at)]


async def test_each_of_many_saves_gets_its_own_revision(store: WorkflowStore) -> None:
    saved = await store.create(named("0"))
    made = await asyncio.gather(*(store.save(saved.id, named(str(i))) for i in range(1, 11)))
    assert sorted(one.revision for one in made) == list(range(2, 12))
    kept = [await store.get(saved.id, one.revision) for one in made]
    assert [one.document for one in kept] == [one.document for one in made]


async def test_the_workflows_changed_last_come_first(store: WorkflowStore) -> None:
    first, second = await store.create(named("First")), await store.create(named("Second"))
    assert [saved.id for saved in await store.newest()] == [second.id, first.id]
    await store.save(first.id, named("First again"))
    assert [saved.name for saved in await store.newest()] == ["First again", "Second"]
    assert [saved.name for saved in await store.newest(limit=1)] == ["First again"]


async def test_deleting_takes_the_revisions_along(store: WorkflowStore) -> None:
    kept, gone = await store.create(named("Kept")), await store.create(named("Gone"))
    await store.delete(gone.id)
    assert await store.newest() == [kept]
    with pytest.raises(NotFound):
        await store.revisions(gone.id)
    with pytest.raises(NotFound):
        await store.get(gone.id, 1)


@pytest.mark.parametrize("ask", ["get", "revisions", "delete"])
async def test_there_is_no_such_workflow(store: WorkflowStore, ask: str) -> None:
    with pytest.raises(NotFound, match="no workflow 'nowhere'"):
        await getattr(store, ask)("nowhere")


async def test_what_is_not_there_cannot_be_saved(store: WorkflowStore) -> None:
    with pytest.raises(NotFound, match="no workflow 'nowhere'"):
        await store.save("nowhere", named("First"))
    assert await store.newest() == []


async def test_there_is_no_such_revision(store: WorkflowStore) -> None:
    saved = await store.create(named("First"))
    with pytest.raises(NotFound, match="no revision 7"):
        await store.get(saved.id, 7)


async def test_a_name_of_any_length_is_kept(store: WorkflowStore) -> None:
    assert (await store.create(named("x" * 10_000))).name == "x" * 10_000
