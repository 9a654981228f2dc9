"""What the engine asks of a node class, looked up once for all its nodes."""

from ai_node_builder.node.base import Node
from ai_node_builder.node.callable import CallableNode
from ai_node_builder.node.fields import Output, Socket
from ai_node_builder.node.tool import ToolNode

from .work import is_instant, output_names


class Traits:
    """A node class as the engine sees it."""

    __slots__ = ("inputs", "instant", "names", "node", "outputs", "plain", "secrets", "takes_calls", "tool_name")

    def __init__(self, node: type[Node]) -> None:
        self.node = node
        self.inputs: dict[str, Socket] = node.inputs()
        self.outputs: dict[str, Output] = {output.name: output for output in node.outputs}
        self.names = output_names(node)
        self.secrets = {name for name, widget in node.widgets().items() if widget.kind == "secret"}
        self.instant = is_instant(node)
        self.plain = {name: one.default for name, one in node.widgets().items() if one.kind != "secret"}
        """The other widgets, with their defaults."""
        self.takes_calls = issubclass(node, CallableNode)
        self.tool_name = node.definition().name if issubclass(node, ToolNode) else None
