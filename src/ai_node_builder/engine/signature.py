"""Which results of a run may be used again in later runs, and under which names.

A signature is a hash of a node's id, class, version and widgets, and of the signatures of all that it waits for and
of the tools that it may call. Each is worked out once, from those before it. Secrets are no part of it.
"""

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ai_node_builder.services.to_json import to_json

from .station import Station, Wire


def sign(stations: Mapping[str, Station], scope: str) -> list[str]:
    """Give a `key` to each station whose result can be used again, and answer the keys.

    That is one that fires exactly once however the run goes, or a tool that is called by hand exactly once. Results
    are told apart by `scope`.
    """
    signed: dict[str, str] = {}
    for station in _in_order(stations.values()):
        signature = _signature(station, signed, scope)
        if signature is not None:
            signed[station.id] = signature
    for station in stations.values():
        station.key = _key(station, signed)
    return [station.key for station in stations.values() if station.key is not None]


def digest(*parts: Any) -> str:
    """A hash of JSON values."""
    return hashlib.sha256(to_json(parts).encode()).hexdigest()


def _in_order(stations: Iterable[Station]) -> Iterator[Station]:
    """Each station after those that it depends on; none that is in a cycle or below one."""
    # The stations know their neighbours. graphlib would note them all once more, and in a graph of 20,000 nodes
    # most of its time goes to the garbage collector, which looks at every such note.
    lacking = {station: len(station.waits_for) + len(station.tools) for station in stations}
    ready = deque(station for station, number in lacking.items() if number == 0)
    while ready:
        station = ready.popleft()
        yield station
        for follower in _followers(station):
            lacking[follower] -= 1
            if lacking[follower] == 0:
                ready.append(follower)


def _followers(station: Station) -> Iterator[Station]:
    yield from station.callers
    for wires in station.wires.values():
        yield from (wire.target for wire in wires if wire.waited_for)


def _signature(station: Station, signed: Mapping[str, str], scope: str) -> str | None:
    traits = station.traits
    if not traits.node.reusable or (station.triggered_by and not traits.takes_calls):
        return None
    sources = [_source(wire, signed) for wire in station.waits_for]
    tools = [signed.get(tool.id) for tool in station.tools]
    if None in sources or None in tools:
        return None
    widgets = traits.plain | {name: value for name, value in station.widgets.items() if name in traits.plain}
    entering = [(wire.socket, wire.output, source) for wire, source in zip(station.waits_for, sources, strict=True)]
    return digest(scope, station.id, traits.node.type, traits.node.version, widgets, entering, tools)


def _source(wire: Wire, signed: Mapping[str, str]) -> str | None:
    """The signature of what comes along a wire; None where that is not known, or may be more than one value."""
    source = wire.source
    sends_more = not wire.offer and (source.callers or source.triggered_by)
    return None if sends_more else signed.get(source.id)


def _key(station: Station, signed: Mapping[str, str]) -> str | None:
    signature = signed.get(station.id)
    if signature is None or station.traits.instant:
        return None
    if not station.traits.takes_calls:
        return signature
    if len(station.triggered_by) != 1:
        return None
    call = station.triggered_by[0]
    source = _source(call, signed)
    return None if source is None else digest(signature, call.socket, call.output, source)
