"""Who gets which picture: those who want the same share it, and what an earlier one came to is handed over.

The flight that buys a picture is detached from whoever asked for it: a closed tab or a cancelled client does
not stop it, and asking again with the same key joins it.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

from ai_node_builder.errors import ApiKeyMissing, InProgress, NotFound, OutcomeUnknown, ProviderError, UserError
from ai_node_builder.services.files import ServableFileManager
from ai_node_builder.services.images import ImageRequest, StoredImage
from ai_node_builder.services.limits import Limits
from ai_node_builder.services.money import dollars, nano_dollars
from ai_node_builder.types import Origin

from .buyer import Buyer
from .entry import LOST, NOT_CHARGED, OPEN, Entry
from .flight import Flight, Flights, Progress
from .keeper import Keeper
from .ledger import Ledger, Order
from .models import ModelTable
from .painter import Painter
from .pricing import estimate
from .purchase import Endpoint, Purchase, purchase_for

__all__ = ["Endpoint", "ImageService"]

log = logging.getLogger(__name__)

POLL = 0.5
"""Seconds between looks at a picture that another process of this program draws."""


class ImageService:
    """Makes pictures and keeps account of them; the real ImageMaker.

    `reuse` says whether an earlier picture of the same wish will do where a request does not say.
    """

    def __init__(
        self,
        *,
        ledger: Ledger,
        keeper: Keeper,
        files: ServableFileManager,
        models: ModelTable,
        painters: dict[str, Painter],
        endpoint: Endpoint,
        limits: Limits | None = None,
        reuse: bool = False,
        first_wait: float = 1.0,
        on_stored: Callable[[Entry], None] = lambda entry: None,
        today: Callable[[], date] = lambda: datetime.now(UTC).date(),
    ) -> None:
        self.ledger = ledger
        self.models = models
        self._keeper = keeper
        self._files = files
        self._buyer = Buyer(keeper, painters, limits or Limits(), first_wait)
        self._endpoint = endpoint
        self._reuse = reuse
        self._on_stored = on_stored
        self._today = today
        self._flights = Flights(self._fly)
        self._bookings: set[asyncio.Task[None]] = set()
        self._booking = asyncio.Lock()

    async def generate(
        self, request: ImageRequest, on_progress: Progress, on_delivery: Callable[[str], None] = lambda id: None
    ) -> StoredImage:
        """One picture for one request: paid at most once, stored before this returns.

        A run waits for its picture where another process draws it, as one does that was cut off; all others are told
        with InProgress. `on_delivery` is told the id of what is booked as delivered, for `take_back`. Raises
        ToolCallError, UserError, OperatorError or ProviderError, sorted by who must act.
        """
        if request.reuse is None:
            request = replace(request, reuse=self._reuse)
        # In a thread: where the key is looked up, the disk and the keyring may be slow.
        purchase = await asyncio.to_thread(purchase_for, request, self.models, self._endpoint, self._today())
        while True:
            try:
                return await self._listen(await self._flights.board(purchase), on_progress, on_delivery)
            except InProgress:
                if request.origin.run_id is None:
                    raise
                await pause(on_progress)

    async def buy_again(self, id: str, on_progress: Progress) -> StoredImage:
        """Buy a picture that was lost once more, under its key; however often this is asked, it is bought once.

        The lost request is written off at what was held for it, unless somebody has settled that before. Raises
        NotFound, UserError where its outcome is known, and what `generate` raises.
        """
        lost = await self.ledger.lost(id)
        purchase = await asyncio.to_thread(self._purchase_of, lost)
        # Whoever asks with the key just now hears of the lost one: what comes next is about the new one.
        await self._flights.let_pass(purchase)
        return await self._listen(await self._flights.board(purchase), on_progress)

    async def write_off(self, id: str, cost_usd: float | None = None) -> Entry:
        """Settle what a lost picture cost, in dollars; without a cost, all that was held for it counts as spent.

        NotFound where there is no such request, UserError where its outcome is known.
        """
        return await asyncio.to_thread(self._keeper.write_off, id, nano_dollars(cost_usd))

    def estimate(self, model: str, size: str, quality: str, prompt: str) -> float | None:
        """The most that one picture costs, in dollars; None where the price is not known. UnknownModel."""
        choice = self.models.choose(model, official=self._endpoint.official, today=self._today())
        return dollars(estimate(choice.facts, size, quality, prompt))

    def id_of(self, request: ImageRequest) -> str | None:
        """The id, for `collect`, of the picture on its way for this request; None while nothing is booked for it."""
        flight = self._flights.serving(purchase_for(request, self.models, self._endpoint, self._today()))
        return flight.entry.id if flight is not None and flight.entry is not None else None

    async def collect(self, id: str, on_progress: Progress) -> StoredImage:
        """The picture that was asked for under this id, waited for where it is on its way; never buys one.

        Raises what became of it where there is no picture, InProgress while another process works on it, and
        NotFound.
        """
        if flight := self._flights.of(id):
            return await self._listen(flight, on_progress)
        entry = await self.ledger.get(id)
        if await asyncio.to_thread(self._keeper.abandoned, entry):
            await asyncio.to_thread(self._keeper.settle, entry)
            entry = await self.ledger.get(id)
        if entry.state in OPEN:
            raise InProgress(entry.id)
        self._book(self.ledger.delivered, id)
        if entry.state in NOT_CHARGED:
            raise ProviderError(f"{entry.error} Nothing was charged.", code=entry.error_code)
        return await self._earlier(entry)

    def take_back(self, id: str) -> None:
        """The outcome was booked as delivered and reached nobody after all: the same wish again gets it."""
        self._book(self.ledger.undelivered, id)

    async def close(self) -> None:
        """Wait for the pictures on their way, which are paid for, then let go of the connections."""
        while under_way := self._flights.tasks() | self._bookings:
            await asyncio.wait(under_way)
        await self._buyer.close()

    def _purchase_of(self, lost: Entry) -> Purchase:
        origin = Origin(lost.first_key, lost.run_id, lost.node_id, lost.tool, lost.workflow_id)
        request = ImageRequest(lost.prompt, lost.model_asked, lost.size, lost.quality, origin=origin)
        try:
            purchase = purchase_for(request, self.models, self._endpoint, self._today())
        except ApiKeyMissing as error:
            said = "the key that this picture was asked for with is not kept; set OPENAI_API_KEY, or store one with "
            said += "`ainb secrets set OPENAI_API_KEY`, to buy it again."
            raise UserError(said, code=error.code) from error
        return replace(purchase, order=replace(purchase.order, replaces=lost.id))

    async def _listen(
        self, flight: Flight, on_progress: Progress, on_delivery: Callable[[str], None] = lambda id: None
    ) -> StoredImage:
        """What comes of a flight. The cost is told to the first who gets the picture."""
        flight.listeners.append(on_progress)
        try:
            await asyncio.wait({flight.task})  # leaves the flight alone when whoever waits is cancelled
        except asyncio.CancelledError:
            # A run that was cancelled wants it no more. A caller that hung up may come back, and keeps its turn.
            if flight.purchase.order.run_id and flight.waiting and len(flight.listeners) == 1:
                flight.task.cancel()
            raise
        finally:
            flight.listeners.remove(on_progress)
        if flight.entry is not None:
            self._book(self.ledger.delivered, flight.entry.id)
            on_delivery(flight.entry.id)
        image = flight.task.result()
        shared, flight.handed_over = flight.handed_over, True
        return _cached(image) if shared else image

    def _book(self, book: Callable[[str], None], id: str) -> None:
        """Book whether the outcome reached its asker: without waiting, so that nothing can come in between."""
        task = asyncio.create_task(self._booked(book, id))
        self._bookings.add(task)
        task.add_done_callback(self._bookings.discard)

    async def _booked(self, book: Callable[[str], None], id: str) -> None:
        async with self._booking:  # in the order in which things happened
            try:
                await asyncio.to_thread(book, id)
            except Exception:
                log.exception("the ledger cannot book whether image %s reached its asker", id)

    async def _fly(self, flight: Flight) -> StoredImage:
        if note := flight.purchase.choice.note:
            log.warning("%s", note)
            flight.say(note)
        flight.entry, new = await self._claim(flight.purchase)
        if not new:
            return await self._earlier(flight.entry)
        try:
            bought = await self._buyer.buy(flight.entry, flight)
        finally:
            if lost := flight.entry.replaces:
                await asyncio.to_thread(self._keeper.drop_spool, lost)
        self._on_stored(bought)
        return self._shown(bought)

    async def _claim(self, purchase: Purchase) -> tuple[Entry, bool]:
        """The purchase's entry, and whether it is to be bought; what was left behind half done is settled first.

        InProgress where another process works on it.
        """
        if self._bookings:
            await asyncio.wait(set(self._bookings))
        order = purchase.order
        if purchase.reuse:
            order = replace(order, reuses=await self._reusable(order))
        entry, new = await asyncio.to_thread(self.ledger.claim, order)
        if not new and await asyncio.to_thread(self._keeper.abandoned, entry):
            await asyncio.to_thread(self._keeper.settle, entry)
            entry, new = await asyncio.to_thread(self.ledger.claim, order)
        if not new and entry.state in OPEN:
            raise InProgress(entry.id)
        return entry, new

    async def _reusable(self, order: Order) -> str | None:
        """The newest picture of the same wish whose file is there."""
        entries = await self.ledger.same(order.fingerprint, order.model, order.endpoint)
        return next((entry.id for entry in entries if entry.filename and self._files.holds(entry.filename)), None)

    async def _earlier(self, entry: Entry) -> StoredImage:
        """What an earlier request with this key, or for this wish, came to."""
        if entry.state in LOST:
            raise _lost(entry)
        told = entry.delivered_at is not None or entry.reuses is not None
        if entry.reuses is not None:
            entry = await self.ledger.get(entry.reuses)
        image = self._shown(entry)
        if entry.deleted_at or not self._files.holds(image.filename):
            raise NotFound("the picture made for this key was deleted; ask with a new key for another one.")
        return _cached(image) if told else replace(image, cached=True)

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


async def pause(on_progress: Progress) -> None:
    """Wait before the next look at a picture of another process."""
    on_progress("another process of this program draws it")
    await asyncio.sleep(POLL)


def _cached(image: StoredImage) -> StoredImage:
    return replace(image, cached=True, cost_usd=0.0)


def _lost(entry: Entry) -> OutcomeUnknown:
    buy_again = f"`ainb images buy-again {entry.id}` buys it"
    if entry.state == "written_off":
        said = (
            f"this picture was asked for before, never came, and was written off. {buy_again}; or ask with a new key."
        )
        return OutcomeUnknown(said, charged="yes" if entry.cost else "no")
    return OutcomeUnknown(
        f"this picture was asked for before, and that ended so: {entry.error} It is not bought again on its own: "
        f"{buy_again}, `ainb images write-off {entry.id}` settles what it cost. Or ask with a new key."
    )
