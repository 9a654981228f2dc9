"""Which firings an earlier result can stand for, and what of it comes back."""

import asyncio
from time import perf_counter
from typing import Any

import msgspec
import pytest

from ai_node_builder.engine import Limits, Result, Reuse
from ai_node_builder.engine.reuse import as_reused
from ai_node_builder.events import NodeFinished, NodeStarted
from ai_node_builder.messages import ToolCall

WIRED = ("tool.output -> llm.tools", "llm.calls -> tool.tool_call")


class Shelf:
    """Results of runs, as a store would keep them."""

    def __init__(self) -> None:
        self.results: dict[str, Result] = {}

    async def run(self, lab: Any, nodes: dict[str, Any], *links: str, scope: str = "test", **limits: Any) -> Any:
        lab.events.clear()
        reuse = Reuse(scope, lambda key, node, text: self.results.update({key: msgspec.json.decode(text, type=Result)}))
        engine = lab.engine(nodes, *links, reuse=reuse, **limits)
        reuse.earlier = dict(self.results)
        return await engine.run()


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


def cached(lab: Any) -> list[str]:
    return [event.node for event in lab.told(NodeFinished) if event.cached]


def calling(*hows: str) -> Any:
    async def script(node: Any, ctx: Any) -> Any:
        calls = (ToolCall(how, {"how": how}, "use_tool") for how in hows)
        return {"out": await asyncio.gather(*(ctx.call_tool(call) for call in calls))}

    return script


async def twice(lab: Any, shelf: Shelf, nodes: dict[str, Any], *links: str) -> list[str]:
    """What the second of two runs takes from the first."""
    for _ in range(2):
        await shelf.run(lab, nodes, *links)
    return cached(lab)


@pytest.mark.parametrize("kind", ["async", "thread", "paid"])
async def test_a_node_that_fires_once_is_reused(lab: Any, shelf: Shelf, kind: str) -> None:
    lab.scripts["a"] = lambda node, ctx: {"out": len(lab.fired["a"])}
    assert await twice(lab, shelf, {"a": kind, "b": "async"}, "a.out -> b.x") == ["a", "b"]
    assert (len(lab.fired["a"]), len(lab.fired["b"])) == (1, 1)


async def test_instant_nodes_just_run_and_spoil_nothing(lab: Any, shelf: Shelf) -> None:
    lab.scripts["a"] = lambda node, ctx: {"out": "same"}
    links = ("a.out -> b.x", "b.out -> c.x")
    assert await twice(lab, shelf, {"a": "instant", "b": "instant", "c": "async"}, *links) == ["c"]


@pytest.mark.parametrize(
    "links",
    [
        ("a.out -> b.again",),
        ("a.out -> b.x", "b.other -> b.again"),
        ("a.out -> b.x", "b.other -> a.again"),
        ("a.out -> a.again", "a.out -> b.x"),
    ],
)
async def test_what_may_fire_more_than_once_is_carried_out(lab: Any, shelf: Shelf, links: tuple[str, ...]) -> None:
    lab.scripts["a"] = lambda node, ctx: {"out": 1} if node.again is None else {}
    assert "b" not in await twice(lab, shelf, {"a": "async", "b": "async"}, *links)


async def test_below_a_tool_that_may_be_called_nothing_is_sure(lab: Any, shelf: Shelf) -> None:
    lab.scripts["llm"] = calling("well")
    nodes = {"tool": "tool", "llm": "async", "below": "async"}
    assert await twice(lab, shelf, nodes, *WIRED, "tool.output -> below.x") == ["tool", "llm"]


async def test_a_result_that_ages_is_not_reused_nor_what_is_below_it(
    lab: Any, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lab.registry.get("thread"), "reusable", False)
    assert await twice(lab, shelf, {"a": "thread", "b": "async", "c": "async"}, "a.out -> b.x") == ["c"]


