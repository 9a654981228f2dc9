"""Pictures on their way, and those who wait for them: who wants the same shares a flight."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from ai_node_builder.errors import KeyReused
from ai_node_builder.services.images import StoredImage

from .entry import Entry
from .ledger import Order
from .purchase import Purchase

log = logging.getLogger(__name__)

Progress: TypeAlias = Callable[[str], None]


@dataclass(slots=True)
class Flight:
    """A picture on its way, and everyone who wants to hear of it.

    `entry` is there once the ledger knows of it; `handed_over` is set once somebody got the picture. While it is
    `waiting`, nothing is on its way yet.
    """

    purchase: Purchase
    listeners: list[Progress] = field(default_factory=list)
    entry: Entry | None = None
    handed_over: bool = False
    waiting: bool = False
    task: asyncio.Task[StoredImage] = field(init=False)

    def say(self, message: str) -> None:
        """Tell everyone. A listener that fails must not break off what is being paid for."""
        for listener in list(self.listeners):
            try:
                listener(message)
            except Exception:
                log.exception("a listener failed on %r", message)


class Flights:
    """All flights under way; `fly` is what one does."""

    def __init__(self, fly: Callable[[Flight], Coroutine[Any, Any, StoredImage]]) -> None:
        self._fly = fly
        self._flights: dict[tuple[str, ...], Flight] = {}

    def tasks(self) -> set[asyncio.Task[StoredImage]]:
        return {flight.task for flight in self._flights.values()}

    def serving(self, purchase: Purchase) -> Flight | None:
        """The flight under way for this key or wish."""
        return self._flights.get(_name(purchase.order))

    def of(self, id: str) -> Flight | None:
        """The flight that brings the picture of this entry."""
        return next((one for one in self._flights.values() if one.entry is not None and one.entry.id == id), None)

    async def board(self, purchase: Purchase) -> Flight:
        """The flight that serves this purchase: one under way for the same key or wish, or a new one.

        KeyReused where the key's flight is for another wish.
        """
        while (flight := self.serving(purchase)) and flight.task.cancelling():
            await asyncio.wait({flight.task})
        if flight is None:
            return self._start(_name(purchase.order), purchase)
        if flight.purchase.order.fingerprint != purchase.order.fingerprint:
            raise KeyReused("this idempotency key is in use for another picture; send a new key.")
        return flight

    async def let_pass(self, purchase: Purchase) -> None:
        """Wait until no flight with this key is under way but one that replaces the same entry."""
        while (flight := self.serving(purchase)) and flight.purchase.order.replaces != purchase.order.replaces:
            await asyncio.wait({flight.task})

    def _start(self, name: tuple[str, ...], purchase: Purchase) -> Flight:
        flight = self._flights[name] = Flight(purchase)
        flight.task = asyncio.create_task(self._fly(flight))
        flight.task.add_done_callback(lambda task: self._landed(name, task))
        return flight

    def _landed(self, name: tuple[str, ...], task: asyncio.Task[StoredImage]) -> None:
        del self._flights[name]
        if not task.cancelled():
            # Whoever waits gets the exception too; asking for it here keeps asyncio quiet where nobody does.
            task.exception()


def _name(order: Order) -> tuple[str, ...]:
    """What a flight goes by: those who ask without a key share it where the same account pays."""
    return ("key", order.key) if order.key else ("wish", order.fingerprint, order.payer)
