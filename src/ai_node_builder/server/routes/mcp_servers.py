"""The MCP servers whose tools workflows may use. Programs are allowed at this machine alone: no route takes one."""

import asyncio
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from ai_node_builder.redaction import redact
from ai_node_builder.server.dependencies import OpenApp
from ai_node_builder.services.mcp_client.servers import Reference, Server

router = APIRouter(prefix="/api/mcp/servers", tags=["mcp"])

PATIENCE = 30.0
"""Seconds for a server that is tried."""


class McpServer(BaseModel):
    """A server that is allowed: a program, or a web address. `keys` are the names of the keys that it is given."""

    name: str
    kind: Literal["program", "address"]
    target: str
    keys: list[str]


Header = Annotated[str, Field(pattern="^[A-Za-z0-9-]+$", max_length=64)]
KeyName = Annotated[str, Field(min_length=1, max_length=128)]


class NewMcpServer(BaseModel):
    """A web address to allow. `headers` are names of stored keys, as in `{"Authorization": "NOTES_KEY"}`."""

    model_config = ConfigDict(extra="forbid")

    url: str = Field(max_length=2000)
    headers: dict[Header, KeyName] = Field({}, max_length=10)


class OfferedTool(BaseModel):
    name: str
    description: str


@router.get("")
async def list_mcp_servers(app: OpenApp) -> list[McpServer]:
    """The servers that the MCP Tools node may use."""
    servers = await asyncio.to_thread(app.parts.services.mcp.all)
    return [_shown(name, server) for name, server in servers.items()]


@router.put("/{name}")
async def put_mcp_server(name: str, new: NewMcpServer, app: OpenApp) -> McpServer:
    """Allow a server at a web address, in the place of an earlier one. It is reached where workflows may connect to."""
    return _shown(name, await app.parts.services.mcp.add(name, new.url, new.headers))


@router.delete("/{name}", status_code=204)
async def delete_mcp_server(name: str, app: OpenApp) -> None:
    """Allow a server at a web address no more."""
    await asyncio.to_thread(app.parts.services.mcp.remove, name)


@router.post("/{name}/test")
async def test_mcp_server(name: str, app: OpenApp) -> list[OfferedTool]:
    """Start or reach a server, and list the tools that it offers."""
    connection = app.parts.services.mcp.connect(name, PATIENCE)
    try:
        tools = await connection.tools()
    finally:
        await connection.close()
    return [OfferedTool(name=tool.name, description=tool.description or "") for tool in tools]


def _shown(name: str, server: Server) -> McpServer:
    return McpServer(
        name=name,
        kind="program" if server.command else "address",
        target=redact(server.target),
        keys=[value.secret for value in server.values.values() if isinstance(value, Reference)],
    )
