"""Tool nodes for agents of Pydantic AI."""

from typing import TYPE_CHECKING, Any

from ai_node_builder.app.app import App
from ai_node_builder.dialects import result_text
from ai_node_builder.messages import ToolCall
from ai_node_builder.node.tool import ToolNode

from .calling import call_one, needs

if TYPE_CHECKING:
    from pydantic_ai import RunContext, Tool


def as_tool(app: App, tool: ToolNode) -> "Tool[Any]":
    """The tool, for `Agent(tools=[...])`; DependencyMissing where Pydantic AI is not installed."""
    with needs("pydantic-ai-slim"):
        from pydantic_ai import Tool

    async def invoke(context: "RunContext[Any]", /, **arguments: Any) -> str:
        return result_text(await call_one(app, ToolCall(context.tool_call_id, arguments, tool.tool_name), tool))

    definition = tool.definition()
    made = Tool.from_schema(invoke, definition.name, definition.description, definition.input_schema, takes_ctx=True)
    made.strict = False  # otherwise the schema is rewritten on its way to OpenAI
    return made
