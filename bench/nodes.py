"""Trivial nodes and the graphs made of them."""

import itertools
from typing import Any

from ai_node_builder import Context, Node, Output, SocketType, Workflow, number, socket
from ai_node_builder.registry.registry import Registry

OUT = (Output("n", SocketType.ANY, "the number"),)


class Start(Node):
    """Gives the first number."""

    type = "start"
    title = "Start"
    instant = True
    outputs = OUT

    def run(self, ctx: Context) -> dict[str, Any]:
        return {"n": 0}


class Add(Node):
    """Adds one."""

    n: Any = socket(SocketType.ANY, description="a number", required=True)

    type = "add"
    title = "Add"
    instant = True
    outputs = OUT

    def run(self, ctx: Context) -> dict[str, Any]:
        return {"n": self.n + 1}


class Join(Node):
    """Adds up what arrives."""

    numbers: Any = socket(SocketType.ANY, description="numbers", array=True)

    type = "join"
    title = "Join"
    instant = True
    outputs = OUT

    def run(self, ctx: Context) -> dict[str, Any]:
        return {"n": sum(self.numbers)}


class Count(Node):
    """Counts up to a limit, by a wire to itself."""

    n: Any = socket(SocketType.ANY, description="the number so far", do_not_wait=True)
    limit: int = number(1000, description="where to stop")

    type = "count"
    title = "Count"
    instant = True
    outputs = OUT

    def run(self, ctx: Context) -> dict[str, Any]:
        reached = (self.n or 0) + 1
        return {"n": reached} if reached < self.limit else {}


REGISTRY = Registry([Start, Add, Join, Count])


def chain(length: int) -> Workflow:
    """A number passed through `length` nodes, one after the other."""
    ids = ["start", *(f"n{i}" for i in range(length))]
    types = ["start"] + ["add"] * length
    return _workflow(ids, types, [((a, "n"), (b, "n")) for a, b in itertools.pairwise(ids)])


def fan(width: int) -> Workflow:
    """One number to `width` nodes, and all of theirs to one."""
    middle = [f"n{i}" for i in range(width)]
    links = [(("start", "n"), (id, "n")) for id in middle] + [((id, "n"), ("end", "numbers")) for id in middle]
    return _workflow(["start", *middle, "end"], ["start", *["add"] * width, "join"], links)


def loop(rounds: int) -> Workflow:
    """One node that fires `rounds` times, by a wire to itself."""
    return _workflow(["count"], ["count"], [(("count", "n"), ("count", "n"))], {"limit": rounds})


def _workflow(
    ids: list[str], types: list[str], links: list[tuple[Any, Any]], widgets: dict[str, Any] | None = None
) -> Workflow:
    nodes = [{"id": id, "type": type, "widgets": widgets or {}} for id, type in zip(ids, types, strict=True)]
    return Workflow.read({"version": 1, "nodes": nodes, "links": [{"from": a, "to": b} for a, b in links]})
