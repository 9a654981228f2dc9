"""The answer of a run, for stdout: text as text, pictures as their URL and their file, all else as JSON."""

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress

from ai_node_builder.app.app import App
from ai_node_builder.errors import NotFound
from ai_node_builder.services.files import ServableFileManager
from ai_node_builder.types import Json, JsonObject
from ai_node_builder.workflow.answer import answer_of
from ai_node_builder.workflow.document import Workflow

from .output import print_text


def print_answer(app: App, workflow: Workflow, outputs: JsonObject) -> None:
    """Print what the run's last nodes came to, under their names where there are several."""
    shown = answer_of(workflow, app.parts.registry, outputs)
    for node, values in shown.items():
        heading = [f"{node}:"] if len(shown) > 1 else []
        print_text("\n".join([*heading, *_lines(values.values(), app.parts.services.files)]))


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
