"""Telling clients that the lists of tools and pictures have changed.

Whoever changes them may be another process, which does not know who is connected: the command line, the canvas, another
client's server. So a server that somebody listens to looks every few seconds, and one without listeners does not.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import mcp_types as types
from mcp.server.context import ServerRequestContext
from mcp.server.subscriptions import InMemorySubscriptionBus, ResourcesListChanged, ServerEvent, ToolsListChanged

from ai_node_builder.errors import AINodeBuilderError

from .desk import Desk

log = logging.getLogger(__name__)

EVERY = 2.0
"""Seconds between two looks."""


class Changes(InMemorySubscriptionBus):
    """The changes at a desk, for those who listen; they are looked for while somebody does."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._listening = 0
        self._watch: asyncio.Task[None] | None = None

    def subscribe(self, listener: Callable[[ServerEvent], None]) -> Callable[[], None]:
        leaving = ExitStack()
        leaving.callback(self._left)
        leaving.callback(super().subscribe(listener))
        self._listening += 1
        if self._watch is None:
            self._watch = asyncio.create_task(self._look_for_changes())
        return leaving.close

    async def tell(self, ctx: ServerRequestContext[Any, Any], params: types.NotificationParams) -> None:
        """Tell the client of a session, from its greeting on: the SDK ends this with the session.

        Clients of the newest protocol have no session. They listen through the SDK.
        """
        events: asyncio.Queue[ServerEvent] = asyncio.Queue()
        leave = self.subscribe(events.put_nowait)
        try:
            while True:
                if isinstance(await events.get(), ToolsListChanged):
                    await ctx.session.send_tool_list_changed()
                else:
                    await ctx.session.send_resource_list_changed()
        finally:
            leave()

    def _left(self) -> None:
        self._listening -= 1
        if not self._listening and self._watch is not None:
            self._watch.cancel()
            self._watch = None

    async def _look_for_changes(self) -> None:
        known: dict[ServerEvent, object] = {}
        while True:
            try:
                seen = await self._lists()
            except AINodeBuilderError as error:
                log.warning("clients are told of changes no more: %s", error)  # whoever asks for a list is told too
                return
            except Exception:
                log.exception("the lists of tools and pictures cannot be looked at; it is tried again")
                seen = {}
            for event in [event for event in seen if event in known and seen[event] != known[event]]:
                await self.publish(event)
            known |= seen
            await asyncio.sleep(EVERY)

    async def _lists(self) -> dict[ServerEvent, object]:
        """By the event that tells of a change, what would have changed. Where the App is closed, it stays so."""
        lists: dict[ServerEvent, object] = {ToolsListChanged(): (await self._desk.catalogue()).definitions()}
        if app := self._desk.opened():
            lists[ResourcesListChanged()] = await app.parts.services.images.ledger.newest_of_all()
        return lists
