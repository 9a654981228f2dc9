"""A picture on its way, and those who listen."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from ai_node_builder.services.images import StoredImage

from .entry import Entry
from .purchase import Purchase

log = logging.getLogger(__name__)

Progress: TypeAlias = Callable[[str], None]


@dataclass(slots=True)
class Flight:
    """A picture on its way, and everyone who wants to hear of it. `entry` is there once the ledger knows of it."""

    purchase: Purchase
    listeners: list[Progress] = field(default_factory=list)
    entry: Entry | None = None
    task: asyncio.Task[StoredImage] = field(init=False)

    def say(self, message: str) -> None:
        """Tell everyone. A listener that fails must not break off what is being paid for."""
        for listener in list(self.listeners):
            try:
                listener(message)
            except Exception:
                log.exception("a listener failed on %r", message)
