"""Storage that looks after itself: what nobody waits for is done here, beside the paid work and never in its way."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

from ai_node_builder.errors import AINodeBuilderError
from ai_node_builder.services.previews import Previews
from ai_node_builder.services.room import free_bytes, room, shortage

from .entry import Entry
from .gallery import Gallery
from .pruning import Rule

log = logging.getLogger(__name__)

YOUNG = timedelta(hours=1)
"""No rule deletes a younger picture on its own: a run that is under way may still need it."""
PERIOD = 3600.0
"""Seconds after which old pictures are looked for again, where none is stored meanwhile."""


class Upkeep:
    """Makes previews of new pictures, deletes what `rule` says, and tells when room on the disk gets short.

    The pictures are safe before it hears of them, and nothing that fails here can harm them.
    """

    def __init__(self, gallery: Gallery, previews: Previews, rule: Rule, home: Path) -> None:
        self._gallery = gallery
        self._previews = previews
        self._rule = rule
        self._home = home
        self._stored: asyncio.Queue[str | None] = asyncio.Queue()
        self._closing = False
        self._task: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Finish the deletions that a crash cut off, delete what is too much, then look after what comes."""
        await self._attempt(self._gallery.sweep)
        await self._attempt(self._prune)
        self._task = asyncio.create_task(self._run())

    def stored(self, entry: Entry) -> None:
        """A picture is on disk. Costs the caller nothing."""
        self._stored.put_nowait(entry.filename)

    async def close(self) -> None:
        """Finish what is in hand. Previews that are missing then are made when somebody asks for them."""
        self._closing = True
        self._stored.put_nowait(None)
        if self._task is not None:
            await self._task
        await asyncio.to_thread(self._previews.close)

    async def _run(self) -> None:
        while not self._closing:
            filename = await self._next()
            if filename is not None and not self._closing:
                await self._attempt(self._previews.make, filename)
                self._tell_of_shortage()
            if not self._closing:
                await self._attempt(self._prune)

    async def _next(self) -> str | None:
        """The file name of the next new picture; None after an hour without one."""
        try:
            async with asyncio.timeout(PERIOD):
                return await self._stored.get()
        except TimeoutError:
            return None

    async def _prune(self) -> None:
        if self._rule.idle:
            return
        gone = await self._gallery.prune(self._rule)
        if gone:
            freed = sum(entry.bytes or 0 for entry in gone)
            log.info("deleted %d of the oldest pictures (%s), as the settings say", len(gone), room(freed))

    def _tell_of_shortage(self) -> None:
        if said := shortage(free_bytes(self._home)):
            log.warning("%s: make room, `ainb images prune` helps", said)

    async def _attempt(self, work: Callable[..., Awaitable[None]], *arguments: str) -> None:
        """Nobody waits for this, so nobody but the log can be told."""
        try:
            await work(*arguments)
        except AINodeBuilderError as error:
            log.warning("%s", error.text())
        except Exception:
            log.exception("the storage could not be looked after; it is tried again with the next picture")
