"""A session with one MCP server."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from importlib.metadata import version
from typing import TypeVar

import anyio
from mcp import MCPError
from mcp.client import Client
from mcp.shared.dispatcher import ProgressFnT
from mcp.types import CallToolResult, Implementation, Tool
from pydantic import ValidationError

from ai_node_builder.errors import AINodeBuilderError
from ai_node_builder.redaction import traceback_of

from . import ServerFailed
from .failures import is_over, request_failure, start_failure
from .stderr import Stderr
from .transport import Way

log = logging.getLogger(__name__)

MOST_TOOLS = 1000
MOST_PAGES = 100
"""What a server may list: one that never comes to an end must not keep a run busy."""

Answer = TypeVar("Answer")


class Connection:
    """A session, opened at once and kept until `close`.

    `find_way` may wait for the disk; `timeout` is in seconds, for the start and for each request. The session lives
    in a task of its own: the SDK must leave it in the task that entered it, and those who ask come and go.
    """

    def __init__(self, name: str, find_way: Callable[[], Way], timeout: float) -> None:
        self.ended = False
        self._who = f"the MCP server {name}"
        self._find_way = find_way
        self._stderr = Stderr(name)
        self._status = 0
        self._timeout = timeout
        self._client: Client | None = None
        self._failure: AINodeBuilderError | None = None
        self._settled = asyncio.Event()
        self._closing = asyncio.Event()
        self._scope = anyio.CancelScope()
        self._task = asyncio.create_task(self._hold(), name=self._who)

    async def tools(self) -> list[Tool]:
        """All tools that the server lists; ServerFailed where they are too many."""
        client = await self._session()
        found: list[Tool] = []
        cursor: str | None = None
        for _ in range(MOST_PAGES):
            page = await self._answer(client.list_tools(cursor=cursor))
            found += page.tools
            cursor = page.next_cursor
            if len(found) > MOST_TOOLS:
                break
            if cursor is None:
                return found
        said = f"{self._who} lists more than {MOST_TOOLS:,} tools or {MOST_PAGES} pages; have it offer fewer."
        raise ServerFailed(said)

    async def call(self, tool: str, arguments: dict[str, object], progress: ProgressFnT) -> CallToolResult:
        """What the tool answers, which may be an error of its own."""
        client = await self._session()
        return await self._answer(client.call_tool(tool, arguments, progress_callback=progress))

    async def close(self) -> None:
        """End the session, and the program that was started for it."""
        self._closing.set()
        if self._client is None:
            self._scope.cancel()
        await asyncio.wait([self._task])

    async def _hold(self) -> None:
        try:
            async with self._stderr:
                await self._keep_open()
        except Exception as error:
            if self._client is not None:
                log.warning("the session with %s broke off\n%s", self._who, traceback_of(error))
            self._failure = self._told(error)
        finally:
            self.ended = True
            self._settled.set()

    async def _keep_open(self) -> None:
        info = Implementation(name="ai-node-builder", version=version("ai-node-builder"))
        way = await asyncio.to_thread(self._find_way)
        with self._scope:
            self._scope.deadline = anyio.current_time() + self._timeout
            transport = way.open(self._stderr, self._timeout, self._note_status)
            async with Client(transport, read_timeout_seconds=self._timeout, client_info=info) as client:
                self._scope.deadline = float("inf")
                self._client = client
                self._settled.set()
                await self._closing.wait()
        if self._client is None:
            raise TimeoutError

    def _note_status(self, status: int) -> None:
        self._status = status

    def _told(self, error: Exception) -> AINodeBuilderError:
        return start_failure(error, self._who, self._timeout, self._stderr.last_words(), self._status)

    async def _session(self) -> Client:
        await self._settled.wait()
        if self._failure is not None:
            raise self._failure
        if self._client is None or self.ended:
            raise ServerFailed(f"the session with {self._who} is over; run it again.")
        return self._client

    async def _answer(self, request: Awaitable[Answer]) -> Answer:
        try:
            return await request
        except (MCPError, ValidationError, RuntimeError) as error:
            if is_over(error):
                await self.close()
            raise request_failure(error, self._who, self._timeout, self._stderr.last_words()) from error
