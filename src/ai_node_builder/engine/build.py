"""From a workflow to its stations and wires."""

from collections.abc import Iterable
from functools import cache

from ai_node_builder.node.callable import TOOL_CALL
from ai_node_builder.registry.registry import Registry
from ai_node_builder.types import SocketType
from ai_node_builder.workflow.document import Link, NodeItem, Workflow

from .station import Station, Wire
from .traits import Traits


def build(workflow: Workflow, registry: Registry) -> dict[str, Station]:
    """The stations of a workflow that `require_valid` has passed, wired up, in file order."""
    traits = cache(lambda type_name: Traits(registry.get(type_name)))
    stations = {item.id: _station(item, traits(item.type)) for item in workflow.nodes}
    for link in workflow.links:
        _join(stations, link)
    _mark_offers(stations.values())
    return stations


def versions(stations: Iterable[Station]) -> dict[str, str]:
    """The version of each type of node."""
    return {station.traits.node.type: station.traits.node.version for station in stations}


def _station(item: NodeItem, traits: Traits) -> Station:
    station = Station(item.id, traits, item.widgets)
    if traits.secrets:
        station.secrets = [
            (name, item.widgets[name]["secret"]) for name in traits.secrets if isinstance(item.widgets.get(name), dict)
        ]
    return station


def _join(stations: dict[str, Station], link: Link) -> None:
    (source_id, output_name), (target_id, socket) = link.from_, link.to
    source, target = stations[source_id], stations[target_id]
    output = source.traits.outputs[output_name]
    if output.calls and socket == TOOL_CALL and target.traits.takes_calls:
        source.tools.append(target)
        target.callers.append(source)
        return
    wire = Wire(source, output_name, target, socket)
    source.wires.setdefault(output_name, []).append(wire)
    if wire.waited_for:
        target.waits_for.append(wire)
        target.lacking += 1
    else:
        target.triggered_by.append(wire)
    wanted = target.traits.inputs[socket].type
    if output.type is SocketType.ANY and wanted not in (SocketType.ANY, SocketType.JSON):
        target.checks[socket] = wanted


def _mark_offers(stations: Iterable[Station]) -> None:
    for caller in stations:
        for tool in caller.tools:
            for wires in tool.wires.values():
                for wire in wires:
                    wire.offer = wire.offer or wire.target is caller
