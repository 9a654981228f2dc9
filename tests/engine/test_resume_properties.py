"""A run cut off after any number of its events, and resumed, comes to what it would have come to."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ai_node_builder.engine import Outcome, Past
from ai_node_builder.events import Event, NodeFinished, NodeStarted, read_event
from ai_node_builder.messages import ToolCall
from ai_node_builder.services.to_json import to_json

KINDS = ("async", "instant", "thread", "paid")
common = settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])

Graph = tuple[dict[str, str], list[str], dict[str, Any]]
"""Nodes with their types, links, and what each node does."""


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Fans, joins, arrays, loops and tool calls, which do the same in whatever order nodes end."""
    nodes: dict[str, str] = {}
    links: list[str] = []
    does: dict[str, Any] = {}
    for id in (f"n{i}" for i in range(draw(st.integers(1, 6)))):
        before = [other for other, kind in nodes.items() if kind != "tool"]
        nodes[id] = draw(st.sampled_from(KINDS))
        does[id] = ("every", draw(st.integers(1, 2)))
        if draw(st.booleans()) and nodes[id] != "instant":
            does[id] = ("loop", draw(st.integers(1, 4)))
            links.append(f"{id}.other -> {id}.again")
        elif draw(st.booleans()) and before:
            links.append(f"{draw(st.sampled_from(before))}.out -> {id}.more")
        elif before:
            links += [f"{draw(st.sampled_from(before))}.out -> {id}.x"] * draw(st.integers(0, 1))
            links += [f"{o}.out -> {id}.many" for o in draw(st.lists(st.sampled_from(before), max_size=3, unique=True))]
        if does[id][0] == "every" and nodes[id] in ("async", "paid") and draw(st.booleans()):
            does[id] = ("calls", draw(st.integers(1, 3)))
            nodes[f"{id}_tool"] = "tool"
            links += [f"{id}_tool.output -> {id}.tools", f"{id}.calls -> {id}_tool.tool_call"]
    return nodes, links, does


class Trial:
    """A run of a graph, and which firings were carried out in it."""

    def __init__(self, lab: Any, graph: Graph) -> None:
        self.lab = lab
        self.nodes, self.links, does = graph
        self.carried_out: list[str] = []
        for id, (kind, number) in does.items():
            lab.scripts[id] = getattr(self, kind)(number)
        for id in self.nodes.keys() - does.keys():
            lab.scripts[id] = self.tool

    def play(self, past: Sequence[Event] = ()) -> Outcome:
        engine = self.lab.engine(self.nodes, *self.links, past=Past(past), firings=300)
        outcome: Outcome = asyncio.run(engine.run())
        return outcome

    def number(self, ctx: Any) -> int:
        self.carried_out.append(ctx.origin.key)
        return int(ctx.origin.key.rpartition(":")[2])

    def every(self, every: int) -> Any:
        """Sends at every firing whose number `every` divides what it got."""

        def script(node: Any, ctx: Any) -> Any:
            number = self.number(ctx)
            return {"out": [number, node.x, node.many, node.more]} if number % every == 0 else {}

        return script

    def loop(self, rounds: int) -> Any:
        """Fires itself; what it remembers goes out at the end."""

        def script(node: Any, ctx: Any) -> Any:
            number = self.number(ctx)
            ctx.report.spend(1.0)
            ctx.record.remember(number)
            return {"other": number} if number < rounds else {"out": [*ctx.record.remembered, node.again]}

        return script

    def calls(self, times: int) -> Any:
        """Calls its tool, once and then twice at a time, and keeps each round on record."""

        async def script(node: Any, ctx: Any) -> Any:
            self.number(ctx)
            heard = [str(times)]
            for round in range(times):
                asked = [ToolCall(f"{round}-{i}", {"how": heard[-1]}, "use_tool") for i in range(1 + round % 2)]
                if len(ctx.record.kept) <= round:
                    ctx.report.spend(10.0)
                    await ctx.record.keep(round)
                results = await asyncio.gather(*(ctx.call_tool(call) for call in asked))
                heard += [str(sorted(result["result"]["was"] for result in results))]
            return {"out": heard}

        return script

    def tool(self, how: str, ctx: Any) -> Any:
        self.number(ctx)
        ctx.report.spend(100.0)
        return {"was": how}


@common
@given(graph=graphs(), cut=st.data())
def test_a_run_cut_off_anywhere_ends_as_if_it_had_not_been(new_lab: Any, graph: Graph, cut: st.DataObject) -> None:
    part = Trial(new_lab(), graph)
    expected = outcome = part.play()
    past: list[Event] = []
    for _ in range(2):
        past += stored(part.lab.events[: cut.draw(st.integers(0, len(part.lab.events)))])
        part = Trial(new_lab(), graph)
        outcome = part.play(past)
        assert_done_once(past, part)
    assert_same(outcome, expected)


def stored(events: Sequence[Event]) -> list[Event]:
    """The events as they are read from the store."""
    return [read_event(to_json(event)) for event in events]


def assert_done_once(past: Sequence[Event], resumed: Trial) -> None:
    """No firing that ended well is carried out again, and each other one once."""
    finished = {f"run:{event.node}:{event.firing}" for event in past if isinstance(event, NodeFinished)}
    assert not finished & set(resumed.carried_out)
    assert max(Counter(resumed.carried_out).values(), default=1) == 1


def assert_same(outcome: Outcome, expected: Outcome) -> None:
    # Which of two calls made at once comes last is a matter of chance.
    tools = {id for id in expected.outputs if id.endswith("_tool")}
    assert outcome.status == expected.status == "finished"
    assert outcome.outputs.keys() == expected.outputs.keys()
    for id in expected.outputs.keys() - tools:
        assert to_json(outcome.outputs[id]) == to_json(expected.outputs[id])
    assert outcome.cost_usd == expected.cost_usd


@common
@given(graph=graphs(), cut=st.data())
def test_firings_keep_their_numbers(new_lab: Any, graph: Graph, cut: st.DataObject) -> None:
    """The idempotency keys of a resumed run are those that the uncut one would have had."""
    whole = Trial(new_lab(), graph)
    whole.play()
    events = whole.lab.events
    past = stored(events[: cut.draw(st.integers(0, len(events)))])
    resumed = Trial(new_lab(), graph)
    resumed.play(past)
    assert begun([*past, *resumed.lab.events]) == begun(events)


def begun(events: Sequence[Event]) -> set[tuple[str, int]]:
    return {(event.node, event.firing) for event in events if isinstance(event, NodeStarted)}
