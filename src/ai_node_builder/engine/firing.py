"""One firing of a node: what it reports of itself, and what came of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from ai_node_builder.errors import UserError
from ai_node_builder.events import (
    NodeFailed,
    NodeFinished,
    NodeKept,
    NodeProgress,
    NodeRemembered,
    NodeStarted,
    NodeText,
)
from ai_node_builder.node.callable import TOOL_CALL
from ai_node_builder.services.money import plus
from ai_node_builder.types import Charged, Json, JsonObject

from .failures import error_json
from .state import RunState
from .station import Station


@dataclass(slots=True)
class Call:
    """A tool call on record. `answer` is what the caller heard, None where it heard nothing yet."""

    firing: "Firing"
    answer: JsonObject | None = None


class Firing:
    """The reporter and the record that the node sees in its context.

    `called` is set where a tool call is carried out, `caller` where another node made it; `keys` are the secrets
    that the node was given. In the end there are `outputs` or an `error`.
    """

    __slots__ = (
        "called",
        "caller",
        "calls",
        "cost_usd",
        "earlier",
        "error",
        "fingerprint",
        "inputs",
        "kept",
        "keys",
        "left",
        "number",
        "outputs",
        "started_at",
        "state",
        "station",
    )

    def __init__(
        self, station: Station, state: RunState, inputs: Mapping[str, Any], caller: "Firing | None" = None
    ) -> None:
        station.firings += 1
        self.station = station
        self.state = state
        self.inputs = inputs
        self.caller = caller
        if caller is not None:
            caller.calls += (self,)
        self.number = station.firings
        self.called = TOOL_CALL in inputs
        self.keys: dict[str, str] = {}
        self.cost_usd: float | None = 0.0
        self.outputs: dict[str, Any] = {}
        self.error: JsonObject | None = None
        self.kept: Sequence[Json] = ()
        self.left: Sequence[Json] = ()
        """What it leaves to later firings of the node."""
        self.earlier: Sequence[Call] = ()
        """The calls that it made before the run was cut off, and has not made again."""
        self.calls: tuple[Firing, ...] = ()
        """The firings of the tools that it called."""
        self.fingerprint: str | None = None
        """What its inputs were, where its result may be used again."""
        self.started_at = 0.0

    @property
    def name(self) -> str:
        """Which one of the run it is."""
        return f"{self.station.id}:{self.number}"

    @property
    def remembered(self) -> Sequence[Json]:
        return self.station.remembered

    def begin(self) -> None:
        """Announce it; for the second time where the run was cut off under way."""
        self.error = None
        self.started_at = perf_counter()
        id, caller = self.station.id, self.caller
        if caller is None:
            self.state.tell(NodeStarted(id, self.number))
        else:
            self.state.tell(NodeStarted(id, self.number, self.inputs[TOOL_CALL], caller.station.id, caller.number))

    def progress(self, message: str, fraction: float | None = None) -> None:
        self.state.tell(NodeProgress(self.station.id, self.number, message, fraction))

    def text(self, piece: str) -> None:
        self.state.tell(NodeText(self.station.id, self.number, piece))

    def spend(self, cost_usd: float | None) -> None:
        self.cost_usd = plus(self.cost_usd, cost_usd)
        self.state.spend(self.name, cost_usd)

    async def keep(self, value: Json) -> None:
        self.state.tell(NodeKept(self.station.id, self.number, value, self.cost_usd))
        await self.state.on_record()

    def remember(self, value: Json) -> None:
        self.left = (*self.left, value)

    def recall(self, request: JsonObject) -> Call | None:
        """A call of this wording that it made before the run was cut off, each once."""
        found = next((call for call in self.earlier if call.firing.inputs[TOOL_CALL] == request), None)
        if found is not None:
            self.earlier = [call for call in self.earlier if call is not found]
        return found

    def finish(self, outputs: dict[str, Any], *, cached: bool = False) -> None:
        """It ended well; `cached` where nothing was done."""
        id = self.station.id
        for value in self.left:
            self.state.tell(NodeRemembered(id, self.number, value))
        seconds = 0.0 if cached else perf_counter() - self.started_at
        self.state.tell(NodeFinished(id, self.number, outputs, seconds, self.cost_usd, cached))
        self.settle(outputs)

    def settle(self, outputs: dict[str, Any]) -> None:
        """Take in what it came to."""
        self.outputs = self.state.outcome.outputs[self.station.id] = outputs
        if self.left:
            self.station.remembered += self.left

    def fail(self, error: BaseException) -> None:
        """It failed."""
        id = self.station.id
        charged: Charged = "unknown" if self.station.traits.node.paid else "no"
        self.error = error_json(error, id, charged=charged)
        if self.error["charged"] == "unknown":
            self.spend(None)
        self.station.failed = True
        self.state.outcome.errors.append({"node": id} | self.error)
        self.state.tell(NodeFailed(id, self.number, self.error, perf_counter() - self.started_at, self.cost_usd))

    def break_off(self) -> None:
        """It was cancelled: with the whole run, or by a node that called it and waits no more."""
        if self.station.traits.node.paid:
            self.spend(None)
        if not self.state.halted:
            said = f"{self.station.id} was cancelled before it ended; give it more time, or run it again."
            self.fail(UserError(said, code="cancelled"))

    def deliver(self, schedule: Callable[[Station], None]) -> None:
        """Send the outputs along the wires, and tell of each station that they reach; a failed firing has none."""
        for name, value in self.outputs.items():
            for wire in self.station.wires.get(name, ()):
                if not (self.called and wire.offer):
                    wire.target.arrive(wire, value)
                    schedule(wire.target)

    def answer(self) -> JsonObject:
        """What a node hears that called it."""
        if self.error is not None:
            return {"id": self.inputs[TOOL_CALL]["id"]} | self.error
        result: JsonObject = self.outputs["output"]
        return result
