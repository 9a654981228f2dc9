"""What a client asks for, and who answers it: the tools, and the App once somebody needs it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from ai_node_builder.registry.registry import Registry

from .tools.catalogue import Catalogue
from .tools.published import Published

if TYPE_CHECKING:
    from ai_node_builder.app.app import App


class Desk:
    """The App behind the door, opened by whoever needs it first, and the tools that it offers.

    `first_look` answers what is published while the App is closed, or None where only the App can tell.
    """

    def __init__(
        self,
        open: "Callable[[], Awaitable[App]]",
        registry: Callable[[], Registry],
        first_look: Callable[[], list[Published] | None] = lambda: None,
    ) -> None:
        self._open = open
        self._registry = registry
        self._first_look = first_look
        self._opening: asyncio.Task[App] | None = None

    async def app(self) -> "App":
        """The App, open; raises what kept it from opening, and tries again the next time."""
        if self._opening is None or (self._opening.done() and self._opening.exception()):
            self._opening = asyncio.ensure_future(self._open())
        return await asyncio.shield(self._opening)

    def opened(self) -> "App | None":
        """The App, where somebody has opened it."""
        opening = self._opening
        return opening.result() if opening and opening.done() and not opening.exception() else None

    async def catalogue(self) -> Catalogue:
        """The tools on offer just now."""
        published = self._first_look() if self._opening is None else None
        if published is None:
            app = await self.app()
            from .tools.store import PublishedTools

            published = await PublishedTools(app.parts.database, app.parts.registry).all()
        return Catalogue(self._registry(), published)
