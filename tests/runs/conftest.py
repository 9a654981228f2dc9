"""A runner on a real database, with nodes that do what a test says."""

from collections.abc import AsyncIterator, Callable
from functools import partial
from inspect import isawaitable
from pathlib import Path
from typing import Any, ClassVar, cast

import msgspec
import pytest

from ai_node_builder.engine import Limits
from ai_node_builder.node.base import Node
from ai_node_builder.node.context import Context
from ai_node_builder.node.fields import Output, socket
from ai_node_builder.registry.registry import Registry
from ai_node_builder.runs import ResultStore, Runner, RunStore
from ai_node_builder.services.caps import Cap
from ai_node_builder.services.database import Database
from ai_node_builder.services.owner import Owner
from ai_node_builder.types import JsonObject, SocketType
from ai_node_builder.workflow.document import Workflow

Script = Callable[[Any, Context], Any]


class Step(Node):
    """Does what its script says; without one it passes on what came to x."""

    x: Any = socket(SocketType.ANY, description="waits")
    again: Any = socket(SocketType.ANY, do_not_wait=True, description="fires once more")

    type = "step"
    title = "Step"
    outputs: ClassVar[tuple[Output, ...]] = (Output("out", SocketType.ANY, "what the script says"),)

    async def run(self, ctx: Context) -> JsonObject:
        machine = cast(Machine, ctx.services)
        script: Script = machine.scripts.get(ctx.origin.node_id or "", pass_on)
        answer = script(self, ctx)
        said = await answer if isawaitable(answer) else answer
        return cast(JsonObject, {} if said is None else said)


class Instant(Step):
    """Passes on what came to x, at once."""

    type = "instant"
    title = "Instant"
    instant = True

    def run(self, ctx: Context) -> JsonObject:  # type: ignore[override]
        return {"out": self.x}


def pass_on(node: Any, ctx: Context) -> JsonObject:
    return {"out": node.x}


class Machine:
    """A process on a home folder: owner, database, runner. `scripts` say what the steps do, by node id."""

    def __init__(self, home: Path, *, reuse: bool = False) -> None:
        home.mkdir(exist_ok=True)
        self.scripts: dict[str, Script] = {}
        self.cap = Cap("run")
        self.owner = Owner(home / "owners")
        self.database = Database(f"sqlite:///{home / 'test.db'}")
        self.store = RunStore(self.database, self.owner.id)
        self.runner = Runner(
            self.store,
            Registry([Step, Instant]),
            cast(Any, self),
            resolve_secret=str,
            limits=Limits(),
            alive=self.owner.alive,
            find_cap=self.find_cap,
            results=ResultStore(self.database, lambda filename: True) if reuse else None,
        )

    async def find_cap(self) -> Cap:
        return self.cap

    async def close(self) -> None:
        await self.runner.close()
        self.database.close()
        self.owner.close()

    async def start(self, nodes: dict[str, str], *links: str, **options: Any) -> str:
        return await self.runner.start(make_workflow(nodes, *links), **options)

    async def run(self, nodes: dict[str, str], *links: str) -> Any:
        return await self.runner.wait(await self.start(nodes, *links))

    async def told(self, run_id: str, after: int = 0) -> list[JsonObject]:
        """All events of a run, up to its last."""
        return [read(event) async for event in self.runner.events(run_id, after)]

    async def until(self, run_id: str, kind: str) -> JsonObject:
        """The first event of a kind, once it is stored."""
        async for event in self.runner.events(run_id):
            if read(event)["kind"] == kind:
                return read(event)
        raise AssertionError(f"the run ended without {kind}")

    def sql(self, statement: str) -> None:
        self.database.write_now(lambda connection: connection.exec_driver_sql(statement))


def read(event: Any) -> JsonObject:
    facts: JsonObject = msgspec.json.decode(event.data)
    return {"seq": event.seq} | facts


def make_workflow(nodes: dict[str, str], *links: str) -> Workflow:
    ends = [[end.split(".") for end in link.split(" -> ")] for link in links]
    return Workflow.read(
        {
            "version": 1,
            "name": "Test",
            "nodes": [{"id": id, "type": type} for id, type in nodes.items()],
            "links": [{"from": start, "to": end} for start, end in ends],
        }
    )


@pytest.fixture(autouse=True)
def quick_polls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ai_node_builder.runs.runner.POLL", 0.01)
    monkeypatch.setattr("ai_node_builder.runs.live.RETRY", 0.01)


@pytest.fixture
async def new_machine(home: Path) -> AsyncIterator[Callable[..., Machine]]:
    """For tests with several processes on one home folder, or one after the other."""
    made: list[Machine] = []

    def new(**options: Any) -> Machine:
        made.append(Machine(home, **options))
        return made[-1]

    yield new
    for machine in made:
        await machine.close()


@pytest.fixture
def machine(new_machine: Callable[[], Machine]) -> Machine:
    return new_machine()


@pytest.fixture
def new_reusing(new_machine: Callable[..., Machine]) -> Callable[[], Machine]:
    """Machines that use results of earlier runs."""
    return partial(new_machine, reuse=True)


@pytest.fixture
def workflow_of() -> Callable[..., Workflow]:
    return make_workflow
