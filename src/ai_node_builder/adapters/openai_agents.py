"""Tool nodes for agents of the OpenAI Agents SDK."""

from typing import TYPE_CHECKING, Any

from ai_node_builder.app.app import App
from ai_node_builder.dialects import result_text
from ai_node_builder.messages import ToolCall
from ai_node_builder.node.tool import ToolNode

from .calling import call_one, needs

if TYPE_CHECKING:
    from agents import FunctionTool
    from agents.tool_context import ToolContext


def as_tool(app: App, tool: ToolNode) -> "FunctionTool":
    """The tool, for `Agent(tools=[...])`; DependencyMissing where the SDK is not installed."""
    with needs("openai-agents"):
        from agents import FunctionTool

    async def invoke(context: "ToolContext[Any]", arguments: str) -> str:
        return result_text(await call_one(app, ToolCall(context.tool_call_id, arguments, tool.tool_name), tool))

    definition = tool.definition()
    return FunctionTool(
        name=definition.name,
        description=definition.description,
        params_json_schema=definition.input_schema,
        on_invoke_tool=invoke,
        # Strict mode rewrites the schema, and would have every optional argument filled in.
        strict_json_schema=False,
    )
