"""The way to a server: a program with a clean environment and no shell, or an HTTP address."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client

from ai_node_builder.services.outgoing import Outgoing
from ai_node_builder.services.outgoing.transport import CheckedTransport

from .servers import Server
from .stderr import Stderr

if TYPE_CHECKING:
    from mcp.client import Transport
    from mcp.client._transport import TransportStreams

CONNECT = 30.0
"""Seconds to reach an HTTP server."""
LARGEST_EVENT = 32 * 2**20
"""Bytes of one answer over HTTP, pictures in base64 included."""


@dataclass(frozen=True, slots=True)
class Way:
    """`values` are environment variables of a program or headers of an address; a program starts in `folder`.

    `outgoing` is where a server that is `internet_only` may be.
    """

    server: Server
    values: Mapping[str, str]
    folder: Path
    outgoing: Outgoing

    def open(self, stderr: Stderr, patience: float, on_status: Callable[[int], None]) -> "Transport":
        """A transport, to be entered once. `patience` is in seconds of silence over HTTP; `on_status` is told the
        status of each answer there.

        A program sees its own variables and the few that the SDK passes on: HOME, LOGNAME, PATH, SHELL, TERM, USER.
        """
        server = self.server
        if server.url:
            return self._http(patience, on_status)
        parameters = StdioServerParameters(
            command=server.command,
            args=list(server.args),
            env=dict(self.values),
            # Launchers look for code in the folder they are started in; nothing lies in this one.
            cwd=server.cwd or self.folder,
            encoding_error_handler="replace",
        )
        return stdio_client(parameters, stderr.file)

    @asynccontextmanager
    async def _http(self, patience: float, on_status: Callable[[int], None]) -> "AsyncIterator[TransportStreams]":
        async def note(response: httpx2.Response) -> None:
            on_status(response.status_code)

        transport: Any = CheckedTransport(self.outgoing, httpx2) if self.server.internet_only else None
        timeout = httpx2.Timeout(CONNECT, read=patience)
        hooks = {"response": [note]}
        client = httpx2.AsyncClient(headers=self.values, timeout=timeout, transport=transport, event_hooks=hooks)
        async with (
            client,
            streamable_http_client(self.server.url, http_client=client, max_sse_event_size=LARGEST_EVENT) as streams,
        ):
            yield streams
