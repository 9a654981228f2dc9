"""MCP over stdin and stdout: one client, which started this process.

stdout carries the protocol and nothing else. So the real one is put aside before anything else is imported, and what
a library or a C extension prints goes to stderr.
"""

import asyncio
import logging
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, BinaryIO

from ai_node_builder.app.settings import Settings
from ai_node_builder.errors import AINodeBuilderError
from ai_node_builder.mcp.desk import Desk
from ai_node_builder.mcp.server import McpServer
from ai_node_builder.mcp.tools.first_look import look
from ai_node_builder.registry.registry import Registry

from .lines import lines

log = logging.getLogger(__name__)

QUIET_SECONDS = 1.0
"""The import of litellm keeps a core busy for seconds; the client's first questions come before it."""


def put_aside() -> tuple[BinaryIO, BinaryIO]:
    """The real stdin and stdout, for the protocol alone: from now on others read nothing, and write to stderr."""
    wires = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return wires


async def serve(settings: Settings, wires: tuple[BinaryIO, BinaryIO], let_go: Callable[[], None]) -> None:
    """Serve until the client closes its end, call `let_go`, and wait for pictures on their way, which are paid for."""
    registry = Registry.load(settings.home)
    async with _app(settings, registry) as open_app:
        desk = Desk(open_app, lambda: registry, lambda: look(settings))
        server = McpServer(desk).build()
        warming = asyncio.create_task(_warm_up(desk))
        async with lines(*wires) as (messages, answers):
            await server.run(messages, answers, server.create_initialization_options())
        warming.cancel()
        let_go()


@asynccontextmanager
async def _app(settings: Settings, registry: Registry) -> AsyncIterator[Any]:
    """Opens the App, if it is wanted; it is closed at the end."""
    opened: list[Any] = []

    async def open_app() -> Any:
        from ai_node_builder.app.app import App

        app = App(settings, registry=registry)
        await app.open()
        opened.append(app)
        return app

    try:
        yield open_app
    finally:
        for app in opened:
            await app.close()


async def _warm_up(desk: Desk) -> None:
    await asyncio.sleep(QUIET_SECONDS)
    try:
        await desk.app()
    except AINodeBuilderError as error:
        log.error("%s", error)  # whoever calls a tool is told too
        return
    from ai_node_builder.services import litellm

    await litellm.warm_up()
