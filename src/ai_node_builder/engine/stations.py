"""A node's place in a run: what it waits for, what lies ready, and where its outputs go.

Values queue per wire: none is overwritten, none is lost.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from typing import Any

from ai_node_builder.fields import Socket
from ai_node_builder.node import Node
from ai_node_builder.registry import Registry
from ai_node_builder.tool_node import ToolNode
from ai_node_builder.types import Json, SocketType
from ai_node_builder.workflow import Workflow

NOTHING: Mapping[str, Any] = {}
TOOL_CALL = "tool_call"
"""The input of a tool node that takes calls."""


class Wire:
    """From an output to an input. A wire into a `do_not_wait` socket has no queue: each value is a firing."""

    __slots__ = ("checked", "offer", "queue", "socket", "target")

    def __init__(self, target: "Station", socket: str, queue: deque[Json] | None) -> None:
        self.target = target
        self.socket = socket
        self.queue = queue
        self.checked: SocketType | None = None
        """What each value must be, where the types of the two ends leave it open."""
        self.offer = False
        """Set where the target may call the source: then this wire carries its definition and no results."""


class Station:
    """One node of the workflow, in this run."""

    __slots__ = (
        "arrays",
        "busy",
        "firings",
        "id",
        "in_line",
        "inputs",
        "memory",
        "missing",
        "node",
        "queues",
        "secrets",
        "sockets",
        "tools",
        "triggers",
        "widgets",
        "wires",
    )

    def __init__(self, id: str, node: type[Node], widgets: Mapping[str, Any]) -> None:
        self.id = id
        self.node = node
        self.secrets = [(name, value["secret"]) for name, value in widgets.items() if _is_secret(node, name, value)]
        self.widgets = dict(widgets)
        self.sockets: dict[str, Socket] = node.inputs()
        self.wires: dict[str, list[Wire]] = {}
        self.queues: list[tuple[str, deque[Json]]] = []
        self.arrays = {name for name, socket in self.sockets.items() if socket.array}
        self.missing = 0
        self.triggers: deque[tuple[str, Json]] = deque()
        self.inputs: Mapping[str, Any] | None = None
        self.firings = 0
        self.busy = False
        self.in_line = False
        self.tools: dict[str, Station] = {}
        self.memory: dict[str, Any] = {}

    def arrive(self, wire: Wire, value: Json) -> bool:
        """Take a value in; answers whether the station may now have something to fire for."""
        if wire.queue is None:
            self.triggers.append((wire.socket, value))
            return self.inputs is not None
        if not wire.queue:
            self.missing -= 1
        wire.queue.append(value)
        return self.missing == 0

    def next_inputs(self) -> Mapping[str, Any] | None:
        """The inputs of the next firing, or None where it must wait.

        A full round of what it waits for comes first. After that each value at a `do_not_wait` socket fires
        once more, beside the inputs of the last round.
        """
        if self.missing == 0 and (self.queues or self.inputs is None):
            self.inputs = self._round() if self.queues else NOTHING
            return self.inputs
        if self.triggers and self.inputs is not None:
            socket, value = self.triggers.popleft()
            return {**self.inputs, socket: [value] if socket in self.arrays else value}
        return None

    def _round(self) -> dict[str, Any]:
        """One value from each wire; the values of an array in the order of its wires."""
        inputs: dict[str, Any] = {}
        for socket, queue in self.queues:
            value = queue.popleft()
            if not queue:
                self.missing += 1
            if socket in self.arrays:
                inputs.setdefault(socket, []).append(value)
            else:
                inputs[socket] = value
        return inputs

    def may_fire(self) -> bool:
        """Whether `next_inputs` has something to give."""
        if self.missing == 0 and (self.queues or self.inputs is None):
            return True
        return bool(self.triggers) and self.inputs is not None

    def waits_for(self) -> str:
        """Why the station has not fired, in words."""
        empty = {socket for socket, queue in self.queues if not queue}
        return f"nothing arrived at {', '.join(sorted(empty))}"

    def wire_to(self, output: str, target: "Station", socket: str) -> Wire:
        """Lead a wire from one of this station's outputs to a socket of another."""
        queue: deque[Json] | None = None
        if not target.sockets[socket].do_not_wait:
            queue = deque()
            target.queues.append((socket, queue))
            target.missing += 1
        wire = Wire(target, socket, queue)
        self.wires.setdefault(output, []).append(wire)
        return wire


def build(workflow: Workflow, registry: Registry) -> dict[str, Station]:
    """The stations of a workflow that `require_valid` has passed, wired up, in file order."""
    stations = {item.id: Station(item.id, registry.get(item.type), item.widgets) for item in workflow.nodes}
    for link in workflow.links:
        (source_id, output_name), (target_id, socket) = link.from_, link.to
        source, target = stations[source_id], stations[target_id]
        output = next(output for output in source.node.outputs if output.name == output_name)
        if output.calls and socket == TOOL_CALL and issubclass(target.node, ToolNode):
            source.tools.setdefault(target.node.definition().name, target)
        else:
            wire = source.wire_to(output_name, target, socket)
            wire.checked = _left_open(output.type, target.sockets[socket].type)
    _mark_offers(stations.values())
    return stations


def _mark_offers(stations: Iterable[Station]) -> None:
    for source in stations:
        for wires in source.wires.values():
            for wire in wires:
                wire.offer = source in wire.target.tools.values()


def _left_open(given: SocketType, wanted: SocketType) -> SocketType | None:
    open_ended = (SocketType.ANY, SocketType.JSON)
    return wanted if given is SocketType.ANY and wanted not in open_ended else None


def _is_secret(node: type[Node], name: str, value: Json) -> bool:
    return node.widgets()[name].kind == "secret" and isinstance(value, dict)
