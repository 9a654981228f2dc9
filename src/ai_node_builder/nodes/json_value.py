"""A JSON value that stands in the workflow."""

import json
from typing import Any

from ai_node_builder.errors import UserError
from ai_node_builder.node.base import Node, Outputs
from ai_node_builder.node.context import Context
from ai_node_builder.node.fields import Output, textarea
from ai_node_builder.types import Json, SocketType


class JsonValue(Node):
    """Passes on the JSON value in its widget."""

    type = "json"
    title = "JSON"
    category = "Input"
    outputs = (Output("value", SocketType.JSON, "The value that the widget spells"),)
    instant = True

    value: Any = textarea("{}", description="JSON text, or any JSON value that is not a text")

    def run(self, ctx: Context) -> Outputs:
        return {"value": parse(self.value) if isinstance(self.value, str) else self.value}


def parse(text: str) -> Json:
    """The value that `text` spells; UserError, with line and column, where it is not JSON."""
    try:
        value: Json = json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise UserError(f"The value is not JSON: {error.msg} at {where}; correct it there.") from error
    except (ValueError, RecursionError) as error:
        raise UserError(f"The value is not JSON: {error}.") from error
    return value


def _refuse(name: str) -> None:
    raise ValueError(f"JSON has no {name}, use null or a text")
