"""The three kinds of nodes: awaited, run where they are, run in a thread."""

import asyncio
import contextvars
import threading
from typing import Any

import pytest

from ai_node_builder.engine.work import carry_out
from ai_node_builder.events import NodeFinished, NodeProgress, NodeText
from ai_node_builder.messages import ToolCall
from ai_node_builder.node.base import Node, Outputs
from ai_node_builder.node.context import Context
from ai_node_builder.node.fields import Output
from ai_node_builder.types import SocketType

KINDS = ("async", "instant", "thread")


async def test_a_node_in_a_thread_does_not_block_the_loop(lab: Any) -> None:
    """The thread ends only when an async node has fired that has nothing to do with it."""
    free = threading.Event()
    lab.scripts |= {"t": lambda node, ctx: {"out": free.wait(60)}, "a": lambda node, ctx: free.set()}
    outcome = await lab.run({"t": "thread", "a": "async"})
    assert outcome.outputs["t"] == {"out": True}


async def test_threads_work_side_by_side(lab: Any) -> None:
    together = threading.Barrier(8, timeout=60)
    ids = [f"t{i}" for i in range(8)]
    lab.scripts |= dict.fromkeys(ids, lambda node, ctx: {"out": together.wait() >= 0})
    outcome = await lab.run(dict.fromkeys(ids, "thread"))
    assert outcome.status == "finished"


async def test_threads_are_few_however_many_nodes_there_are(lab: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A node that comes last sees how many threads there are while all of them wait."""
    monkeypatch.setattr("ai_node_builder.engine.worker.THREADS", 2)
    free = threading.Event()

    def look(node: Any, ctx: Any) -> Any:
        seen = [thread.name for thread in threading.enumerate()].count("thread")
        free.set()
        return {"out": seen}

    ids = [f"t{i}" for i in range(8)]
    lab.scripts |= {**dict.fromkeys(ids, lambda node, ctx: {"out": free.wait(60)}), "last": look}
    outcome = await lab.run({**dict.fromkeys(ids, "thread"), "last": "async"})
    assert (outcome.status, outcome.outputs["last"]) == ("finished", {"out": 2})


async def test_stuck_threads_leave_the_event_loop_its_own(lab: Any) -> None:
    """As many threads as may wait would fill asyncio's own pool, and with it the way to the database."""
    free = threading.Event()
    ids = [f"t{i}" for i in range(32)]

    async def on_the_pool(node: Any, ctx: Any) -> Any:
        await asyncio.to_thread(free.set)
        return {}

    lab.scripts |= dict.fromkeys(ids, lambda node, ctx: {"out": free.wait(60)}) | {"a": on_the_pool}
    outcome = await lab.run({**dict.fromkeys(ids, "thread"), "a": "async"})
    assert all(outcome.outputs[id] == {"out": True} for id in ids)


async def test_reports_from_a_thread_come_in_order_and_on_the_loop(lab: Any) -> None:
    seen: list[Any] = []
    home = threading.get_ident()

    def work(node: Any, ctx: Any) -> Any:
        ctx.report.progress("half", 0.5)
        ctx.report.text("piece")
        ctx.report.spend(0.25)
        return {"out": threading.get_ident()}

    lab.scripts["t"] = work
    lab.emit = lambda event: seen.append((threading.get_ident(), event))
    outcome = await lab.run({"t": "thread"})
    assert outcome.outputs["t"]["out"] != home
    assert {thread for thread, _ in seen} == {home}
    assert [type(event) for _, event in seen[2:]] == [NodeProgress, NodeText, NodeFinished]
    assert (outcome.cost_usd, seen[-1][1].cost_usd) == (0.25, 0.25)


async def test_tools_are_for_async_nodes(lab: Any) -> None:
    lab.scripts["t"] = lambda node, ctx: {"out": asyncio.run(ctx.call_tool(ToolCall("1", {}, "use_tool")))}
    outcome = await lab.run({"t": "thread", "tool": "tool"}, "tool.output -> t.tools", "t.calls -> tool.tool_call")
    assert "only an `async def run` can call tools" in outcome.errors[0]["error"]


@pytest.mark.parametrize("kind", KINDS)
async def test_context_variables_reach_a_node_and_do_not_leak_from_it(lab: Any, kind: str) -> None:
    variable = contextvars.ContextVar("variable", default="unset")
    seen = []

    async def node(node: Any, ctx: Any) -> Any:
        seen.append(variable.get())
        variable.set("leaked")
        return {"out": 1}

    variable.set("outer")
    lab.scripts |= {"a": node, "b": lambda node, ctx: seen.append(variable.get())}
    await lab.run({"a": "async", "b": kind}, "a.out -> b.x")
    assert seen == ["outer", "outer"]


class Handed(Node):
    """A plain run that hands on an awaitable, as a decorated one does."""

    type = "handed"
    title = "Handed"
    outputs = (Output("out", SocketType.ANY, "what came"),)

    def run(self, ctx: Context) -> Any:
        return self.later()

    async def later(self) -> Outputs:
        await asyncio.sleep(0)
        return {"out": 1}


class AsyncInstant(Handed):
    """Says that it is instant, which an async run cannot be."""

    type = "async_instant"
    instant = True

    async def run(self, ctx: Context) -> Outputs:
        return await self.later()


@pytest.mark.parametrize("node", [Handed, AsyncInstant])
async def test_what_must_be_awaited_is_awaited(lab: Any, node: type[Node]) -> None:
    lab.registry.add(node)
    assert (await lab.run({"a": node.type})).outputs["a"] == {"out": 1}
    assert await carry_out(node(), Context(lab, lab, lab.run)) == {"out": 1}


async def test_many_instant_firings_leave_others_their_turn(lab: Any) -> None:
    """A loop of instant nodes that ends only when something else on the event loop has had its turn."""
    turn = asyncio.Event()
    asyncio.get_running_loop().call_soon(asyncio.get_running_loop().call_soon, turn.set)
    lab.scripts["a"] = lambda node, ctx: {} if turn.is_set() else {"out": 1}
    assert (await lab.run({"a": "instant"}, "a.out -> a.again", firings=10_000)).status == "finished"


async def test_a_node_may_cancel_itself_and_only_itself(lab: Any) -> None:
    async def cancelled(node: Any, ctx: Any) -> Any:
        raise asyncio.CancelledError

    lab.scripts["a"] = cancelled
    outcome = await lab.run({"a": "async", "b": "async"})
    assert (outcome.status, [(e["node"], e["code"]) for e in outcome.errors]) == ("failed", [("a", "cancelled")])
    assert "b" in outcome.outputs
