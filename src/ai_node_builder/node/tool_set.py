"""A node that offers several tools, which are known only once it runs."""

from abc import abstractmethod
from collections.abc import Sequence

from ai_node_builder.dialects import read_arguments
from ai_node_builder.errors import InvalidToolCall
from ai_node_builder.messages import ToolCall, ToolDefinition
from ai_node_builder.types import Json, JsonObject

from .callable import CallableNode
from .context import Context


class ToolSet(CallableNode):
    """Base of nodes that bring tools from elsewhere. Whoever calls one of them names it."""

    async def offer(self, ctx: Context) -> Json:
        return [definition.as_json() for definition in await self.definitions(ctx)]

    async def perform(self, ctx: Context, call: ToolCall) -> JsonObject:
        if call.name is None:
            raise InvalidToolCall('name the tool, as in {"id": "…", "name": "search", "arguments": {…}}.')
        return await self.call_tool(ctx, call.name, read_arguments(call.arguments))

    @abstractmethod
    async def definitions(self, ctx: Context) -> Sequence[ToolDefinition]:
        """What LLMs are told of the tools; no two have one name."""

    @abstractmethod
    async def call_tool(self, ctx: Context, name: str, arguments: JsonObject) -> JsonObject:
        """The `result` object of a call. Raise an AINodeBuilderError that says what to do next."""
