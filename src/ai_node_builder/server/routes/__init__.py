"""The routes, one file a topic."""

from fastapi import APIRouter

from ai_node_builder.server.routes import costs, files, health, home, images, nodes, runs, tools, workflows

ROUTERS: tuple[APIRouter, ...] = (
    health.router,
    home.router,
    files.router,
    nodes.router,
    tools.router,
    workflows.router,
    runs.router,
    images.router,
    costs.router,
)
