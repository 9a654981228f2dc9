"""MCP over HTTP: an ASGI application beside the other routes, behind the same guard."""

import asyncio
from collections.abc import Awaitable, Callable

from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from starlette.types import Message, Receive, Scope, Send

from ai_node_builder.app.app import App
from ai_node_builder.mcp.calls import handover
from ai_node_builder.mcp.desk import Desk
from ai_node_builder.mcp.server import McpServer

Answer = Callable[[Scope, Receive, Send], Awaitable[None]]


async def serve(app: App, largest: int, ready: Callable[[Answer], None]) -> None:
    """Serve MCP in an open App until this is cancelled; `ready` is given the application that answers requests.

    `largest` is the most bytes that a request may have. Host, Origin and token are for the guard to check.
    """

    async def opened() -> App:
        return app

    server = McpServer(Desk(opened, lambda: app.parts.registry))
    manager = StreamableHTTPSessionManager(server.build(), max_request_body_size=largest)
    async with manager.run():
        ready(_watched(manager.handle_request))
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            server.close()


def _watched(answer: Answer) -> Answer:
    """The same, and whoever makes up a reply hears of it where the client hung up before the reply was written."""

    async def watched(scope: Scope, receive: Receive, send: Send) -> None:
        reply = handover.begin()
        complete = False

        async def note(message: Message) -> None:
            nonlocal complete
            await send(message)
            complete = message["type"] == "http.response.body" and not message.get("more_body", False)

        try:
            await answer(scope, receive, note)
        finally:
            if not complete:
                reply.lose()

    return watched
