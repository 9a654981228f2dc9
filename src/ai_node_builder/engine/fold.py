"""A run that was cut off, put together again from its events.

They are folded, and no code is replayed: each event does to queues, triggers and counts what happened when it was
told. What had begun and not ended well fires again, under the same number and so under the same idempotency key.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from ai_node_builder.errors import UserError
from ai_node_builder.events import Event, NodeFailed, NodeFinished, NodeKept, NodeRemembered, NodeStarted
from ai_node_builder.types import Json

from .firing import Call, Firing
from .offers import take_up
from .state import RunState
from .station import Station

Name: TypeAlias = tuple[str, int]
"""Node and number of a firing."""


@dataclass(frozen=True, slots=True)
class Past:
    """What is on record of a run's earlier parts: their events in order, and their seconds."""

    events: Sequence[Event] = ()
    seconds: float = 0.0


def fold(events: Iterable[Event], stations: Mapping[str, Station], state: RunState) -> list[Firing]:
    """Bring stations and state to where the events left them; answers the firings to carry out again, in order.

    Calls whose caller fires again are not among them: they wait for the caller to make them. UserError where the
    events do not fit the workflow.
    """
    folding = _Fold(stations, state)
    for event in events:
        folding.take(event)
    return folding.unfinished()


class _Fold:
    def __init__(self, stations: Mapping[str, Station], state: RunState) -> None:
        self._stations = stations
        self._state = state
        self._firings: dict[Name, Firing] = {}
        self._open: dict[Name, Firing] = {}
        self._calls: dict[Name, Call] = {}

    def take(self, event: Event) -> None:
        match event:
            case NodeStarted():
                self._started(event)
            case NodeKept():
                self._kept(self._firing(event), event.value, event.cost_usd)
            case NodeRemembered():
                self._firing(event).remember(event.value)
            case NodeFinished():
                self._finished(event)
            case NodeFailed():
                firing = self._firing(event)
                firing.error, firing.cost_usd = event.error, event.cost_usd

    def unfinished(self) -> list[Firing]:
        for firing in self._open.values():
            firing.left = ()
            self._state.spend(firing.name, firing.cost_usd)
        return [firing for name, firing in self._open.items() if not self._left_to_its_caller(name)]

    def _started(self, event: NodeStarted) -> None:
        if again := self._open.get((event.node, event.firing)):
            again.left, again.error = (), None
            return
        station = self._stations.get(event.node)
        if station is None or event.firing != station.firings + 1:
            raise _unfit(event.node)
        caller = self._firings.get((event.caller or "", event.caller_firing or 0))
        inputs = _due(station) if event.call is None else station.inputs_for(event.call)
        firing = Firing(station, self._state, inputs, caller)
        self._state.firings += 1
        name = (station.id, firing.number)
        self._firings[name] = self._open[name] = firing
        if caller is not None:
            self._calls[name] = Call(firing)
            caller.earlier = (*caller.earlier, self._calls[name])

    def _kept(self, firing: Firing, value: Json, cost_usd: float | None) -> None:
        firing.kept, firing.cost_usd = (*firing.kept, value), cost_usd
        for call in firing.earlier:  # whoever keeps something has heard of the calls that failed before
            if call.answer is None and call.firing.error is not None:
                call.answer = call.firing.answer()

    def _finished(self, event: NodeFinished) -> None:
        firing = self._firing(event)
        if firing.station.traits.takes_calls and not firing.called:
            take_up(firing.station, event.outputs)
        self._state.spend(firing.name, event.cost_usd)
        firing.error = None
        firing.settle(event.outputs)
        firing.deliver(lambda _: None)
        name = (event.node, event.firing)
        del self._open[name]
        if call := self._calls.get(name):
            call.answer = firing.answer()

    def _firing(self, event: Any) -> Firing:
        firing = self._open.get((event.node, event.firing))
        if firing is None:
            raise _unfit(event.node)
        return firing

    def _left_to_its_caller(self, name: Name) -> bool:
        call = self._calls.get(name)
        caller = call.firing.caller if call is not None and call.answer is None else None
        return caller is not None and (caller.station.id, caller.number) in self._open


def _due(station: Station) -> Mapping[str, Any]:
    if not station.may_fire():
        raise _unfit(station.id)
    return station.next_inputs()


def _unfit(node: str) -> UserError:
    said = f"the events of this run do not fit its workflow at {node}, whose class has changed; run the workflow anew."
    return UserError(said, code="run_outdated")
