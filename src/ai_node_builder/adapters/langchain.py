"""Tool nodes for LangChain: its agents, and chat models with `bind_tools`."""

from typing import TYPE_CHECKING, Any

from ai_node_builder.app.app import App
from ai_node_builder.dialects import result_text
from ai_node_builder.messages import ToolCall
from ai_node_builder.node.tool import ToolNode

from .calling import call_one, needs

if TYPE_CHECKING:
    from langchain_core.tools import StructuredTool


def as_tool(app: App, tool: ToolNode) -> "StructuredTool":
    """The tool, to be invoked with `ainvoke`; DependencyMissing where LangChain is not installed."""
    with needs("langchain-core"):
        from langchain_core.tools import StructuredTool

    async def invoke(**arguments: Any) -> str:
        # LangChain keeps the id of a call to itself, and puts it into the message that it makes of the answer.
        return result_text(await call_one(app, ToolCall(None, arguments, tool.tool_name), tool))

    definition = tool.definition()
    return StructuredTool(
        name=definition.name,
        description=definition.description,
        args_schema=definition.input_schema,
        coroutine=invoke,
    )
