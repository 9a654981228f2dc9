"""One firing of a node: what it reports of itself, and what came of it."""

from collections.abc import Collection
from time import perf_counter
from typing import Any

from ai_node_builder.errors import UserError
from ai_node_builder.events import NodeFailed, NodeFinished, NodeProgress, NodeText
from ai_node_builder.services.money import plus
from ai_node_builder.types import Charged, JsonObject

from .failures import error_json
from .state import RunState
from .station import Station


class Firing:
    """The reporter that the node sees in its context.

    `called` is set where a tool call is carried out; `keys` are the secrets that the node was given. In the
    end there are `outputs` or an `error`.
    """

    __slots__ = ("called", "cost_usd", "error", "keys", "number", "outputs", "started_at", "state", "station")

    def __init__(self, station: Station, state: RunState, called: bool) -> None:
        station.firings += 1
        self.station = station
        self.state = state
        self.number = station.firings
        self.called = called
        self.keys: Collection[str] = ()
        self.cost_usd: float | None = 0.0
        self.outputs: dict[str, Any] = {}
        self.error: JsonObject | None = None
        self.started_at = perf_counter()

    def progress(self, message: str, fraction: float | None = None) -> None:
        self.state.tell(NodeProgress(self.station.id, self.number, message, fraction))

    def text(self, piece: str) -> None:
        self.state.tell(NodeText(self.station.id, self.number, piece))

    def spend(self, cost_usd: float | None) -> None:
        self.cost_usd = plus(self.cost_usd, cost_usd)
        self.state.spend(cost_usd)

    def finish(self, outputs: dict[str, Any]) -> None:
        """It ended well."""
        id = self.station.id
        self.state.tell(NodeFinished(id, self.number, outputs, perf_counter() - self.started_at, self.cost_usd))
        self.outputs = self.state.outcome.outputs[id] = outputs

    def fail(self, error: BaseException) -> None:
        """It failed."""
        id = self.station.id
        charged: Charged = "unknown" if self.station.traits.node.paid else "no"
        self.error = error_json(error, id, charged=charged, keys=self.keys)
        if self.error["charged"] == "unknown":
            self.spend(None)
        self.station.failed = True
        self.state.outcome.errors.append({"node": id} | self.error)
        self.state.tell(NodeFailed(id, self.number, self.error, perf_counter() - self.started_at))

    def break_off(self) -> None:
        """It was cancelled: with the whole run, or by a node that called it and waits no more."""
        if self.station.traits.node.paid:
            self.spend(None)
        if not self.state.halted:
            said = f"{self.station.id} was cancelled before it ended; give it more time, or run it again."
            self.fail(UserError(said, code="cancelled"))
