"""What MCP clients see: which tools, and with which settings."""

from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from ai_node_builder.app.app import App
from ai_node_builder.mcp.tools.published import Published
from ai_node_builder.server.dependencies import OpenApp

router = APIRouter(prefix="/api/mcp/tools", tags=["mcp"])


class Wanted(BaseModel):
    """A tool to publish, or, with `enabled` off, to hide.

    `target` is the type of a tool node or the id of a saved workflow. `widgets` are the settings of the node; of a
    workflow they are its arguments, as in `{"topic": {"node": "prompt", "widget": "text"}}`.
    """

    model_config = ConfigDict(extra="forbid")

    kind: Literal["node", "workflow"]
    target: str = Field(max_length=128)
    description: str = Field("", max_length=4000)
    widgets: dict[str, Any] = {}
    enabled: bool = True


class McpTool(Wanted):
    """A tool that MCP clients see, or that is hidden from them. An empty description leaves the tool its own."""

    name: str


@router.get("")
async def list_mcp_tools(app: OpenApp) -> list[McpTool]:
    """Every tool that clients see or that is hidden from them, in the order in which clients see them."""
    return [_spelled(one) for one in await (await _store(app)).overview()]


@router.get("/{name}")
async def get_mcp_tool(name: str, app: OpenApp) -> McpTool:
    """One of them."""
    return _spelled(await (await _store(app)).get(name))


@router.put("/{name}")
async def put_mcp_tool(name: str, wanted: Wanted, app: OpenApp) -> McpTool:
    """Publish or hide a tool; what does not fit is refused, and nothing changes."""
    return _spelled(await (await _store(app)).save(Published(name, **wanted.model_dump())))


@router.delete("/{name}", status_code=204)
async def delete_mcp_tool(name: str, app: OpenApp) -> None:
    """Forget the decision: a tool node is offered as it comes again, anything else no more."""
    await (await _store(app)).remove(name)


async def _store(app: App) -> Any:
    """The published tools. The SDK that their check needs takes half a second to load: nobody else waits for it."""
    import asyncio
    from importlib import import_module

    module = await asyncio.to_thread(import_module, "ai_node_builder.mcp.tools.store")
    return module.PublishedTools(app.parts.database, app.parts.registry)


def _spelled(one: Published) -> McpTool:
    return McpTool.model_validate({name: getattr(one, name) for name in McpTool.model_fields})
