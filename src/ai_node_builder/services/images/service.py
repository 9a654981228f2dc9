"""The life of a picture: booked, sent, received, stored, handed over.

The flight that buys a picture is detached from whoever asked for it: a closed tab or a cancelled client does
not stop it, and asking again with the same key joins it.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

from ai_node_builder.errors import AINodeBuilderError, InProgress, KeyReused, NotFound, OutcomeUnknown, ProviderError
from ai_node_builder.services.files import ServableFileManager
from ai_node_builder.services.images import ImageRequest, StoredImage
from ai_node_builder.services.money import NANO, dollars
from ai_node_builder.services.provider_errors import outcome_unknown

from .entry import OPEN, Entry
from .flight import Flight, Progress
from .keeper import Keeper
from .ledger import Ledger
from .models import ModelTable
from .painter import Painter, PaintJob
from .purchase import Endpoint, Purchase, purchase_for
from .reply import Picture

__all__ = ["Endpoint", "ImageService"]

log = logging.getLogger(__name__)


class ImageService:
    """Makes pictures and keeps account of them; the real ImageMaker."""

    def __init__(
        self,
        *,
        ledger: Ledger,
        keeper: Keeper,
        files: ServableFileManager,
        models: ModelTable,
        painters: dict[str, Painter],
        endpoint: Endpoint,
        today: Callable[[], date] = lambda: datetime.now(UTC).date(),
    ) -> None:
        self.ledger = ledger
        self.models = models
        self._keeper = keeper
        self._files = files
        self._painters = painters
        self._endpoint = endpoint
        self._today = today
        self._flights: dict[tuple[str, str], Flight] = {}
        self._deliveries: set[asyncio.Task[None]] = set()

    async def generate(self, request: ImageRequest, on_progress: Progress) -> StoredImage:
        """One picture for one request: paid at most once, stored before this returns.

        Raises ToolCallError, UserError, OperatorError or ProviderError, sorted by who must act.
        """
        purchase = purchase_for(request, self.models, self._endpoint, self._today())
        flight = self._flight_for(purchase)
        flight.listeners.append(on_progress)
        try:
            await asyncio.wait({flight.task})  # leaves the flight alone when whoever waits is cancelled
        finally:
            flight.listeners.remove(on_progress)
        if flight.entry is not None:
            self._note_delivery(flight.entry.id)
        return flight.task.result()

    async def close(self) -> None:
        """Wait for the pictures on their way, which are paid for, then let go of the connections."""
        while under_way := {flight.task for flight in self._flights.values()} | self._deliveries:
            await asyncio.wait(under_way)
        for painter in self._painters.values():
            await painter.close()

    def _flight_for(self, purchase: Purchase) -> Flight:
        """The flight that serves this purchase: one under way for the same key or wish, or a new one."""
        order = purchase.order
        name = ("key", order.key) if order.key else ("wish", order.fingerprint)
        flight = self._flights.get(name)
        if flight is None:
            flight = self._flights[name] = Flight(purchase)
            flight.task = asyncio.create_task(self._fly(flight))
            flight.task.add_done_callback(lambda task: self._landed(name, task))
        elif flight.purchase.order.fingerprint != order.fingerprint:
            raise KeyReused("this idempotency key is in use for another picture; send a new key.")
        return flight

    def _landed(self, name: tuple[str, str], task: asyncio.Task[StoredImage]) -> None:
        del self._flights[name]
        if not task.cancelled():
            # Whoever waits gets the exception too; asking for it here keeps asyncio quiet where nobody does.
            task.exception()

    def _note_delivery(self, id: str) -> None:
        """Book that the outcome reached its asker: without waiting, so that nothing can come in between."""
        task = asyncio.create_task(self._deliver(id))
        self._deliveries.add(task)
        task.add_done_callback(self._deliveries.discard)

    async def _deliver(self, id: str) -> None:
        try:
            await asyncio.to_thread(self.ledger.delivered, id)
        except Exception:
            log.exception("image %s reached its asker, and the ledger cannot book that", id)

    async def _fly(self, flight: Flight) -> StoredImage:
        if note := flight.purchase.choice.note:
            log.warning("%s", note)
            flight.say(note)
        flight.entry, new = await self._claim(flight.purchase)
        if not new:
            return self._earlier(flight.entry)
        return self._shown(await self._buy(flight.entry, flight))

    async def _claim(self, purchase: Purchase) -> tuple[Entry, bool]:
        """The purchase's entry, and whether it is to be bought; what was left behind half done is settled first.

        InProgress where another process works on it.
        """
        if self._deliveries:
            await asyncio.wait(set(self._deliveries))
        entry, new = await asyncio.to_thread(self.ledger.claim, purchase.order)
        if not new and await asyncio.to_thread(self._keeper.abandoned, entry):
            await asyncio.to_thread(self._keeper.settle, entry)
            entry, new = await asyncio.to_thread(self.ledger.claim, purchase.order)
        if not new and entry.state in OPEN:
            raise InProgress("another process is making this picture; ask again in a few seconds.")
        return entry, new

    async def _buy(self, entry: Entry, flight: Flight) -> Entry:
        try:
            picture = await self._picture(entry, flight)
        except AINodeBuilderError as error:
            log.warning("image %s: %s", entry.id, error.text())
            await asyncio.to_thread(self._keeper.failed, entry, error)
            raise
        except asyncio.CancelledError:
            await asyncio.to_thread(self._keeper.failed, entry, outcome_unknown("the program was stopped"))
            raise
        flight.say(f"received {len(picture.content) / 2**20:.1f} MB, {picture.width}x{picture.height}")
        return await asyncio.to_thread(self._keeper.keep, entry, picture)

    async def _picture(self, entry: Entry, flight: Flight) -> Picture:
        """Send the request. Where something happens then that nobody foresaw, it may have been charged."""
        painter = self._painters[flight.purchase.choice.provider]
        spool, api_key = self._keeper.spool_of(entry), flight.purchase.api_key
        job = PaintJob(entry.prompt, entry.model, entry.size, entry.quality, spool, api_key)
        flight.say(f"{entry.model} draws {entry.size}, quality {entry.quality} ({_price(flight.purchase)})")
        await painter.ready()
        await asyncio.to_thread(self._keeper.send_off, entry)
        try:
            return await painter.paint(job, flight.say)
        except AINodeBuilderError:
            raise
        except Exception as error:
            log.exception("image %s failed unexpectedly", entry.id)
            what = f"{entry.model} failed unexpectedly ({type(error).__name__})"
            raise (outcome_unknown(what) if entry.held else ProviderError(f"{what}; nothing was charged.")) from error

    def _earlier(self, entry: Entry) -> StoredImage:
        """What an earlier request with this key, or for this wish, came to."""
        if entry.state == "unknown":
            raise OutcomeUnknown(
                f"this picture was asked for before, and that ended so: {entry.error} It is not bought again on its "
                "own; ask with a new key, or without one again, to buy it."
            )
        image = replace(self._shown(entry), cached=True)
        if entry.deleted_at or not self._files.holds(image.filename):
            raise NotFound("the picture made for this key was deleted; ask with a new key for another one.")
        return image

    def _shown(self, entry: Entry) -> StoredImage:
        assert entry.filename is not None
        assert entry.width is not None
        assert entry.height is not None
        assert entry.sha256 is not None
        return StoredImage(
            filename=entry.filename,
            servable_url=self._files.url_for(entry.filename),
            model=entry.model,
            size=entry.size,
            quality=entry.quality,
            prompt=entry.prompt,
            width=entry.width,
            height=entry.height,
            sha256=entry.sha256,
            cost_usd=dollars(entry.cost),
        )


def _price(purchase: Purchase) -> str:
    known = purchase.choice.facts is not None and purchase.choice.facts.price is not None
    if not known:
        return "price unknown"
    return f"at most ${purchase.order.held / NANO:.3f}" if purchase.order.held else "free"
