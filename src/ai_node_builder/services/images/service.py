"""The life of a picture: booked, sent, received, stored, handed over.

The flight that buys a picture is detached from whoever asked for it: a closed tab or a cancelled client does
not stop it, and asking again with the same key joins it.
"""

import asyncio
import hashlib
import json
import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

from ai_node_builder.errors import (
    AINodeBuilderError,
    ApiKeyMissing,
    ImageNotSaved,
    InProgress,
    KeyReused,
    NotFound,
    OutcomeUnknown,
    PromptTooLong,
)
from ai_node_builder.services.files import ServableFileManager
from ai_node_builder.services.money import dollars

from . import ImageRequest, StoredImage
from .keeper import Keeper
from .ledger import Entry, Ledger, Order
from .models import Choice, ModelTable
from .painter import Painter, PaintJob
from .pricing import estimate

log = logging.getLogger(__name__)

LONGEST_PROMPT = 32_000
"""Characters; OpenAI's limit for the GPT image models."""
OFFICIAL = "https://api.openai.com/v1"

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where pictures are bought, and the key to use where a request brings none."""

    base_url: str = OFFICIAL
    api_key: str = field(default="", repr=False)

    @property
    def official(self) -> bool:
        return self.base_url.rstrip("/") == OFFICIAL


@dataclass(slots=True)
class Flight:
    """A picture on its way, and everyone who wants to hear of it."""

    order: Order
    listeners: list[Progress]
    task: asyncio.Task[Entry] = field(init=False)

    def say(self, message: str) -> None:
        for listener in self.listeners:
            listener(message)


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
        self._flights: dict[str, Flight] = {}

    async def generate(self, request: ImageRequest, on_progress: Progress) -> StoredImage:
        """One picture for one request: paid at most once, stored before this returns.

        Raises ToolCallError, UserError, OperatorError or ProviderError, sorted by who must act.
        """
        choice, api_key = self._choose(request)
        flight = self._flight_for(self._order(request, choice), choice, api_key, on_progress)
        entry = await asyncio.shield(flight.task)
        await self.ledger.delivered(entry.id)
        return self._shown(entry)

    async def close(self) -> None:
        """Wait for the pictures on their way, which are paid for, then let go of the connections."""
        await asyncio.gather(*(flight.task for flight in self._flights.values()), return_exceptions=True)
        for painter in self._painters.values():
            await painter.close()

    def _choose(self, request: ImageRequest) -> tuple[Choice, str]:
        """The model to run and the key to pay with; everything that can be refused for free is refused here."""
        if len(request.prompt) > LONGEST_PROMPT:
            raise PromptTooLong(f"the prompt has {len(request.prompt)} characters; keep it under {LONGEST_PROMPT}.")
        choice = self.models.choose(request.model, official=self._endpoint.official, today=self._today())
        if choice.facts is not None:
            choice.facts.check(request.size, request.quality)
        key = request.api_key or self._endpoint.api_key
        if choice.provider == "openai" and not key:
            raise ApiKeyMissing("OpenAI", "OPENAI_API_KEY")
        return choice, key

    def _order(self, request: ImageRequest, choice: Choice) -> Order:
        host = "" if choice.provider == "demo" else urlsplit(self._endpoint.base_url).hostname or ""
        wish = [host, choice.name, request.prompt, request.size, request.quality]
        return Order(
            key=request.origin.key,
            fingerprint=hashlib.sha256(json.dumps(wish).encode()).hexdigest(),
            prompt=request.prompt,
            model_asked=request.model,
            model=choice.name,
            size=request.size,
            quality=request.quality,
            endpoint=host,
            run_id=request.origin.run_id,
            node_id=request.origin.node_id,
            held=estimate(choice.facts, request.size, request.quality, request.prompt) or 0,
        )

    def _flight_for(self, order: Order, choice: Choice, api_key: str, on_progress: Progress) -> Flight:
        """The flight that serves this order: one under way for the same key or wish, or a new one."""
        name = order.key or order.fingerprint
        flight = self._flights.get(name)
        if flight is None:
            flight = self._flights[name] = Flight(order, [on_progress])
            flight.task = asyncio.create_task(self._fly(flight, choice, api_key))
            flight.task.add_done_callback(lambda task: self._landed(name, task))
        elif flight.order.fingerprint != order.fingerprint:
            raise KeyReused("this idempotency key is in use for another picture; send a new key.")
        else:
            flight.listeners.append(on_progress)
        return flight

    async def _fly(self, flight: Flight, choice: Choice, api_key: str) -> Entry:
        if choice.note:
            log.warning("%s", choice.note)
            flight.say(choice.note)
        entry, new = await self.ledger.claim(uuid.uuid4().hex, flight.order)
        return await self._buy(entry, flight, choice, api_key) if new else await self._existing(entry)

    async def _buy(self, entry: Entry, flight: Flight, choice: Choice, api_key: str) -> Entry:
        price = dollars(estimate(choice.facts, entry.size, entry.quality, entry.prompt))
        cost = "price unknown" if price is None else f"at most ${price:.3f}"
        flight.say(f"{entry.model} draws {entry.size}, quality {entry.quality} ({cost})")
        log.info("image %s: model %s, size %s, quality %s, %s", entry.id, entry.model, entry.size, entry.quality, cost)
        spool = self._keeper.spool_of(entry)
        job = PaintJob(entry.prompt, entry.model, entry.size, entry.quality, spool, api_key)
        try:
            self._keeper.check_room()
            await self.ledger.sent(entry.id)
            picture = await self._painters[choice.provider].paint(job, flight.say)
        except AINodeBuilderError as error:
            await self._keeper.failed(entry, error)
            log.warning("image %s: %s", entry.id, error.text())
            raise
        flight.say(f"received {len(picture.content) / 2**20:.1f} MB, {picture.width}x{picture.height}")
        return await self._keeper.keep(entry, picture)

    async def _existing(self, entry: Entry) -> Entry:
        """What an earlier request with this key, or for this wish, came to."""
        if entry.state == "received" and entry.owner == self.ledger.owner:
            finished = await self._keeper.resume(entry)
            if finished is None:
                raise ImageNotSaved(f"the picture could not be saved: {entry.error or 'see the log'}")
            return finished
        if entry.state == "unknown":
            raise OutcomeUnknown(
                "this picture was asked for before and may have been charged; it is not bought again on its own. "
                "To buy it again, ask with a new key."
            )
        if entry.state != "stored":
            raise InProgress("another process is making this picture; ask again in a few seconds.")
        if entry.deleted_at:
            raise NotFound("the picture made for this key was deleted; ask with a new key for another one.")
        return entry

    def _landed(self, name: str, task: asyncio.Task[Entry]) -> None:
        del self._flights[name]
        if not task.cancelled():
            # Whoever waits gets the exception too; asking for it here keeps asyncio quiet where nobody does.
            task.exception()

    def _shown(self, entry: Entry) -> StoredImage:
        assert entry.filename
        assert entry.width
        assert entry.height
        assert entry.sha256
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
