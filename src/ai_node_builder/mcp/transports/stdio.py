"""MCP over stdin and stdout: one client, which started this process.

stdout carries the protocol and nothing else. So the real one is put aside before anything else is imported, and what
a library or a C extension prints goes to stderr.
"""

import asyncio
import io
import logging
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, BinaryIO

import anyio
import mcp_types as types
from mcp.server.stdio import stdio_server
from mcp.shared.message import SessionMessage

from ai_node_builder.app.settings import Settings
from ai_node_builder.errors import AINodeBuilderError
from ai_node_builder.mcp.desk import Desk
from ai_node_builder.mcp.server import McpServer
from ai_node_builder.mcp.tools.first_look import look
from ai_node_builder.registry.registry import Registry

log = logging.getLogger(__name__)

LONGEST = 11 * 2**20
"""Bytes of one message, as over HTTP."""
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
        stdin, stdout = anyio.wrap_file(_Lines(wires[0])), anyio.wrap_file(io.TextIOWrapper(wires[1], "utf-8"))
        try:
            async with stdio_server(stdin, stdout) as (incoming, outgoing), _answered(incoming, outgoing) as messages:
                await server.run(messages, outgoing, server.create_initialization_options())
        except* BrokenPipeError:
            log.info("the client went away before it had read every answer")
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


@asynccontextmanager
async def _answered(incoming: Any, outgoing: Any) -> AsyncIterator[Any]:
    """The messages that can be read; each other one is answered with a parse error, which the SDK does not do."""
    error = types.ErrorData(
        code=types.PARSE_ERROR, message=f"this is no JSON-RPC message in one line of at most {LONGEST >> 20} MB."
    )
    passing, messages = anyio.create_memory_object_stream[SessionMessage](0)

    async def sort() -> None:
        async with passing:
            async for item in incoming:
                if isinstance(item, Exception):
                    await outgoing.send(SessionMessage(types.JSONRPCError(jsonrpc="2.0", id=None, error=error)))
                else:
                    await passing.send(item)

    async with anyio.create_task_group() as group:
        group.start_soon(sort)
        yield messages
        group.cancel_scope.cancel()


class _Lines(io.TextIOWrapper):
    """Lines of bounded length; one that is longer becomes a line that is no message."""

    def __init__(self, wire: BinaryIO) -> None:
        super().__init__(wire, "utf-8", errors="replace")
        self._wire = wire

    def readline(self, size: int = -1, /) -> str:  # type: ignore[override]
        line = self._wire.readline(LONGEST)
        if len(line) == LONGEST and not line.endswith(b"\n"):
            while (rest := self._wire.readline(LONGEST)) and not rest.endswith(b"\n"):
                pass
            line = b"too long\n"
        return line.decode(errors="replace")
