"""The tools of an MCP server, for an LLM."""

import re
from typing import TYPE_CHECKING

from ai_node_builder.errors import ToolNotFound, UserError
from ai_node_builder.messages import ToolDefinition
from ai_node_builder.nearest import did_you_mean
from ai_node_builder.node.context import Context
from ai_node_builder.node.fields import combo, number, text
from ai_node_builder.node.tool_set import ToolSet
from ai_node_builder.types import JsonObject

if TYPE_CHECKING:
    from mcp.types import Tool

    from ai_node_builder.services.mcp_client.connection import Connection

CONNECTION, TOOLS = "connection", "tools"
"""What the node keeps in `ctx.memory`: its session, and the tools it offers by the names that models use."""

MOST_OFFERED = 128
"""Tools that OpenAI's models take in one request; others take fewer."""
LONGEST_NAME = 64


class McpTools(ToolSet):
    """Lets an LLM use the tools of an MCP server that is allowed on this machine"""

    type = "mcp_tools"
    title = "MCP Tools"
    family = "mcp"
    failure = "MCP tool error"
    reusable = False

    server: str = combo(
        "",
        source="mcp_servers",
        description="Name of an allowed server; Settings or `ainb mcp servers add` allows one",
    )
    only: str = text(description="Names of the tools to offer, with commas between; empty offers all")
    timeout: float = number(
        60, minimum=1, maximum=3600, step=1, description="Seconds to wait for the server's start and for each call"
    )

    async def definitions(self, ctx: Context) -> list[ToolDefinition]:
        tools = self._chosen(await self._connection(ctx).tools())
        if len(tools) > MOST_OFFERED:
            said = f"{self.server} offers {len(tools)} tools, and models take {MOST_OFFERED} at most"
            raise UserError(f"{said}; name those you want in the only widget.", code="too_many_tools")
        ctx.memory[TOOLS] = named = model_names(tools)
        return [_definition(name, tool) for name, tool in named.items()]

    async def call_tool(self, ctx: Context, name: str, arguments: JsonObject) -> JsonObject:
        """Call a tool of the server; a session that broke off is opened anew."""
        import asyncio  # takes longer to import than all nodes together

        from ai_node_builder.services.mcp_client.results import readable

        if TOOLS not in ctx.memory:
            await self.definitions(ctx)
        if name not in ctx.memory[TOOLS]:
            raise ToolNotFound(f"{self.server} offers no tool {name[:80]!r}{did_you_mean(name, ctx.memory[TOOLS])}")

        async def tell(progress: float, total: float | None, message: str | None) -> None:
            ctx.report.progress(message or f"{name} is working", min(progress / total, 1.0) if total else None)

        answer = await self._connection(ctx).call(ctx.memory[TOOLS][name].name, arguments, tell)
        return await asyncio.to_thread(readable, answer, ctx.services.files)

    def _connection(self, ctx: Context) -> "Connection":
        """The session of this node in this run."""
        known: Connection | None = ctx.memory.get(CONNECTION)
        if known is not None and not known.ended:
            return known
        if not self.server:
            raise UserError("no server is chosen; choose one in the server widget.", code="mcp_server_unknown")
        opened = ctx.memory[CONNECTION] = ctx.services.mcp.connect(self.server, self.timeout)
        ctx.at_end.push_async_callback(opened.close)
        return opened

    def _chosen(self, tools: "list[Tool]") -> "list[Tool]":
        wanted = [name.strip() for name in self.only.split(",") if name.strip()]
        known = [tool.name for tool in tools]
        for name in wanted:
            if name not in known:
                said = f"{self.server} has no tool {name!r}{did_you_mean(name, known)}"
                raise UserError(f"{said} Correct the only widget.", code="tool_not_found")
        return [tool for tool in tools if tool.name in wanted] if wanted else tools


def model_names(tools: "list[Tool]") -> "dict[str, Tool]":
    """The tools by names that every provider takes: 64 letters, digits, dashes and underscores, each name once."""
    named: dict[str, Tool] = {}
    for tool in tools:
        name = plain = re.sub(r"[^A-Za-z0-9_-]", "_", tool.name)[:LONGEST_NAME] or "tool"
        number = 1
        while name in named:
            number += 1
            name = f"{plain[: LONGEST_NAME - 5]}_{number}"
        named[name] = tool
    return named


def _definition(name: str, tool: "Tool") -> ToolDefinition:
    # A server may leave out what providers insist on.
    schema = {"type": "object", "properties": {}} | tool.input_schema
    return ToolDefinition(name, tool.description or tool.title or name, schema)
