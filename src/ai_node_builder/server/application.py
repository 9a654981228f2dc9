"""The HTTP door as one ASGI application."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from fastapi import FastAPI
from starlette.routing import Route

from ai_node_builder import __version__
from ai_node_builder.app.app import App
from ai_node_builder.services import litellm

from .body_limit import BodyLimit
from .guard import Guard
from .headers import SecurityHeaders
from .mcp import McpEndpoint
from .openapi import complete_openapi
from .problems import HANDLERS, Problem
from .routes import ROUTERS

QUIET_SECONDS = 1.0
"""The import of litellm keeps a core busy for seconds; the first page comes before it."""


def create_app(app: App) -> FastAPI:
    """The routes over an App that is not yet open: it opens and closes with the server."""
    api = FastAPI(
        title="AI Node Builder",
        version=__version__,
        lifespan=running,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        separate_input_output_schemas=False,
        generate_unique_id_function=lambda route: route.name,
        exception_handlers=HANDLERS,
        responses={"default": {"model": Problem, "description": "What went wrong, and what to do next"}},
    )
    api.state.app = app
    api.state.mcp = McpEndpoint(app)
    for router in ROUTERS:
        api.include_router(router)
    api.router.routes.append(Route("/mcp", api.state.mcp, include_in_schema=False))
    api.add_middleware(BodyLimit)
    api.add_middleware(Guard, settings=app.settings)
    api.add_middleware(SecurityHeaders)
    complete_openapi(api)
    return api


@contextlib.asynccontextmanager
async def running(api: FastAPI) -> AsyncIterator[None]:
    """The App behind the routes, open. litellm loads behind the first requests: the first call need not wait for it."""
    async with api.state.app:
        warming = asyncio.create_task(_warm_up())
        try:
            yield
        finally:
            await api.state.mcp.close()
            warming.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await warming


async def _warm_up() -> None:
    await asyncio.sleep(QUIET_SECONDS)
    await litellm.warm_up()
