"""The MCP door at /mcp. The SDK behind it is loaded by the first request: the first page need not wait for it."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from starlette.types import Receive, Scope, Send

from ai_node_builder.app.app import App

from .body_limit import LARGEST

Answer = Callable[[Scope, Receive, Send], Awaitable[None]]


class McpEndpoint:
    """An ASGI application that answers MCP requests from the first one on, until it is closed."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._serving: asyncio.Task[None] | None = None
        self._answer: asyncio.Future[Answer] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._answer is None:
            self._answer = asyncio.get_running_loop().create_future()
            self._serving = asyncio.create_task(self._serve(self._answer))
        answer = await asyncio.shield(self._answer)
        await answer(scope, receive, send)

    async def close(self) -> None:
        """End all sessions: their event streams would keep connections open."""
        if self._serving is not None:
            self._serving.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._serving

    async def _serve(self, answer: "asyncio.Future[Answer]") -> None:
        try:
            serve = await asyncio.to_thread(_load)
            await serve(self._app, LARGEST, answer.set_result)
        except Exception as error:
            if answer.done():
                raise
            answer.set_exception(error)


def _load() -> Callable[[App, int, Callable[[Answer], None]], Awaitable[None]]:
    from ai_node_builder.mcp.transports.http import serve

    return serve
