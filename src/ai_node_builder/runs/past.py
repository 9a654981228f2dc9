"""A run's earlier parts, read from its stored events."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from ai_node_builder.engine import Past
from ai_node_builder.errors import UserError
from ai_node_builder.events import Event, RunInterrupted, RunResumed, RunStarted, read_event
from ai_node_builder.registry.registry import Registry

from .store import RunEvent


def past_of(stored: Sequence[RunEvent]) -> Past:
    """The events of a run, and the seconds in which they came about."""
    events = [read_event(one.data) for one in stored]
    return Past(events, sum(_parts(stored, events)))


def require_same_nodes(events: Iterable[Event], registry: Registry) -> None:
    """UserError where a type of node is gone, or has another version than when the run began."""
    for type_name, version in _beginning(events).versions.items():
        if type_name not in registry:
            raise UserError(f"the node type {type_name!r} is not installed any more; {_ADVICE}", code="run_outdated")
        now = registry.get(type_name).version
        if now != version:
            said = f"the node type {type_name!r} was version {version} when this run began and is {now} now; {_ADVICE}"
            raise UserError(said, code="run_outdated")


def was_fresh(events: Iterable[Event]) -> bool:
    """Whether the run was to use no results of earlier ones."""
    return _beginning(events).fresh


_ADVICE = "bring back the one it had, or run the workflow anew."


def _beginning(events: Iterable[Event]) -> RunStarted:
    """What the run's first event says; nothing, where it was cut off before that was stored."""
    return next((event for event in events if isinstance(event, RunStarted)), RunStarted([]))


def _parts(stored: Sequence[RunEvent], events: Sequence[Event]) -> Iterator[float]:
    """Seconds of each part of the run. That it was cut off may have been found out much later, and is no work."""
    times = [(one.at, event) for one, event in zip(stored, events, strict=True)]
    times = [(at, event) for at, event in times if not isinstance(event, RunInterrupted)]
    starts = [i for i, (_, event) in enumerate(times) if i == 0 or isinstance(event, RunResumed)]
    for start, end in pairwise([*starts, len(times)]):
        yield times[end - 1][0] - times[start][0]
