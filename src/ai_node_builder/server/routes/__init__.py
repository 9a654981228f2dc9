"""The routes, one file a topic."""

from fastapi import APIRouter

from ai_node_builder.server.routes import (
    costs,
    estimates,
    files,
    health,
    images,
    lost,
    mcp_servers,
    mcp_tools,
    nodes,
    pages,
    runs,
    secrets,
    storage,
    templates,
    tools,
    workflows,
)

ROUTERS: tuple[APIRouter, ...] = (
    health.router,
    pages.router,
    files.router,
    nodes.router,
    tools.router,
    workflows.router,
    templates.router,
    runs.router,
    estimates.router,
    images.router,
    lost.router,
    costs.router,
    secrets.router,
    storage.router,
    mcp_servers.router,
    mcp_tools.router,
)
