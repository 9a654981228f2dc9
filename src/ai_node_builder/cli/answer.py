"""The answer of a run, for stdout: text as text, pictures as their URL and their file, all else as JSON."""

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress

from ai_node_builder.app.app import App
from ai_node_builder.errors import NotFound
from ai_node_builder.nodes.display import Display
from ai_node_builder.registry.registry import Registry
from ai_node_builder.services.files import ServableFileManager
from ai_node_builder.types import Json, JsonObject
from ai_node_builder.workflow.document import End, Workflow

from .output import print_text


def print_answer(app: App, workflow: Workflow, outputs: JsonObject) -> None:
    """Print what the run's last nodes came to, under their names where there are several."""
    calls = _calls(workflow, app.parts.registry)
    shown = {node: outputs[node] for node in _last_nodes(workflow, calls) if node in outputs}
    for node, values in shown.items():
        heading = [f"{node}:"] if len(shown) > 1 else []
        values = [value for name, value in values.items() if (node, name) not in calls]
        print_text("\n".join([*heading, *_lines(values, app.parts.services.files)]))


def _calls(workflow: Workflow, registry: Registry) -> set[End]:
    """The outputs that only say which tools may be called, and pass nothing on."""
    return {(item.id, one.name) for item in workflow.nodes for one in registry.get(item.type).outputs if one.calls}


def _last_nodes(workflow: Workflow, calls: set[End]) -> list[str]:
    """The display nodes; where there are none, the nodes that pass nothing on."""
    displays = [item.id for item in workflow.nodes if item.type == Display.type]
    passing = {link.from_[0] for link in workflow.links if link.from_ not in calls}
    return displays or [item.id for item in workflow.nodes if item.id not in passing]


def _lines(values: Iterable[Json], files: ServableFileManager) -> Iterator[str]:
    told: set[Json] = set()
    for value in values:
        if picture := _picture(value):
            told |= set(picture)
            yield picture[1]
            with suppress(NotFound):  # deleted since, or made elsewhere: then there is only the URL
                yield str(files.path(picture[0]))
        elif not isinstance(value, str):
            yield json.dumps(value, ensure_ascii=False, indent=2)
        elif value not in told:
            yield value


def _picture(value: Json) -> tuple[str, str] | None:
    """File name and URL, where the value is a picture or the tool result that brings one."""
    inner = value.get("result", value) if isinstance(value, dict) else None
    if isinstance(inner, dict) and {"filename", "servable_url"} <= inner.keys():
        return inner["filename"], inner["servable_url"]
    return None
