"""Runs of other processes: reading them while they go on, and finding them when their process has died."""

import asyncio
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ai_node_builder.errors import UserError
from ai_node_builder.node.base import Node
from ai_node_builder.node.context import Context
from ai_node_builder.node.fields import Output, socket
from ai_node_builder.types import JsonObject, SocketType

CHILD = '''
import asyncio, sys
from pathlib import Path
from typing import Any, cast
from ai_node_builder.engine import Limits
from ai_node_builder.node.fields import Output, socket
from ai_node_builder.node.base import Node
from ai_node_builder.registry.registry import Registry
from ai_node_builder.runs import Runner, RunStore
from ai_node_builder.services.database import Database
from ai_node_builder.services.owner import Owner
from ai_node_builder.types import SocketType
from ai_node_builder.workflow.document import Workflow

class Gate(Node):
    """Waits for a line."""
    x: Any = socket(SocketType.ANY, description="")
    type = "gate"
    title = "Gate"
    outputs = (Output("out", SocketType.ANY, ""),)
    def run(self, ctx):
        return {"out": sys.stdin.readline().strip()}

async def main(home):
    owner, database = Owner(home / "owners"), Database(f"sqlite:///{home / 'test.db'}")
    runner = Runner(RunStore(database, owner.id), Registry([Gate]), None,
                    resolve_secret=str, limits=Limits(), alive=owner.alive)
    nodes = [{"id": "a", "type": "gate"}, {"id": "b", "type": "gate"}]
    links = [{"from": ["a", "out"], "to": ["b", "x"]}]
    run_id = await runner.start(Workflow.read({"version": 1, "nodes": nodes, "links": links}))
    print(run_id, flush=True)
    print((await runner.wait(run_id)).status, flush=True)

asyncio.run(main(Path(sys.argv[1])))
'''


class Gate(Node):
    """The same type of node, for this process."""

    x: Any = socket(SocketType.ANY, description="")
    type = "gate"
    title = "Gate"
    outputs = (Output("out", SocketType.ANY, ""),)

    def run(self, ctx: Context) -> JsonObject:
        return {"out": f"passed on {self.x}"}


@pytest.fixture
def child(home: Path, machine: Any) -> Iterator[subprocess.Popen[str]]:
    """A process that carries out a run; each line it gets lets one of its two nodes finish."""
    command = [sys.executable, "-c", CHILD, str(home)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def line(child: subprocess.Popen[str]) -> str:
    assert child.stdout
    return child.stdout.readline().strip()


def say(child: subprocess.Popen[str], text: str) -> None:
    assert child.stdin
    child.stdin.write(f"{text}\n")
    child.stdin.flush()


async def test_a_run_of_another_process_is_read_as_it_goes_on(machine: Any, child: subprocess.Popen[str]) -> None:
    run_id = line(child)
    reader = asyncio.create_task(machine.told(run_id))
    await machine.until(run_id, "node_started")
    say(child, "one")
    assert (await machine.until(run_id, "node_finished"))["outputs"] == {"out": "one"}
    say(child, "two")
    assert [event["seq"] for event in await reader] == [1, 2, 3, 4, 5, 6]
    assert (await machine.store.get(run_id)).status == line(child) == "finished"


async def test_a_run_of_another_process_is_waited_for(machine: Any, child: subprocess.Popen[str]) -> None:
    waiting = asyncio.create_task(machine.runner.wait(line(child)))
    say(child, "one\ntwo")
    assert (await waiting).outputs == {"a": {"out": "one"}, "b": {"out": "two"}}


async def test_a_run_of_another_process_is_cancelled_there(machine: Any, child: subprocess.Popen[str]) -> None:
    run_id = line(child)
    with pytest.raises(UserError, match="another process carries this run out"):
        await machine.runner.cancel(run_id)
    await machine.runner.recover()
    assert (await machine.store.get(run_id)).status == "running"


async def test_a_run_of_another_process_goes_on_there(machine: Any, child: subprocess.Popen[str]) -> None:
    with pytest.raises(UserError, match="another process carries this run out") as caught:
        await machine.runner.resume(line(child))
    assert caught.value.code == "not_here"


async def test_a_run_whose_process_was_killed_goes_on(machine: Any, child: subprocess.Popen[str]) -> None:
    run_id = line(child)
    say(child, "one")
    await machine.until(run_id, "node_finished")
    child.kill()
    child.wait()
    machine.runner._registry.add(Gate)
    await machine.runner.resume(run_id)
    run = await machine.runner.wait(run_id)
    assert (run.status, run.outputs) == ("finished", {"a": {"out": "one"}, "b": {"out": "passed on one"}})


async def test_a_run_is_interrupted_when_its_process_is_killed(machine: Any, child: subprocess.Popen[str]) -> None:
    run_id = line(child)
    say(child, "one")
    await machine.until(run_id, "node_finished")
    child.kill()
    child.wait()
    await machine.runner.recover()
    assert (await machine.store.get(run_id)).status == "interrupted"
    told = await machine.told(run_id)
    assert [event["seq"] for event in told] == list(range(1, len(told) + 1))
    assert told[-1]["kind"] == "run_interrupted"


async def test_a_reader_learns_that_the_process_was_killed(machine: Any, child: subprocess.Popen[str]) -> None:
    run_id = line(child)
    reader = asyncio.create_task(machine.told(run_id))
    await machine.until(run_id, "node_started")
    child.kill()
    assert (await reader)[-1]["kind"] == "run_interrupted"


async def test_cancelling_a_run_whose_process_is_dead_marks_it(machine: Any, child: subprocess.Popen[str]) -> None:
    run_id = line(child)
    child.kill()
    child.wait()
    await machine.runner.cancel(run_id)
    assert (await machine.store.get(run_id)).status == "interrupted"


async def test_many_that_find_a_dead_run_mark_it_once(
    new_machine: Callable[[], Any], machine: Any, child: subprocess.Popen[str]
) -> None:
    run_id = line(child)
    await machine.until(run_id, "node_started")
    child.kill()
    child.wait()
    machines = [machine, new_machine(), new_machine(), new_machine()]
    await asyncio.gather(*(found.runner.recover() for found in machines))
    await machine.runner.wait(run_id)
    assert [event["kind"] for event in await machine.told(run_id)].count("run_interrupted") == 1
