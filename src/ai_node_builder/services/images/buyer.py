"""One entry of the ledger bought: its turn awaited, the request sent, the picture kept or the failure booked."""

import asyncio
import logging
from functools import partial

from tenacity import RetryCallState

from ai_node_builder.errors import AINodeBuilderError, ProviderError
from ai_node_builder.redaction import traceback_of
from ai_node_builder.services.limits import Limits
from ai_node_builder.services.money import dollars, money
from ai_node_builder.services.provider_errors import outcome_unknown
from ai_node_builder.services.room import room
from ai_node_builder.services.tries import uncharged_tries, wait_in_words

from .entry import Entry
from .flight import Flight
from .keeper import Keeper
from .painter import Painter, PaintJob
from .purchase import Purchase
from .reply import Picture

log = logging.getLogger(__name__)

TRIES = 4
"""For what is known not to be charged: a rate limit, or a connection that never came about."""


class Buyer:
    """Buys pictures from `painters`, by provider, as `limits` allow.

    `first_wait` is in seconds before a second try, doubled for each more, where the provider does not say how long
    to wait.
    """

    def __init__(self, keeper: Keeper, painters: dict[str, Painter], limits: Limits, first_wait: float = 1.0) -> None:
        self._keeper = keeper
        self._painters = painters
        self._limits = limits
        self._first_wait = first_wait

    async def buy(self, entry: Entry, flight: Flight) -> Entry:
        """The entry with its picture on disk; whatever is raised in place of it is on the books."""
        try:
            picture = await self._picture(entry, flight)
        except AINodeBuilderError as error:
            log.warning("image %s: %s", entry.id, error.text())
            await asyncio.to_thread(self._keeper.failed, entry, error)
            raise
        except asyncio.CancelledError:
            await asyncio.to_thread(self._keeper.failed, entry, _broken_off(flight))
            raise
        flight.say(f"received {room(len(picture.content))}, {picture.width}x{picture.height}")
        return await asyncio.to_thread(self._keeper.keep, entry, picture)

    async def close(self) -> None:
        """Let go of the connections."""
        for painter in self._painters.values():
            await painter.close()

    async def _picture(self, entry: Entry, flight: Flight) -> Picture:
        painter = self._painters[flight.purchase.choice.provider]
        flight.say(f"{entry.model} draws {entry.size}, quality {entry.quality} ({_price(flight.purchase)})")
        await painter.ready()
        pause = partial(self._pause, entry, flight)
        tries = uncharged_tries(TRIES, first_wait=self._first_wait, before_sleep=pause)
        return await tries(self._try, painter, entry, flight)

    async def _try(self, painter: Painter, entry: Entry, flight: Flight) -> Picture:
        order = flight.purchase.order
        flight.waiting = True
        async with self._limits.turn(order.payer, order.run_id or "", flight.say):
            flight.waiting = False
            await asyncio.to_thread(self._keeper.send_off, entry)
            return await self._send(painter, entry, flight.purchase)

    async def _send(self, painter: Painter, entry: Entry, purchase: Purchase) -> Picture:
        """Send the request. Where something happens then that nobody foresaw, it may have been charged."""
        spool = self._keeper.spool_of(entry)
        try:
            return await painter.paint(
                PaintJob(entry.prompt, entry.model, entry.size, entry.quality, spool, purchase.api_key)
            )
        except AINodeBuilderError:
            raise
        except Exception as error:
            log.error("image %s failed unexpectedly\n%s", entry.id, traceback_of(error))
            what = f"{entry.model} failed unexpectedly ({type(error).__name__})"
            raise (outcome_unknown(what) if entry.held else ProviderError(f"{what}; nothing was charged.")) from error

    async def _pause(self, entry: Entry, flight: Flight, state: RetryCallState) -> None:
        """Nothing was charged, and nothing is on its way until the next try: a restart may take it up again."""
        await asyncio.to_thread(self._keeper.take_back, entry)
        flight.waiting = True
        flight.say(wait_in_words(state))


def _price(purchase: Purchase) -> str:
    most = f"at most {money(dollars(purchase.order.held))}"
    if purchase.choice.facts is None or purchase.choice.facts.price is None:
        return f"price unknown; counted as {most}, the dearest there is"
    return most if purchase.order.held else "free"


def _broken_off(flight: Flight) -> AINodeBuilderError:
    if flight.waiting:
        return ProviderError("Cancelled before the request was sent; nothing was charged.", code="cancelled")
    return outcome_unknown("the program was stopped")
