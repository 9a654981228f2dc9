"""What a run may cost, before it begins."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from ai_node_builder.node.base import Node
from ai_node_builder.node.context import Services
from ai_node_builder.registry.registry import Registry

from .document import NodeItem, Workflow
from .part import reached


@dataclass(frozen=True, slots=True)
class Estimate:
    """In dollars. `nodes` has the most that one firing of each node can cost, None where that is not known.

    `known_usd` adds up what is known, each node counted once. `cost_usd` is the most that the run can cost; None
    where a price is not known, or where a node that costs money may fire more than once, as a tool that a model calls.
    """

    cost_usd: float | None
    known_usd: float
    nodes: dict[str, float | None]


def estimate(workflow: Workflow, registry: Registry, services: Services) -> Estimate:
    """What a run of the workflow may cost. Results of earlier runs, which cost nothing, are not looked for.

    The workflow need not be valid: the cost of a node that cannot be made as it is set is not known.
    """
    nodes = {item.id: _cost(item, registry, services) for item in workflow.nodes}
    known = sum(filter(None, nodes.values()))
    bounded = None not in nodes.values() and not any(nodes.get(node) for node in _repeated(workflow, registry))
    return Estimate(known if bounded else None, known, nodes)


def _cost(item: NodeItem, registry: Registry, services: Services) -> float | None:
    if item.type not in registry:
        return None
    node = registry.get(item.type)
    try:
        return node(**_plain(item, node)).estimate(services)
    except (TypeError, ValueError, AttributeError):
        return None  # a widget of the wrong kind, which the workflow's check tells of


def _plain(item: NodeItem, node: type[Node]) -> dict[str, Any]:
    """The widgets but for keys, which cost nothing."""
    widgets = node.widgets()
    return {name: value for name, value in item.widgets.items() if name in widgets and widgets[name].kind != "secret"}


def _repeated(workflow: Workflow, registry: Registry) -> set[str]:
    """The nodes that may fire more than once: those that do not wait for a wire, and all that they send values to."""
    eager = {type_name: _do_not_wait(registry.get(type_name)) for type_name in _types(workflow, registry)}
    types = {item.id: item.type for item in workflow.nodes}
    calls = {
        (link.from_[0], link.to[0]) for link in workflow.links if link.to[1] in eager.get(types.get(link.to[0], ""), ())
    }
    followers = defaultdict(set)
    for link in workflow.links:
        # What a tool sends to its caller is its definition, and that once.
        if (link.to[0], link.from_[0]) not in calls:
            followers[link.from_[0]].add(link.to[0])
    return reached({target for _, target in calls}, followers)


def _types(workflow: Workflow, registry: Registry) -> set[str]:
    return {item.type for item in workflow.nodes if item.type in registry}


def _do_not_wait(node: type[Node]) -> set[str]:
    return {name for name, socket in node.inputs().items() if socket.do_not_wait}
