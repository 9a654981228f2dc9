"""The firing rule against a simple interpreter of it, over random workflows of random kinds of nodes."""

import asyncio
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ai_node_builder.engine import Outcome
from ai_node_builder.errors import UserError
from ai_node_builder.events import NodeFinished, NodeStarted

KINDS = ("async", "instant", "thread", "paid")
common = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


@dataclass
class Part:
    """A node of a random workflow; it sends a value at every firing whose number `every` divides."""

    kind: str
    every: int = 1
    x: str = ""
    many: list[str] = field(default_factory=list)
    more: list[str] = field(default_factory=list)


Graph = dict[str, Part]


@st.composite
def graphs(draw: st.DrawFn, *, loops: bool = False, ordered: bool = False) -> Graph:
    """Nodes wired to earlier ones; with `loops`, what does not wait may be wired to any.

    `ordered` graphs do the same in whatever order nodes end: each node either waits, or has one wire that does not.
    """
    made: Graph = {}
    size = draw(st.integers(1, 8))
    everyone = [f"n{i}" for i in range(size)]
    for id in everyone:
        part = Part(draw(st.sampled_from(KINDS)), draw(st.integers(1, 3)))
        before = everyone if loops else list(made)
        if before:
            some = st.lists(st.sampled_from(before), max_size=1 if ordered else 3, unique=True)
            part.more = draw(some)
        if made and not (ordered and part.more):
            part.x = draw(st.sampled_from(["", *made]))
            part.many = draw(st.lists(st.sampled_from(list(made)), max_size=3, unique=True))
        made[id] = part
    return made


def play(lab: Any, graph: Graph, failing: Collection[str] = (), **limits: Any) -> Outcome:
    """Run the graph. Every value says who sent it, and at which firing."""
    for id, part in graph.items():
        lab.scripts[id] = sender(id, part, failing)
    links = [f"{source}.out -> {id}.x" for id, part in graph.items() for source in [part.x] if source]
    links += [f"{source}.out -> {id}.many" for id, part in graph.items() for source in part.many]
    links += [f"{source}.out -> {id}.more" for id, part in graph.items() for source in part.more]
    nodes = {id: part.kind for id, part in graph.items()}
    outcome: Outcome = asyncio.run(lab.run(nodes, *links, **limits))
    return outcome


def sender(id: str, part: Part, failing: Collection[str]) -> Any:
    def script(node: Any, ctx: Any) -> Any:
        if id in failing:
            raise UserError("fails.")
        number = int(ctx.origin.key.rpartition(":")[2])
        return {"out": (id, number)} if number % part.every == 0 else {}

    return script


Inputs = tuple[Any, list[Any], list[Any]]


def inputs_of(lab: Any, id: str) -> list[Inputs]:
    """What x, many and more held at each firing of a node."""
    return [(firing.x, firing.many, firing.more) for firing in lab.fired[id]]


def interpret(graph: Graph) -> dict[str, list[Inputs]]:
    """The inputs of each firing, by the rule alone, for an ordered graph without loops."""
    fired: dict[str, list[Inputs]] = {}
    sent: dict[str, list[Any]] = {}
    for id, part in graph.items():
        waits = [part.x] * bool(part.x) + part.many
        rounds = zip(*(sent[source] for source in waits), strict=False) if waits else [()]
        fired[id] = [(r[0] if part.x else None, list(r[bool(part.x) :]), []) for r in rounds]
        fired[id] += [(None, [], [value]) for source in part.more for value in sent[source]]
        sent[id] = [(id, n) for n in range(1, len(fired[id]) + 1) if n % part.every == 0]
    return fired


@common
@given(graph=graphs(ordered=True))
def test_every_firing_is_the_one_of_the_interpreter(new_lab: Any, graph: Graph) -> None:
    lab = new_lab()
    outcome = play(lab, graph)
    assert {id: inputs_of(lab, id) for id in graph} == interpret(graph)
    assert outcome.status == "finished"


@common
@given(graph=graphs())
def test_each_node_fires_as_often_as_the_rule_says_and_each_value_comes_once(new_lab: Any, graph: Graph) -> None:
    lab = new_lab()
    play(lab, graph)
    for id, part in graph.items():
        waits = [part.x] * bool(part.x) + part.many
        rounds = min((len(sent(lab, source)) for source in waits), default=1)
        triggers = Counter(value for source in part.more for value in sent(lab, source)) if rounds else Counter()
        assert len(lab.fired[id]) == rounds + triggers.total()
        assert Counter(value for _, _, more in inputs_of(lab, id) for value in more) == triggers
        assert [(x, many) for x, many, more in inputs_of(lab, id) if not more] == list(
            expected_rounds(lab, part, rounds)
        )


def sent(lab: Any, id: str) -> list[Any]:
    """What a node sent, in the order of its firings."""
    return [event.outputs["out"] for event in lab.told(NodeFinished, id) if event.outputs]


def expected_rounds(lab: Any, part: Part, rounds: int) -> Any:
    for i in range(rounds):
        yield sent(lab, part.x)[i] if part.x else None, [sent(lab, source)[i] for source in part.many]


@common
@given(graph=graphs(loops=True), firings=st.integers(1, 200))
def test_random_loops_end_by_themselves_or_by_their_cap(new_lab: Any, graph: Graph, firings: int) -> None:
    lab = new_lab()
    outcome = play(lab, graph, firings=firings)
    started = len(lab.told(NodeStarted))
    assert started <= firings
    assert (outcome.status == "finished") or (started == firings)
    assert [e["code"] for e in outcome.errors] == ["limit_reached"] * (outcome.status == "failed")


@common
@given(graph=graphs(), broken=st.sets(st.integers(0, 7)))
def test_what_fails_stops_its_dependents_and_no_one_else(new_lab: Any, graph: Graph, broken: set[int]) -> None:
    lab, whole = new_lab(), new_lab()
    failing = {id for i, id in enumerate(graph) if i in broken}
    play(whole, graph)
    outcome = play(lab, graph, failing)
    assert {e["node"] for e in outcome.errors} == {id for id in failing if lab.fired[id]}
    for id in graph:
        if not depends_on(graph, id, failing):
            assert len(lab.fired[id]) == len(whole.fired[id])


def depends_on(graph: Graph, id: str, failing: set[str]) -> bool:
    part = graph[id]
    return any(
        source in failing or depends_on(graph, source, failing) for source in [part.x, *part.many, *part.more] if source
    )


@pytest.mark.parametrize("kind", KINDS)
def test_the_order_of_values_on_a_wire_is_kept_over_a_long_chain(new_lab: Any, kind: str) -> None:
    """Fifty values follow one another through ten nodes."""
    lab = new_lab()
    lab.scripts["n0"] = lambda node, ctx: {"out": len(lab.fired["n0"])} if len(lab.fired["n0"]) <= 50 else {}
    links = ["n0.out -> n0.more", *(f"n{i - 1}.out -> n{i}.x" for i in range(1, 10))]
    asyncio.run(lab.run({"n0": "instant"} | {f"n{i}": kind for i in range(1, 10)}, *links))
    assert lab.values("n9", "x") == list(range(1, 51))