async def test_another_version_of_the_class_runs_again(lab: Any, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    await shelf.run(lab, {"a": "thread", "b": "async"}, "a.out -> b.x")
    monkeypatch.setattr(lab.registry.get("thread"), "version", "2")
    await shelf.run(lab, {"a": "thread", "b": "async"}, "a.out -> b.x")
    assert cached(lab) == []


async def test_a_default_that_is_spelled_out_is_no_change(lab: Any, shelf: Shelf) -> None:
    await shelf.run(lab, {"a": "async"})
    await shelf.run(lab, {"a": ("async", {"words": ""})})
    assert cached(lab) == ["a"]


async def test_a_key_is_no_part_of_a_signature(lab: Any, shelf: Shelf) -> None:
    lab.keys |= {"ONE": "sk-one-12345678", "TWO": "sk-two-12345678"}
    for name in lab.keys:
        await shelf.run(lab, {"a": ("async", {"key": {"secret": name}})})
    assert cached(lab) == ["a"]


async def test_other_inputs_than_then_are_carried_out(lab: Any, shelf: Shelf) -> None:
    """The result above was lost, and came out differently."""
    lab.scripts["a"] = lambda node, ctx: {"out": len(lab.fired["a"])}
    await shelf.run(lab, {"a": "async", "b": "async"}, "a.out -> b.x")
    shelf.results = {key: result for key, result in shelf.results.items() if result.inputs != empty(shelf)}
    await shelf.run(lab, {"a": "async", "b": "async"}, "a.out -> b.x")
    assert (cached(lab), lab.values("b", "x")) == ([], [1, 2])


def empty(shelf: Shelf) -> str:
    """The fingerprint of a node without inputs: that of the first to end."""
    return next(iter(shelf.results.values())).inputs


async def test_other_inputs_of_a_tool_run_its_caller_again(lab: Any, shelf: Shelf) -> None:
    lab.scripts |= {"llm": calling("well"), "a": lambda node, ctx: {"out": len(lab.fired["a"])}}
    nodes = {"a": "async", "tool": "tool", "llm": "async"}
    await shelf.run(lab, nodes, *WIRED, "a.out -> tool.x")
    shelf.results = {key: result for key, result in shelf.results.items() if result.inputs != empty(shelf)}
    await shelf.run(lab, nodes, *WIRED, "a.out -> tool.x")
    assert cached(lab) == []


async def test_the_calls_come_back_in_their_order(lab: Any, shelf: Shelf) -> None:
    lab.scripts["llm"] = calling("first", "second")
    links = (*WIRED, "tool.output -> show.x")
    for _ in range(2):
        lab.fired["show"].clear()
        outcome = await shelf.run(lab, {"tool": "tool", "llm": "async", "show": "instant"}, *links)
        assert [value.get("id") for value in lab.values("show", "x")] == [None, "first", "second"]
    calls = [event for event in lab.told(NodeStarted, "tool") if event.caller]
    assert [(event.firing, event.call["id"]) for event in calls] == [(2, "first"), (3, "second")]
    assert outcome.outputs["tool"]["output"]["id"] == "second"


async def test_what_failed_is_carried_out_again(lab: Any, shelf: Shelf) -> None:
    lab.scripts |= {"llm": calling("well"), "tool": lambda how, ctx: 1 / 0}
    nodes = {"tool": "tool", "llm": "async"}
    await shelf.run(lab, nodes, *WIRED)
    lab.scripts["tool"] = lambda how, ctx: {"how": how}
    outcome = await shelf.run(lab, nodes, *WIRED)
    assert (cached(lab), outcome.status) == ([], "finished")


async def test_a_cap_ends_a_run_of_cached_nodes_too(lab: Any, shelf: Shelf) -> None:
    lab.scripts["llm"] = calling("first", "second")
    nodes = {"tool": "tool", "llm": "async"}
    await shelf.run(lab, nodes, *WIRED)
    outcome = await shelf.run(lab, nodes, *WIRED, firings=3)
    assert [error["code"] for error in outcome.errors] == ["limit_reached"]


async def test_a_cycle_of_calls_and_values_has_no_signature(lab: Any, shelf: Shelf) -> None:
    """The tool waits for its own caller."""
    links = ("llm.calls -> tool.tool_call", "llm.out -> tool.x")
    assert await twice(lab, shelf, {"llm": "async", "tool": "tool", "other": "async"}, *links) == ["other"]


@pytest.mark.parametrize(
    ("value", "reused"),
    [
        ({"cached": False, "cost_usd": 0.5, "a": 1}, {"cached": True, "cost_usd": 0, "a": 1}),
        ([{"result": {"cached": False, "cost_usd": None}}], [{"result": {"cached": True, "cost_usd": 0}}]),
        ({"cost_usd": 0.5}, {"cost_usd": 0.5}),
        ("cached", "cached"),
    ],
)
def test_a_reused_result_cost_nothing(value: Any, reused: Any) -> None:
    assert as_reused(value) == reused


def test_signatures_take_time_in_proportion(lab: Any) -> None:
    """Ten times the nodes, each with a wire to every tenth before it, take less than forty times as long."""

    def seconds(size: int) -> float:
        nodes = {f"n{i}": "async" for i in range(size)}
        links = [f"n{i - step}.out -> n{i}.many" for i in range(size) for step in (1, 10) if i >= step]
        engine = lab.engine(nodes, *links, firings=Limits().firings)
        reuse = Reuse("test", lambda *_: None)
        started = perf_counter()
        reuse.sign(engine._stations)
        assert len(reuse.keys) == size
        return perf_counter() - started

    short = min(seconds(1_000) for _ in range(3))
    assert min(seconds(10_000) for _ in range(2)) < 40 * short
