"""Results of earlier runs, in the place of firings that would do the same again."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from ai_node_builder.redaction import redact
from ai_node_builder.services.to_json import to_json
from ai_node_builder.types import JsonObject

from .firing import Firing
from .signature import digest, sign
from .station import Station

LARGEST = 1_000_000
"""Characters of JSON that a result may have to be used again."""


class MadeCall(msgspec.Struct, frozen=True):
    """A call that a firing made of the tool `node`, and what came of it."""

    node: str
    call: JsonObject
    outputs: dict[str, Any]


class Result(msgspec.Struct, frozen=True):
    """What a firing came to. `inputs` is a hash of what it had, `calls` what its tools did."""

    inputs: str
    outputs: dict[str, Any]
    calls: list[MadeCall] = []


class Reuse:
    """Answers firings from `earlier` results, by key, and hands new ones to `save` as key, node id and JSON text.

    Results are told apart by `scope`. A `fresh` run is given no earlier ones.
    """

    def __init__(self, scope: str, save: Callable[[str, str, str], None], *, fresh: bool = False) -> None:
        self.fresh = fresh
        self.keys: list[str] = []
        """The keys of all results that this run could use."""
        self.earlier: Mapping[str, Result] = {}
        self._scope = scope
        self._save = save

    def sign(self, stations: Mapping[str, Station]) -> None:
        self.keys = sign(stations, self._scope)

    def find(self, firing: Firing) -> Result | None:
        """The earlier result that stands for this firing; None where it has to be carried out."""
        station = firing.station
        if station.key is None or firing.called != station.traits.takes_calls:
            return None
        firing.fingerprint = _fingerprint(firing)
        found = self.earlier.get(station.key)
        return found if found is not None and found.inputs == firing.fingerprint else None

    def keep(self, firing: Firing) -> None:
        """Save what a firing came to, if `find` knew it, all went well, and no key is in it."""
        key, fingerprint = firing.station.key, firing.fingerprint
        if key is None or fingerprint is None or not all(map(_went_well, (firing, *firing.calls))):
            return
        calls = [MadeCall(call.station.id, call.inputs["tool_call"], call.outputs) for call in firing.calls]
        text = to_json(Result(fingerprint, firing.outputs, calls))
        if len(text) <= LARGEST and redact(text) == text:
            self._save(key, firing.station.id, text)


def as_reused(value: Any) -> Any:
    """The same JSON value; whatever in it tells what it cost, and whether it is reused, says so: nothing, and yes."""
    match value:
        case Mapping():
            reused = {name: as_reused(child) for name, child in value.items()}
            return reused | {"cached": True, "cost_usd": 0} if {"cached", "cost_usd"} <= reused.keys() else reused
        case list() | tuple():
            return [as_reused(child) for child in value]
    return value


def _fingerprint(firing: Firing) -> str:
    # The tools count too: what they do hangs on their own inputs. A reused picture is the same picture.
    return digest(as_reused([firing.inputs, [tool.inputs for tool in firing.station.tools]]))


def _went_well(firing: Firing) -> bool:
    """Whether there are outputs, and they are no error of a tool."""
    result = firing.outputs.get("output") if firing.called else None
    failed = isinstance(result, Mapping) and "error" in result
    return firing.error is None and not failed and (not firing.called or result is not None)
