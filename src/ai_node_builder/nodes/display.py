"""A place to look at what comes out."""

from typing import Any

from ai_node_builder.node.base import Node, Outputs
from ai_node_builder.node.context import Context
from ai_node_builder.node.fields import Output, socket
from ai_node_builder.types import SocketType


class Display(Node):
    """Shows whatever arrives, and passes it on."""

    type = "display"
    title = "Display"
    category = "Output"
    outputs = (Output("value", SocketType.ANY, "The value that arrived, unchanged"),)
    instant = True

    value: Any = socket(SocketType.ANY, required=True, description="What to show: text, a picture, any JSON value")

    def run(self, ctx: Context) -> Outputs:
        return {"value": self.value}
