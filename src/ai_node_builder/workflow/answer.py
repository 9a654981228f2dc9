"""What a run came to, for those who only want the answer."""

from collections.abc import Iterator, Mapping
from typing import Any

from ai_node_builder.nodes.display import Display
from ai_node_builder.registry.registry import Registry
from ai_node_builder.types import Json, JsonObject

from .document import End, Workflow


def answer_of(workflow: Workflow, registry: Registry, outputs: JsonObject) -> dict[str, dict[str, Json]]:
    """The outputs of the display nodes, by node; where there are none, of the nodes that pass nothing on."""
    calls = _calls(workflow, registry)
    shown = {node: outputs[node] for node in _last_nodes(workflow, calls) if node in outputs}
    return {
        node: {name: value for name, value in values.items() if (node, name) not in calls}
        for node, values in shown.items()
    }


def pictures_in(value: Any) -> Iterator[tuple[str, str]]:
    """File name and servable URL of every picture in a JSON value."""
    if isinstance(value, Mapping):
        filename, url = value.get("filename"), value.get("servable_url")
        if isinstance(filename, str) and isinstance(url, str):
            yield filename, url
        for child in value.values():
            yield from pictures_in(child)
    elif isinstance(value, list | tuple):
        for child in value:
            yield from pictures_in(child)


def _calls(workflow: Workflow, registry: Registry) -> set[End]:
    """The outputs that only say which tools may be called, and pass nothing on."""
    return {(item.id, one.name) for item in workflow.nodes for one in registry.get(item.type).outputs if one.calls}


def _last_nodes(workflow: Workflow, calls: set[End]) -> list[str]:
    displays = [item.id for item in workflow.nodes if item.type == Display.type]
    passing = {link.from_[0] for link in workflow.links if link.from_ not in calls}
    return displays or [item.id for item in workflow.nodes if item.id not in passing]
