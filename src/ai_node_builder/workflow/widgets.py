"""The values of widgets: whether they fit, how a text becomes one, and how to set them in a workflow."""

import json
import math
from collections.abc import Mapping
from typing import Any

from ai_node_builder.dialects import kind
from ai_node_builder.errors import UserError
from ai_node_builder.nearest import did_you_mean
from ai_node_builder.node.fields import Widget
from ai_node_builder.registry.registry import Registry
from ai_node_builder.types import Json

from .document import NodeItem, Workflow

TOGGLES = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}


def widget_complaint(widget: Widget, value: Json) -> tuple[str, str] | None:
    """The problem code and words for a value that does not fit the widget; None for one that does."""
    match widget.kind:
        case "secret":
            return _secret_complaint(value)
        case "number" | "slider":
            return _number_complaint(widget, value)
        case "toggle" if not isinstance(value, bool):
            return "widget_wrong_kind", f"must be true or false, not {kind(value)}."
        case "text" | "textarea" | "combo" if not isinstance(value, str):
            return "widget_wrong_kind", f"must be a text, not {kind(value)}."
        case "combo" if widget.options and not widget.source and value not in widget.options:
            return "option_not_offered", f"does not offer {str(value)[:40]!r}; choose {', '.join(widget.options)}."
    return None


def _secret_complaint(value: Json) -> tuple[str, str] | None:
    if isinstance(value, dict) and list(value) == ["secret"] and isinstance(value["secret"], str) and value["secret"]:
        return None
    if not isinstance(value, str):
        return "widget_wrong_kind", 'must be empty or name a stored key, as in {"secret": "OPENAI_API_KEY"}.'
    if value:
        return "plain_secret", 'must not hold a key itself; name a stored key, as in {"secret": "OPENAI_API_KEY"}.'
    return None


def _number_complaint(widget: Widget, value: Json) -> tuple[str, str] | None:
    if value is None and widget.default is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "widget_wrong_kind", f"must be a number, not {kind(value)}."
    if widget.minimum is not None and value < widget.minimum:
        return "widget_out_of_bounds", f"must be at least {widget.minimum:g}, not {str(value)[:20]}."
    if widget.maximum is not None and value > widget.maximum:
        return "widget_out_of_bounds", f"must be at most {widget.maximum:g}, not {str(value)[:20]}."
    return None


def parse_widget(widget: Widget, text: str) -> Json:
    """The value that `text`, typed on a command line, stands for; UserError where the widget's kind allows none.

    A secret may be named as JSON, `{"secret": "OPENAI_API_KEY"}`; an empty text leaves a number unset.
    """
    match widget.kind:
        case "toggle":
            return _parse_toggle(text)
        case "number" | "slider":
            return None if not text and widget.default is None else _parse_number(text)
        case "secret" if text.startswith("{"):
            return _parse_reference(text)
    return text


def _parse_toggle(text: str) -> bool:
    try:
        return TOGGLES[text.strip().lower()]
    except KeyError:
        raise UserError(f"{text!r} is neither true nor false; use one of {', '.join(TOGGLES)}.") from None


def _parse_number(text: str) -> float:
    for convert in (int, float):
        try:
            value: float = convert(text)
        except ValueError:
            continue
        if math.isfinite(value):
            return value
    raise UserError(f"{text!r} is not a number; write it as in 0.5.")


def _parse_reference(text: str) -> Json:
    try:
        reference: Json = json.loads(text)
    except ValueError:
        raise UserError('a key is named as in {"secret": "OPENAI_API_KEY"}; correct the JSON.') from None
    return reference


def find_widget(workflow: Workflow, registry: Registry, node_id: str, name: str) -> Widget:
    """The widget of a node in a workflow; NotFound or UserError, with the nearest names, where there is none."""
    item = next((item for item in workflow.nodes if item.id == node_id), None)
    if item is None:
        known = [item.id for item in workflow.nodes]
        raise UserError(f"there is no node {node_id!r}{did_you_mean(node_id, known)}", code="unknown_node")
    widgets = registry.get(item.type).widgets()
    if name not in widgets:
        said = f"{node_id} ({item.type}) has no widget {name!r}{did_you_mean(name, widgets)}"
        raise UserError(said, code="unknown_widget")
    return widgets[name]


def with_widgets(workflow: Workflow, registry: Registry, values: Mapping[str, Mapping[str, Any]]) -> Workflow:
    """A copy of the workflow with other widget values, given as `{node id: {widget: value}}`.

    Raises what `find_widget` raises. Whether the values fit is for the workflow's check to say.
    """
    for node_id, widgets in values.items():
        for name in widgets:
            find_widget(workflow, registry, node_id, name)
    return workflow.model_copy(
        update={"nodes": tuple(_changed(item, values.get(item.id, {})) for item in workflow.nodes)}
    )


def _changed(item: NodeItem, values: Mapping[str, Any]) -> NodeItem:
    return item.model_copy(update={"widgets": {**item.widgets, **values}}) if values else item
