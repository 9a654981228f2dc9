"""When a node fires, with what, and where its outputs go."""

import asyncio
import itertools
from typing import Any

import pytest

from ai_node_builder.events import NodeFinished, NodeSkipped, NodeStarted, RunStarted

KINDS = ("async", "instant", "thread")


def send(*values: Any) -> Any:
    """A script that sends the next of `values` at each firing."""
    left = list(values)
    return lambda node, ctx: {"out": left.pop(0)} if left else {}


@pytest.mark.parametrize("kind", KINDS)
async def test_a_node_waits_for_all_its_inputs(lab: Any, kind: str) -> None:
    late = asyncio.Event()

    async def slow(node: Any, ctx: Any) -> Any:
        await late.wait()
        return {"out": "slow"}

    def quick(node: Any, ctx: Any) -> Any:
        late.set()
        return {"out": "quick"}

    lab.scripts |= {"s": slow, "q": quick}
    await lab.run({"s": "async", "q": "instant", "end": kind}, "s.out -> end.x", "q.out -> end.y")
    assert [(firing.x, firing.y) for firing in lab.fired["end"]] == [("slow", "quick")]


async def test_a_node_without_wires_fires_once(lab: Any) -> None:
    await lab.run({"a": "instant"})
    assert lab.values("a", "x") == [None]


async def test_an_array_collects_in_the_order_of_its_wires(lab: Any) -> None:
    first = asyncio.Event()

    async def late(node: Any, ctx: Any) -> Any:
        await first.wait()
        return {"out": "a"}

    def early(node: Any, ctx: Any) -> Any:
        first.set()
        return {"out": "b"}

    lab.scripts |= {"a": late, "b": early}
    await lab.run({"b": "instant", "a": "async", "end": "async"}, "a.out -> end.many", "b.out -> end.many")
    assert lab.values("end", "many") == [["a", "b"]]


async def test_an_array_without_wires_is_empty(lab: Any) -> None:
    await lab.run({"a": "async"})
    assert lab.values("a", "many") == [[]]


@pytest.mark.parametrize("kind", KINDS)
async def test_do_not_wait_fires_at_the_start_and_once_more_for_each_value(lab: Any, kind: str) -> None:
    lab.scripts |= {"a": send(1), "b": send(2)}
    await lab.run({"end": kind, "a": "instant", "b": "instant"}, "a.out -> end.more", "b.out -> end.more")
    assert lab.values("end", "more") == [[], [1], [2]]


async def test_a_value_at_do_not_wait_comes_beside_the_inputs_of_the_last_round(lab: Any) -> None:
    lab.scripts |= {"a": send("x"), "b": send("again")}
    await lab.run({"a": "async", "b": "instant", "end": "async"}, "a.out -> end.x", "b.out -> end.again")
    assert [(firing.x, firing.again) for firing in lab.fired["end"]] == [("x", None), ("x", "again")]


async def test_a_full_round_comes_before_what_did_not_wait(lab: Any) -> None:
    """Both reach a node that is still busy."""
    gate = asyncio.Event()

    async def slow(node: Any, ctx: Any) -> None:
        await gate.wait()

    lab.scripts |= {"a": send(1, 2), "b": send("again"), "end": slow}
    lab.scripts["last"] = lambda node, ctx: gate.set() if node.x == 2 else None
    links = ("a.out -> a.again", "a.out -> end.x", "b.out -> end.again", "a.out -> last.x")
    await lab.run({"a": "instant", "end": "async", "b": "instant", "last": "instant"}, *links)
    assert [(firing.x, firing.again) for firing in lab.fired["end"]] == [(1, None), (2, None), (2, "again")]


async def test_do_not_wait_alone_never_fires_a_node_that_lacks_something(lab: Any) -> None:
    lab.scripts |= {"a": send("again"), "b": send()}
    await lab.run({"a": "instant", "b": "instant", "end": "async"}, "a.out -> end.again", "b.out -> end.x")
    assert lab.fired["end"] == []


@pytest.mark.parametrize("kind", KINDS)
async def test_values_queue_and_none_is_lost(lab: Any, kind: str) -> None:
    """Six values reach a node that is still busy with the first."""
    gate = asyncio.Event()

    async def slow(node: Any, ctx: Any) -> Any:
        await gate.wait()
        return {"out": node.x}

    def last(node: Any, ctx: Any) -> Any:
        return gate.set() if node.x == 5 else None

    lab.scripts |= {"source": send(*range(6)), "slow": slow, "last": last}
    links = ("source.out -> source.again", "source.out -> slow.x", "source.out -> last.x", "slow.out -> end.x")
    await lab.run({"source": "instant", "slow": "async", "last": "instant", "end": kind}, *links)
    assert lab.values("end", "x") == list(range(6))


async def test_rounds_pair_the_values_of_each_wire_in_their_order(lab: Any) -> None:
    lab.scripts |= {"a": send(1, 2, 3), "b": send("one", "two", "three")}
    loops = ("a.out -> a.again", "b.out -> b.again")
    await lab.run({"a": "async", "b": "instant", "end": "async"}, *loops, "a.out -> end.x", "b.out -> end.y")
    assert [(firing.x, firing.y) for firing in lab.fired["end"]] == [(1, "one"), (2, "two"), (3, "three")]


