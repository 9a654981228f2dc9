"""The engine against LangGraph: a chain, a fan and a loop of trivial nodes, in nodes a second.

LangGraph runs its async door, as an async program would; its graphs are compiled, and ours are built, outside
the clock.
"""

import asyncio
import itertools
import operator
import tempfile
from collections.abc import Callable
from functools import partial
from time import perf_counter
from typing import Annotated, Any, TypedDict

from langgraph.graph import END, START, StateGraph

from ai_node_builder import Workflow
from ai_node_builder.engine import Engine
from ai_node_builder.events import Event
from ai_node_builder.runs import RunStore
from ai_node_builder.runs.journal import Journal
from ai_node_builder.services.database import Database

from .nodes import REGISTRY, chain, fan, loop
from .rows import Row, in_turn

NODES = 1000
LONG = 10_000
ROUNDS = 7


class State(TypedDict):
    """What LangGraph passes along: a number that grows by what each node gives."""

    n: Annotated[int, operator.add]


def compare() -> list[Row]:
    """All rows of the engine."""
    rivals = {"chain": (chain, _langgraph_chain), "fan": (fan, _langgraph_fan), "loop": (loop, _langgraph_loop)}
    rows = []
    for name, (ours, theirs) in rivals.items():
        workflow, graph = ours(NODES), theirs(NODES)
        rates = in_turn(partial(_engine_rate, workflow, NODES), partial(_langgraph_rate, graph), ROUNDS)
        rows.append(Row(f"engine, {name} of {NODES}", *rates, "nodes/s", 20, "at least"))
        rates = in_turn(partial(_stored_rate, workflow, NODES), partial(_langgraph_rate, graph), ROUNDS)
        rows.append(Row(f"engine, {name}, events stored", *rates, "nodes/s", 5, "at least"))
    short, long = chain(NODES), chain(LONG)
    rates = in_turn(lambda: _engine_rate(long, LONG), lambda: _engine_rate(short, NODES), ROUNDS)
    rows.append(Row(f"engine, chain of {LONG} against {NODES}", *rates, "nodes/s", 0.8, "at least"))
    return rows


def _engine_rate(workflow: Workflow, nodes: int) -> float:
    events: list[Event] = []
    engine = Engine(workflow, REGISTRY, _NO_SERVICES, events.append, run_id="bench", resolve_secret=str)
    started = perf_counter()
    asyncio.run(engine.run())
    return nodes / (perf_counter() - started)


def _stored_rate(workflow: Workflow, nodes: int) -> float:
    with tempfile.TemporaryDirectory() as home:
        database = Database(f"sqlite:///{home}/bench.db")
        try:
            return asyncio.run(_run_stored(workflow, nodes, RunStore(database, owner="bench")))
        finally:
            database.close()


async def _run_stored(workflow: Workflow, nodes: int, store: RunStore) -> float:
    """The engine, and every event on disk: the first run warms the database, the second counts."""
    for run_id in ("warm-up", "counted"):
        await store.add(run_id, "bench", "", None)
        journal = Journal(store, run_id)
        engine = Engine(workflow, REGISTRY, _NO_SERVICES, journal.emit, run_id=run_id, resolve_secret=str)
        started = perf_counter()
        writing = asyncio.create_task(journal.write())
        await engine.run()
        journal.close()
        await writing
        seconds = perf_counter() - started
    assert len(await store.events("counted", 0, limit=3 * nodes)) > 2 * nodes
    return nodes / seconds


def _langgraph_rate(graph: Any) -> float:
    started = perf_counter()
    asyncio.run(graph.ainvoke({"n": 0}, {"recursion_limit": 5 * NODES}))
    return NODES / (perf_counter() - started)


async def _one(state: State) -> State:
    return {"n": 1}


def _langgraph_chain(length: int) -> Any:
    return _langgraph(length, _wire_in_line)


def _wire_in_line(graph: Any, ids: list[str]) -> None:
    for here, there in itertools.pairwise(ids):
        graph.add_edge(here, there)


def _langgraph_fan(width: int) -> Any:
    def wire(graph: Any, ids: list[str]) -> None:
        for id in ids[1:-1]:
            graph.add_edge(ids[0], id)
            graph.add_edge(id, ids[-1])

    return _langgraph(width + 2, wire)


def _langgraph_loop(rounds: int) -> Any:
    graph = StateGraph(State)
    graph.add_node("count", _one)
    graph.add_edge(START, "count")
    graph.add_conditional_edges("count", lambda state: "count" if state["n"] < rounds else END)
    return graph.compile()


def _langgraph(size: int, wire: Callable[[Any, list[str]], None]) -> Any:
    graph = StateGraph(State)
    ids = [f"n{i}" for i in range(size)]
    for id in ids:
        graph.add_node(id, _one)
    graph.add_edge(START, ids[0])
    wire(graph, ids)
    graph.add_edge(ids[-1], END)
    return graph.compile()


_NO_SERVICES: Any = None
"""The trivial nodes touch nothing outside."""
