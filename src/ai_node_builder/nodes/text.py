"""A text that stands in the workflow."""

from ai_node_builder.node.base import Node, Outputs
from ai_node_builder.node.context import Context
from ai_node_builder.node.fields import Output, textarea
from ai_node_builder.types import SocketType


class Text(Node):
    """Passes on the text in its widget."""

    type = "text"
    title = "Text"
    category = "Input"
    outputs = (Output("text", SocketType.TEXT, "The text in the widget"),)
    instant = True

    text: str = textarea(description="The text to pass on", placeholder="Type here")

    def run(self, ctx: Context) -> Outputs:
        return {"text": self.text}
