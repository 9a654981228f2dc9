"""Why nodes did not fire, in words."""

from collections.abc import Iterable, Iterator

from .station import Station, Wire

NAMED = 3
"""So many empty inputs are named; a join may have thousands."""


def why_skipped(stations: Iterable[Station]) -> Iterator[tuple[Station, str]]:
    """Every station that never fired, with the reason."""
    for station in stations:
        if station.firings == 0:
            yield station, _reason(station)


def _reason(station: Station) -> str:
    empty = [wire for wire in station.waits_for if not wire.queue]
    if not empty:
        return "the run ended before its turn"
    more = f"; and {len(empty) - NAMED} more" if len(empty) > NAMED else ""
    return "; ".join(map(_lack, empty[:NAMED])) + more


def _lack(wire: Wire) -> str:
    source = wire.source
    if source.failed:
        why = "which failed"
    elif source.firings == 0:
        why = "which was skipped"
    else:
        why = "which sent nothing there"
    return f"nothing came to {wire.socket} from {source.id}, {why}"
