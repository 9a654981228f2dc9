"""Calling tool nodes for an agent: whatever goes wrong comes back as a result that a model can read."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from ai_node_builder.app.app import App
from ai_node_builder.engine.failures import error_json, error_result, no_such_tool
from ai_node_builder.errors import DependencyMissing
from ai_node_builder.messages import ToolCall
from ai_node_builder.node.tool import ToolNode
from ai_node_builder.types import JsonObject


@contextmanager
def needs(package: str) -> Iterator[None]:
    """Around an import: DependencyMissing, with the command that installs the package, where it is not there."""
    try:
        yield
    except ImportError as error:
        raise DependencyMissing(f"{package} cannot be imported ({error}); run: pip install {package}") from error


async def call_all(app: App, calls: Sequence[ToolCall], tools: Sequence[ToolNode]) -> list[JsonObject]:
    """The results of all calls of a turn, which run side by side, in the order of the calls."""
    named = {tool.tool_name: tool for tool in tools}
    return await asyncio.gather(*(_call_named(app, call, named) for call in calls))


async def _call_named(app: App, call: ToolCall, tools: dict[str, ToolNode]) -> JsonObject:
    if call.name not in tools:
        return error_result(call, no_such_tool(call, tools))
    return await call_one(app, call, tools[call.name])


async def call_one(app: App, call: ToolCall, tool: ToolNode) -> JsonObject:
    """The contract's result of a call; a failure of any kind is an error result."""
    try:
        result: JsonObject = await app.call(tool, call.as_json())
    except Exception as error:  # an agent would end, and its conversation with it
        return {"id": call.id or f"{tool.family}_error"} | error_json(error, tool.tool_name)
    return result
