"""A node's place in a run: what it waits for, what lies ready, and where its outputs go.

Values queue on each wire: none is overwritten, none is lost.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from typing import Any

from ai_node_builder.dialects import kind
from ai_node_builder.errors import UserError
from ai_node_builder.node.callable import TOOL_CALL
from ai_node_builder.types import Json, JsonObject, SocketType

from .traits import Traits


class Wire:
    """From an output of one station to an input of another.

    One into a `do_not_wait` socket is not `waited_for`: its values do not queue here, each is a firing to come.
    An `offer` carries a tool's definition to whoever may call it, and no results.
    """

    __slots__ = ("array", "offer", "output", "queue", "socket", "source", "target", "waited_for")

    def __init__(self, source: "Station", output: str, target: "Station", socket: str) -> None:
        self.source = source
        self.output = output
        self.target = target
        self.socket = socket
        self.array = target.traits.inputs[socket].array
        self.waited_for = not target.traits.inputs[socket].do_not_wait
        self.offer = False
        self.queue: deque[Json] = deque()


class Station:
    """One node of the workflow, in this run."""

    __slots__ = (
        "callers",
        "checks",
        "engaged",
        "failed",
        "firings",
        "id",
        "inputs",
        "key",
        "lacking",
        "memory",
        "remembered",
        "secrets",
        "serves",
        "tools",
        "traits",
        "triggered_by",
        "triggers",
        "waits_for",
        "widgets",
        "wires",
    )

    def __init__(self, id: str, traits: Traits, widgets: Mapping[str, Any]) -> None:
        self.id = id
        self.traits = traits
        self.widgets = widgets
        self.secrets: list[tuple[str, str]] = []
        """Widget and name of each key that it needs."""
        self.wires: dict[str, list[Wire]] = {}
        """The wires that leave, by output."""
        self.waits_for: list[Wire] = []
        """The wires that give one value each to a round."""
        self.lacking = 0
        """How many of those are empty."""
        self.triggered_by: list[Wire] = []
        """The wires into `do_not_wait` sockets."""
        self.triggers: deque[tuple[Wire, Json]] = deque()
        """What arrived there."""
        self.inputs: Mapping[str, Any] | None = None
        """What the last round brought; None before the first."""
        self.checks: dict[str, SocketType] = {}
        """What each value must be, at the inputs whose wires leave it open."""
        self.tools: list[Station] = []
        """The tools that it may call."""
        self.callers: list[Station] = []
        """Those that may call it."""
        self.serves = frozenset(filter(None, [traits.tool_name]))
        """The names under which models call it; of a set of tools they are known once it has offered them."""
        self.memory: dict[str, Any] = {}
        """What the node holds in this process."""
        self.remembered: list[Json] = []
        """What its firings left to later ones."""
        self.key: str | None = None
        """Names the result of the firing that an earlier run's result can stand for; None where there is none."""
        self.firings = 0
        self.failed = False
        self.engaged = False
        """Set while it stands in line or fires."""

    def arrive(self, wire: Wire, value: Json) -> None:
        """Take in a value from a wire that ends here."""
        if not wire.waited_for:
            self.triggers.append((wire, value))
            return
        if not wire.queue:
            self.lacking -= 1
        wire.queue.append(value)

    def may_fire(self) -> bool:
        """Whether there is a full round, or a value that fires the station once more."""
        return self._has_round() or (self.inputs is not None and bool(self.triggers))

    def next_inputs(self) -> Mapping[str, Any]:
        """The inputs of the firing that is due: those of a full round, or else of the last one and a trigger."""
        if self.inputs is None or self._has_round():
            self.inputs = self._round()
            return self.inputs
        wire, value = self.triggers.popleft()
        return {**self.inputs, wire.socket: [value] if wire.array else value}

    def inputs_for(self, call: JsonObject) -> Mapping[str, Any]:
        """The inputs of a firing for a tool call that another node makes."""
        return {**(self.inputs or {}), TOOL_CALL: call}

    def check(self, inputs: Mapping[str, Any]) -> None:
        """UserError where a value is not of its socket's type."""
        for name in self.checks.keys() & inputs.keys():
            values = inputs[name] if self.traits.inputs[name].array else (inputs[name],)
            self._must_be(self.checks[name], name, values)

    def _has_round(self) -> bool:
        # Where nothing is waited for there is one round, at the start.
        return self.lacking == 0 and (self.inputs is None or bool(self.waits_for))

    def _round(self) -> dict[str, Any]:
        """One value from each wire; the values of an array in the order of its wires."""
        inputs: dict[str, Any] = {}
        for wire in self.waits_for:
            value = wire.queue.popleft()
            if not wire.queue:
                self.lacking += 1
            if wire.array:
                inputs.setdefault(wire.socket, []).append(value)
            else:
                inputs[wire.socket] = value
        return inputs

    def _must_be(self, wanted: SocketType, name: str, values: Iterable[Json]) -> None:
        for value in values:
            if not wanted.accepts(value):
                said = f"{self.id}: the input {name} takes {wanted}, and got {kind(value)}; link something else to it."
                raise UserError(said, code="wrong_type")
