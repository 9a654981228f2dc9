"""The pictures that a call buys: each is asked about where it is dear, and has a handle where it takes long."""

from collections.abc import Awaitable, Callable

from ai_node_builder.errors import InProgress
from ai_node_builder.services.images import ImageRequest, StoredImage
from ai_node_builder.services.images.service import ImageService, pause

from .handover import Handover


class Purchases:
    """The image service, as one call sees it. `ask` is given the most a picture can cost, in dollars, before it is
    bought; it raises where it must not be. What came of a picture is in the `reply`."""

    def __init__(self, images: ImageService, ask: Callable[[float], Awaitable[None]], reply: Handover) -> None:
        self._images = images
        self._ask = ask
        self._reply = reply
        self._request: ImageRequest | None = None
        self._elsewhere: str | None = None

    async def generate(self, request: ImageRequest, on_progress: Callable[[str], None]) -> StoredImage:
        """As `ImageService.generate`; a picture that another process draws is waited for."""
        cost = self._images.estimate(request.model, request.size, request.quality, request.prompt)
        if cost is not None and self._images.id_of(request) is None:
            await self._ask(cost)
        self._request = request
        while True:
            try:
                return await self._images.generate(request, on_progress, self._delivered)
            except InProgress as error:
                self._elsewhere = error.id
                await pause(on_progress)

    def _delivered(self, id: str) -> None:
        self._reply.carries(lambda: self._images.take_back(id))

    @property
    def handle(self) -> str | None:
        """The id of the picture on its way, for `ImageService.collect`; None while nothing is booked."""
        return (self._images.id_of(self._request) if self._request else None) or self._elsewhere


async def collected(images: ImageService, id: str, on_progress: Callable[[str], None]) -> StoredImage:
    """As `ImageService.collect`; a picture that another process draws is waited for."""
    while True:
        try:
            return await images.collect(id, on_progress)
        except InProgress:
            await pause(on_progress)
