"""Whether a workflow can run. Finds all problems at once, each naming its node and socket."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter
from typing import Any

from ai_node_builder.nearest import did_you_mean
from ai_node_builder.node.base import Node
from ai_node_builder.node.callable import TOOL_CALL, CallableNode
from ai_node_builder.node.fields import Output, Socket, Widget
from ai_node_builder.node.tool import ToolNode
from ai_node_builder.registry.check import node_fields
from ai_node_builder.registry.registry import Registry
from ai_node_builder.services.secrets.looks import masked
from ai_node_builder.types import SocketType

from .document import End, NodeItem, Workflow, invalid
from .pasted_keys import pasted_keys
from .problem import Problem
from .widgets import widget_complaint

MAX_HINTS = 20
"""Names are compared for so many problems: a file with thousands was not mistyped by hand."""
MAX_CYCLES = 10
"""So many cycles are named; to name them all can take longer than anyone lives."""


Predecessors = dict[str, dict[str, None]]
"""For each node those it waits for; a dict for its order, so that a cycle is told the same way each time."""


def check(workflow: Workflow, registry: Registry) -> list[Problem]:
    """All problems of a workflow, in the order nodes, links, tools, missing inputs, cycles, keys; empty if it can run.

    A node of unknown type is one problem; nothing is said of its widgets and of the links at its sockets.
    """
    checker = _Checker(workflow, registry)
    problems = [*checker.nodes(), *checker.links(), *checker.twins(), *checker.inputs(), *checker.cycles()]
    pasted = list(pasted_keys(workflow))
    return [replace(problem, message=masked(problem.message)) for problem in problems] + pasted if pasted else problems


def require_valid(workflow: Workflow, registry: Registry) -> None:
    """WorkflowInvalid, with all problems, where the workflow cannot run."""
    if problems := check(workflow, registry):
        raise invalid([problem.as_json() for problem in problems], "the workflow cannot run")


class _Shape:
    """What the checks ask of a node class, looked up once for all its nodes."""

    def __init__(self, node: type[Node]) -> None:
        self.inputs: dict[str, Socket] = node.inputs()
        self.outputs: dict[str, Output] = {output.name: output for output in node.outputs}
        self.widgets: dict[str, Widget] = node.widgets()
        self.free = {field.name for field in node_fields(node) if field.type in (Any, "Any")}
        """Widgets that hold any JSON value, because the class annotates them so."""
        self.takes_calls = issubclass(node, CallableNode)
        self.tool = node.tool_name if issubclass(node, ToolNode) else ""
        """The name under which models call it; the names in a set of tools are known only in a run."""
        self.required = [name for name, socket in self.inputs.items() if socket.required]


class _Checker:
    def __init__(self, workflow: Workflow, registry: Registry) -> None:
        self.items = workflow.nodes
        self.registry = registry
        self.by_id: dict[str, NodeItem] = {}
        for item in workflow.nodes:
            self.by_id.setdefault(item.id, item)
        types = {item.type for item in workflow.nodes if item.type in registry}
        self.shapes = {name: _Shape(registry.get(name)) for name in types}
        self.times = Counter((link.from_, link.to) for link in workflow.links)
        self.hints = MAX_HINTS

    def nodes(self) -> Iterator[Problem]:
        for node_id, times in Counter(item.id for item in self.items).items():
            if times > 1:
                said = f"{times} nodes have the id {node_id!r}; give each its own."
                yield Problem("duplicate_node_id", said, node_id)
        for item in self.items:
            shape = self.shapes.get(item.type)
            if shape is None:
                hint = self._hint(item.type, (node.type for node in self.registry))
                yield Problem("unknown_node_type", f"{item.id}: no node type {item.type!r} is installed{hint}", item.id)
            else:
                yield from self._widgets(item, shape)

    def _widgets(self, item: NodeItem, shape: _Shape) -> Iterator[Problem]:
        for name, value in item.widgets.items():
            if name not in shape.widgets:
                said = f"{item.id}: {item.type} has no widget {name!r}{self._hint(name, shape.widgets)}"
                yield Problem("unknown_widget", said, item.id, widget=name)
            elif name not in shape.free and (complaint := widget_complaint(shape.widgets[name], value)):
                code, said = complaint
                yield Problem(code, f"{item.id}: the widget {name} {said}", item.id, widget=name)

    def links(self) -> Iterator[Problem]:
        sources: dict[End, list[End]] = defaultdict(list)
        for (start, end), times in self.times.items():
            link = f"{'.'.join(start)} -> {'.'.join(end)}"
            if times > 1:
                yield Problem("duplicate_link", f"{link} is there {times} times; keep one.", *end)
            ends = [*self._end(link, start, end, "output"), *self._end(link, end, start, "input")]
            yield from ends or self._fit(link, start, end)
            if not self._only_permits(start, end):
                sources[end].append(start)
        for end, starts in sources.items():
            socket = self._input(end)
            if socket and not socket.array and len(starts) > 1:
                names = ", ".join(map(".".join, starts))
                said = f"{'.'.join(end)} takes one link and has {len(starts)} (from {names}); keep one."
                yield Problem("socket_taken", said, *end)

    def twins(self) -> Iterator[Problem]:
        """Tools of one name that one node may call: a model could not tell them apart.

        Those in sets of tools are compared in the run.
        """
        callees: dict[tuple[str, str], list[str]] = defaultdict(list)
        for start, end in self.times:
            if self._only_permits(start, end) and (tool := self.shapes[self.by_id[end[0]].type].tool):
                callees[start[0], tool].append(end[0])
        for (caller, tool), nodes in callees.items():
            if len(nodes) > 1:
                said = f"{caller} may call {len(nodes)} tools named {tool} ({', '.join(nodes)}); keep one."
                yield Problem("tool_name_taken", said, caller)

    def _only_permits(self, start: End, end: End) -> bool:
        """Whether the link says which tool may be called, and carries no values."""
        output, shape = self._output(start), self._shape(end)
        return output is not None and output.calls and shape is not None and shape.takes_calls and end[1] == TOOL_CALL

    def _end(self, link: str, end: End, other: End, side: str) -> Iterator[Problem]:
        node, name = end
        if node not in self.by_id:
            yield Problem("unknown_node", f"{link}: there is no node {node!r}{self._hint(node, self.by_id)}", *other)
        elif shape := self.shapes.get(self.by_id[node].type):
            known: Iterable[str] = shape.outputs if side == "output" else shape.inputs
            if name not in known:
                said = f"{link}: {node} has no {side} {name!r}{self._hint(name, known)}"
                yield Problem("unknown_socket", said, node, name)

    def _fit(self, link: str, start: End, end: End) -> Iterator[Problem]:
        output, socket = self._output(start), self._input(end)
        if output is None or socket is None:
            return
        if not output.type.fits(socket.type):
            said = f"{link}: {output.type} does not fit {socket.type}; link an output that is {socket.type} or ANY."
            yield Problem("types_do_not_fit", said, *end)
        elif output.calls and socket.type is not SocketType.ANY:
            said = f"{link}: tool calls go to the tool_call of a tool or to an input that takes ANY."
            yield Problem("calls_misplaced", said, *end)

    def inputs(self) -> Iterator[Problem]:
        linked = {end for _, end in self.times}
        for item in self.by_id.values():
            if shape := self.shapes.get(item.type):
                for name in shape.required:
                    if (item.id, name) not in linked and not _has_value(item, name, shape):
                        or_widget = " or fill in its widget" if name in shape.widgets else ""
                        said = f"{item.id}: the input {name} needs a value; link something to it{or_widget}."
                        yield Problem("input_missing", said, item.id, name)

    def cycles(self) -> Iterator[Problem]:
        before: Predecessors = defaultdict(dict)
        for start, end in self.times:
            socket = self._input(end)
            if socket and not socket.do_not_wait and start[0] in self.by_id:
                before[end[0]][start[0]] = None
        for _ in range(MAX_CYCLES):
            ring = _ring(before)
            if not ring:
                return
            advice = "remove a link or lead it to a socket that does not wait"
            yield Problem("cycle", f"{_path(ring)}: each waits for the one before; {advice}.", ring[0])
            del before[ring[1]][ring[0]]

    def _output(self, end: End) -> Output | None:
        shape = self._shape(end)
        return shape.outputs.get(end[1]) if shape else None

    def _input(self, end: End) -> Socket | None:
        shape = self._shape(end)
        return shape.inputs.get(end[1]) if shape else None

    def _shape(self, end: End) -> _Shape | None:
        item = self.by_id.get(end[0])
        return self.shapes.get(item.type) if item else None

    def _hint(self, name: str, known: Iterable[str]) -> str:
        self.hints -= 1
        return did_you_mean(name, known) if self.hints >= 0 else "."


def _has_value(item: NodeItem, name: str, shape: _Shape) -> bool:
    if name not in shape.widgets:
        return False
    value = item.widgets.get(name, shape.widgets[name].default)
    return bool(value.strip()) if isinstance(value, str) else value is not None


def _ring(before: Predecessors) -> list[str]:
    """The nodes on one cycle, each before the next, the first again at the end; empty where there is none."""
    try:
        TopologicalSorter(before).prepare()
    except CycleError as error:
        found: list[str] = error.args[1]
        return found
    return []


def _path(ring: list[str]) -> str:
    shown = ring if len(ring) <= 10 else [*ring[:8], "…", ring[-1]]
    return " -> ".join(shown)
