"""The widget values that a person sends beside a tool call."""

from collections.abc import Mapping

from ai_node_builder.app.app import App
from ai_node_builder.dialects import kind
from ai_node_builder.errors import UserError
from ai_node_builder.nearest import did_you_mean
from ai_node_builder.node.fields import Widget
from ai_node_builder.node.tool import ToolNode
from ai_node_builder.redaction import hide
from ai_node_builder.types import Json
from ai_node_builder.workflow.widgets import widget_complaint


def tool_with(app: App, name: str, values: Json) -> ToolNode:
    """The tool, set up; UserError names a widget that does not fit, ToolNotFound a tool that is not there.

    A key may stand in a secret widget here, for this one call: it is kept nowhere. May wait for the keyring: call it
    in a thread.
    """
    widgets = app.tool(name).widgets()
    if not isinstance(values, Mapping):
        raise UserError(f"widgets must be an object, not {kind(values)}.", code="widget_wrong_kind")
    for widget in values:
        if widget not in widgets:
            said = f"{name} has no widget {widget!r}{did_you_mean(widget, widgets)}"
            raise UserError(said, code="unknown_widget")
    return app.tool(name, {widget: _value(app, widget, widgets[widget], value) for widget, value in values.items()})


def _value(app: App, name: str, widget: Widget, value: Json) -> Json:
    complaint = widget_complaint(widget, value)
    if complaint and complaint[0] != "plain_secret":
        code, said = complaint
        raise UserError(f"the widget {name} {said}", code=code)
    return _key(app, value) if widget.kind == "secret" else value


def _key(app: App, value: Json) -> Json:
    if isinstance(value, Mapping):
        return app.parts.secrets.resolve(value["secret"])
    hide(str(value))
    return value
