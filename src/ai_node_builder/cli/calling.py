"""Calling one tool, with its progress on stderr."""

import asyncio
from collections.abc import Sequence

import click

from ai_node_builder.app.app import App
from ai_node_builder.app.settings import Settings
from ai_node_builder.dialects import call_id
from ai_node_builder.engine.failures import error_json
from ai_node_builder.errors import UserError
from ai_node_builder.nearest import did_you_mean
from ai_node_builder.node.tool import ToolNode
from ai_node_builder.redaction import hide
from ai_node_builder.types import Charged, Json, JsonObject
from ai_node_builder.workflow.answer import pictures_in
from ai_node_builder.workflow.widgets import parse_widget, widget_complaint

from .given import split, unfit
from .landing import tell_what_is_on_its_way
from .output import print_json
from .pictures import show_pictures
from .progress import Watch


def read_widgets(tool: type[ToolNode], given: Sequence[str]) -> JsonObject:
    """The values of `WIDGET=VALUE` texts; BadParameter, which never repeats a value, where one does not fit."""
    return dict(_read_widget(tool, *split(one)) for one in given)


def _read_widget(tool: type[ToolNode], name: str, text: str) -> tuple[str, Json]:
    widgets = tool.widgets()
    if name not in widgets:
        raise unfit(f"{tool.tool_name} has no widget {name!r}{did_you_mean(name, widgets)}")
    widget = widgets[name]
    try:
        value = parse_widget(widget, text)
    except UserError as error:
        raise unfit(f"{name}: {error}") from error
    if widget.kind == "secret" and isinstance(value, str):
        hide(value)
        _warn_of_the_history(name)
    elif complaint := widget_complaint(widget, value):
        raise unfit(f"the widget {name} {complaint[1]}")
    return name, value


def _warn_of_the_history(name: str) -> None:
    click.echo(
        f"Warning: the key given for {name} now stands in your shell's history. It is not stored here; next time "
        f'store it, which asks for it (ainb secrets set NAME), and write --set \'{name}={{"secret": "NAME"}}\'.',
        err=True,
    )


def call_tool(tool: type[ToolNode], call: Json, widgets: JsonObject, key: str | None) -> JsonObject:
    """Print the result of one call, and answer it. A `key` is good for this tool at this door."""
    key = key and f"cli:{tool.tool_name}:{key}"
    return asyncio.run(_call(tool, call, widgets, key))


async def _call(tool: type[ToolNode], call: Json, widgets: JsonObject, key: str | None) -> JsonObject:
    async with App(Settings.load()) as app:
        answer = await _answer(app, tool, call, widgets, key)
        print_json(answer)
        show_pictures((filename for filename, _ in pictures_in(answer)), app.parts.services.files)
        return answer


async def _answer(app: App, tool: type[ToolNode], call: Json, widgets: JsonObject, key: str | None) -> JsonObject:
    values = dict(widgets)
    try:
        values |= {name: _resolved(app, value) for name, value in widgets.items()}
        with Watch() as watch:
            watch.begin(tool.tool_name, tool.tool_name)
            answer: JsonObject = await app.call(tool(**values), call, key=key, report=Voice(watch, tool.tool_name))
            return answer
    except asyncio.CancelledError:
        await tell_what_is_on_its_way(app)
        raise
    except Exception as error:
        charged: Charged = "unknown" if tool.paid else "no"
        said = error_json(error, tool.tool_name, charged=charged)
        return {"id": call_id(call) or f"{tool.family}_error"} | said


def _resolved(app: App, value: Json) -> Json:
    return app.parts.secrets.resolve(value["secret"]) if isinstance(value, dict) else value


class Voice:
    """Passes a call's progress on to the screen."""

    def __init__(self, watch: Watch, name: str) -> None:
        self._watch = watch
        self._name = name

    def progress(self, message: str, fraction: float | None = None) -> None:
        self._watch.tell(self._name, message, fraction)

    def text(self, piece: str) -> None:
        """The result has it."""

    def spend(self, cost_usd: float | None) -> None:
        """The result has it."""
