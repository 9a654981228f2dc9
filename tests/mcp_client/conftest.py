"""A home folder in which the small server is allowed, in several ways."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ai_node_builder import App, Settings
from ai_node_builder.node.context import Context
from ai_node_builder.nodes.mcp_tools import McpTools
from ai_node_builder.services.mcp_client.servers import SERVERS, Server, ServerList
from ai_node_builder.types import JsonObject

SMALL = Path(__file__).parent / "small_server.py"


Small = Callable[..., Server]


@pytest.fixture
def small() -> Small:
    """`small(*arguments)` is the small server as the list holds it."""
    return lambda *arguments, **more: Server(command=sys.executable, args=(str(SMALL), *arguments), **more)


@pytest.fixture
def allowed(home: Path, small: Small) -> ServerList:
    """The list of this test's home folder, with `small` on it."""
    servers = ServerList(home / SERVERS)
    servers.add("small", small())
    return servers


class Session:
    """Calls the node's tools as a run does: one memory, one end."""

    def __init__(self, app: App, **widgets: Any) -> None:
        self.node = McpTools(server="small", timeout=20).having(**widgets)
        self.said: list[tuple[str, float | None]] = []
        self.told = asyncio.Event()
        report: Any = SimpleNamespace(progress=self._hear)
        self.ctx = Context(app.parts.services, report, call_tool=None)  # type: ignore[arg-type]

    def _hear(self, text: str, fraction: float | None) -> None:
        self.said.append((text, fraction))
        self.told.set()

    async def offer(self) -> Any:
        return await self.node.offer(self.ctx)

    async def call(self, name: str, **arguments: Any) -> JsonObject:
        return await self.node.answer(self.ctx, {"id": "1", "name": name, "arguments": arguments})


@pytest.fixture
async def session(home: Path, allowed: ServerList) -> AsyncIterator[Any]:
    """`session(**widgets)` makes a node and its context; what it holds is let go of at the end."""
    async with App(Settings.load(home=home)) as app, AsyncExitStack() as at_end:

        def make(**widgets: Any) -> Session:
            made = Session(app, **widgets)
            at_end.push_async_callback(made.ctx.at_end.aclose)
            return made

        yield make
