"""A node that an LLM can call.

Called with nothing it answers what it offers; called with a tool call it answers a tool result. Reading the
call, echoing its id and shaping errors are written here, once.
"""

import logging
from abc import abstractmethod
from typing import Any, ClassVar

from ai_node_builder.dialects import call_id, read_call
from ai_node_builder.errors import AINodeBuilderError
from ai_node_builder.messages import ToolCall
from ai_node_builder.types import Json, JsonObject, SocketType

from .base import Node, Outputs
from .context import Context
from .fields import Output, socket

log = logging.getLogger(__name__)

TOOL_CALL = "tool_call"
"""The input of a node that takes calls."""


class CallableNode(Node):
    """Base of tools and of sets of tools."""

    tool_call: Any = socket(
        SocketType.ANY, do_not_wait=True, description="Tool call data from LLM or direct invocation"
    )

    category: ClassVar[str] = "Tools"
    outputs: ClassVar[tuple[Output, ...]] = (
        Output("output", SocketType.ANY, "Tool definition (when no input) or the tool's result"),
    )
    family: ClassVar[str]
    """Where a call has no id, its result's id is `<family>_success` or `<family>_error`."""
    failure: ClassVar[str]
    """The words that begin an error that brings none of its own."""

    async def run(self, ctx: Context) -> Outputs:
        if self.tool_call is None:
            return {"output": await self.offer(ctx)}
        return {"output": await self.answer(ctx, self.tool_call)}

    async def answer(self, ctx: Context, raw: Json | ToolCall) -> JsonObject:
        """Carry out a tool call. Every failure that someone can act on comes back as an error result."""
        try:
            call = read_call(raw)
            result = await self.perform(ctx, call)
        except AINodeBuilderError as error:
            log.warning("%s: %s", self.type, error.text(self.failure))
            return {"id": call_id(raw) or f"{self.family}_error"} | error.as_json(self.failure)
        return {"id": call.id or f"{self.family}_success", "result": result}

    @abstractmethod
    async def offer(self, ctx: Context) -> Json:
        """The definition of the tool, or a list of definitions."""

    @abstractmethod
    async def perform(self, ctx: Context, call: ToolCall) -> JsonObject:
        """The `result` object of a call. Raise an AINodeBuilderError that says what to do next."""
