"""Telling the client how far a call is, while it waits."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

Send: TypeAlias = Callable[[float, float | None, str | None], Awaitable[None]]
"""Sends one progress notification: how far, of how much, in which words."""

EVERY = 5.0
"""Seconds between notifications where nothing new happens: they keep clients and proxies from giving up."""


class Progress:
    """What a call reports, sent on to the client. A Reporter."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._sent = 0
        self._told_at = 0.0
        self._message = "started"
        self._news = asyncio.Event()
        self._news.set()

    def progress(self, message: str, fraction: float | None = None) -> None:
        self._message = message if fraction is None else f"{message} {fraction:.0%}"
        self._news.set()

    def text(self, piece: str) -> None:
        """The result has it."""

    def spend(self, cost_usd: float | None) -> None:
        """The result has it."""

    async def follow(self, work: "asyncio.Task[Any]", seconds: float) -> None:
        """Tell of the work's progress, at once and every few seconds, until it is done or `seconds` are over."""
        deadline = time.monotonic() + seconds
        while not work.done():
            if self._news.is_set() or time.monotonic() - self._told_at >= EVERY:
                await self._tell()
            if (left := deadline - time.monotonic()) <= 0:
                return
            news = asyncio.create_task(self._news.wait())
            try:
                await asyncio.wait({work, news}, timeout=min(EVERY, left), return_when=asyncio.FIRST_COMPLETED)
            finally:
                news.cancel()

    async def _tell(self) -> None:
        self._news.clear()
        self._told_at = time.monotonic()
        self._sent += 1  # it must grow, and of most calls nobody knows how much there is to do
        await self._send(self._sent, None, self._message)
