"""Calling one tool, with its progress on stderr."""

import asyncio
from collections.abc import Sequence

import click

from ai_node_builder.app import App
from ai_node_builder.errors import UserError
from ai_node_builder.nearest import did_you_mean
from ai_node_builder.settings import Settings
from ai_node_builder.tool_node import ToolNode
from ai_node_builder.types import Json, JsonObject
from ai_node_builder.workflow_widgets import parse_widget, widget_complaint

from .given import split, unfit
from .landing import tell_what_is_on_its_way
from .pictures import pictures_in, show_picture
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
        _warn_of_the_history(name)
    elif complaint := widget_complaint(widget, value):
        raise unfit(f"the widget {name} {complaint[1]}")
    return name, value


def _warn_of_the_history(name: str) -> None:
    click.echo(
        f"Warning: the key given for {name} now stands in your shell's history. It is not stored here; next time "
        f'put it in an environment variable and write --set \'{name}={{"secret": "VARIABLE"}}\'.',
        err=True,
    )


def call_tool(tool: type[ToolNode], call: Json, widgets: JsonObject, key: str | None) -> JsonObject:
    """The result of one call. A `key` is good for this tool at this door."""
    key = key and f"cli:{tool.tool_name}:{key}"
    return asyncio.run(_call(tool, call, widgets, key))


async def _call(tool: type[ToolNode], call: Json, widgets: JsonObject, key: str | None) -> JsonObject:
    async with App(Settings.load()) as app:
        node = tool(**{name: _resolved(app, value) for name, value in widgets.items()})
        try:
            with Watch() as watch:
                watch.begin(tool.tool_name, tool.tool_name)
                answer: JsonObject = await app.call(node, call, key=key, report=Voice(watch, tool.tool_name))
        except asyncio.CancelledError:
            await tell_what_is_on_its_way(app)
            raise
        for filename, _ in pictures_in(answer):
            show_picture(app.parts.services.files.path(filename))
        return answer


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