@pytest.mark.parametrize("kind", KINDS)
async def test_a_loop_goes_through_do_not_wait(lab: Any, kind: str) -> None:
    lab.scripts["a"] = lambda node, ctx: {"out": (node.again or 0) + 1} if (node.again or 0) < 9 else {}
    outcome = await lab.run({"a": kind}, "a.out -> a.again")
    assert lab.values("a", "again") == [None, *range(1, 10)]
    assert outcome.status == "finished"


async def test_a_loop_over_several_nodes(lab: Any) -> None:
    lab.scripts["a"] = lambda node, ctx: {"out": node.again or 0}
    lab.scripts["b"] = lambda node, ctx: {"out": node.x + 1} if node.x < 4 else {"other": "done"}
    links = ("a.out -> b.x", "b.out -> a.again", "b.other -> end.x")
    await lab.run({"a": "async", "b": "thread", "end": "instant"}, *links)
    assert lab.values("b", "x") == [0, 1, 2, 3, 4]
    assert lab.values("end", "x") == ["done"]


async def test_an_output_left_out_sends_nothing_and_the_rest_still_finishes(lab: Any) -> None:
    lab.scripts["a"] = lambda node, ctx: {"other": 1}
    outcome = await lab.run({"a": "async", "b": "async", "c": "async"}, "a.out -> b.x", "a.other -> c.x")
    assert (lab.values("b", "x"), lab.values("c", "x")) == ([], [1])
    assert outcome.status == "finished"
    assert [e.reason for e in lab.told(NodeSkipped)] == ["nothing came to x from a, which sent nothing there"]


async def test_one_output_goes_along_all_its_wires(lab: Any) -> None:
    lab.scripts["a"] = send("value")
    await lab.run({"a": "async", "b": "async", "c": "thread"}, "a.out -> b.x", "a.out -> c.x", "a.out -> c.y")
    assert lab.values("b", "x") == lab.values("c", "x") == lab.values("c", "y") == ["value"]


async def test_a_wire_wins_over_the_widget(lab: Any) -> None:
    lab.scripts["a"] = send("wire")
    await lab.run(
        {"a": "async", "b": ("async", {"words": "widget"}), "c": ("async", {"words": "widget"})}, "a.out -> b.words"
    )
    assert (lab.values("b", "words"), lab.values("c", "words")) == (["wire"], ["widget"])


async def test_each_firing_has_its_own_instance(lab: Any) -> None:
    lab.scripts["a"] = lambda node, ctx: {"out": 1} if node.again is None else {}
    await lab.run({"a": "async"}, "a.out -> a.again")
    first, second = lab.fired["a"]
    assert first is not second


async def test_memory_is_one_for_each_node_and_run(lab: Any) -> None:
    def count(node: Any, ctx: Any) -> Any:
        ctx.memory["n"] = ctx.memory.get("n", 0) + 1
        return {"out": ctx.memory["n"]} if ctx.memory["n"] < 3 else {}

    lab.scripts |= {"a": count, "b": count}
    for _ in range(2):
        outcome = await lab.run({"a": "async", "b": "instant"}, "a.out -> a.again")
        assert [e.outputs for e in lab.told(NodeFinished, "a")] == [{"out": 1}, {"out": 2}, {}]
        assert outcome.outputs["b"] == {"out": 1}
        lab.events.clear()


async def test_events_come_in_order_and_firings_are_counted(lab: Any) -> None:
    lab.scripts["a"] = send(1)
    await lab.run({"a": "instant", "b": "async"}, "a.out -> a.again", "a.out -> b.x")
    assert lab.events[0] == RunStarted(["a", "b"], {"instant": "1", "async": "1"}, fresh=True)
    assert [e.firing for e in lab.told(NodeStarted, "a")] == [1, 2]
    kinds = [type(e) for e in lab.events if getattr(e, "node", None) == "b"]
    assert kinds == [NodeStarted, NodeFinished]


async def test_the_outcome_holds_the_last_outputs_of_each_node(lab: Any) -> None:
    lab.scripts["a"] = send(1, 2)
    outcome = await lab.run({"a": "async", "b": "async"}, "a.out -> a.again", "a.out -> b.x")
    assert outcome.outputs == {"a": {}, "b": {"out": 2}}


async def test_an_empty_workflow_finishes(lab: Any) -> None:
    outcome = await lab.run({})
    assert (outcome.status, outcome.errors) == ("finished", [])


async def test_a_chain_of_ten_thousand_nodes(lab: Any) -> None:
    ids = [f"n{i}" for i in range(10_000)]
    links = [f"{a}.out -> {b}.x" for a, b in itertools.pairwise(ids)]
    lab.scripts["n0"] = send("value")
    outcome = await lab.run(dict.fromkeys(ids, "instant"), *links)
    assert outcome.outputs["n9999"] == {"out": "value"}
