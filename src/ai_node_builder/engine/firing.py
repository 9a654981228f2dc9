"""One firing of a node, and what it reports of itself."""

from collections.abc import Callable
from time import perf_counter

from ai_node_builder import events

from .stations import Station


class Firing:
    """The reporter that a node sees in its context. `called` is set where a tool call is carried out."""

    __slots__ = ("called", "cost", "emit", "number", "started", "station")

    def __init__(self, station: Station, emit: Callable[[events.Event], None], called: bool) -> None:
        station.firings += 1
        self.station = station
        self.number = station.firings
        self.emit = emit
        self.called = called
        self.cost: float | None = 0.0
        self.started = perf_counter()

    def progress(self, message: str, fraction: float | None = None) -> None:
        self.emit(events.NodeProgress(self.station.id, self.number, message, fraction))

    def text(self, piece: str) -> None:
        self.emit(events.NodeText(self.station.id, self.number, piece))

    def spend(self, cost_usd: float | None) -> None:
        self.cost = None if cost_usd is None or self.cost is None else self.cost + cost_usd
