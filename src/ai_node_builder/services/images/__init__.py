"""Pictures: asked for once, kept for good, always accounted for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from ai_node_builder.types import Origin


@dataclass(frozen=True, slots=True)
class ImageRequest:
    """A wish for one picture. `size` is "WIDTHxHEIGHT" or "auto"; `model` is "name" or "provider/name".

    `reuse` says whether an earlier picture of the same wish will do; None leaves that to the settings.
    """

    prompt: str
    model: str
    size: str
    quality: str
    api_key: str = field(default="", repr=False)
    origin: Origin = field(default_factory=Origin)
    reuse: bool | None = None


@dataclass(frozen=True, slots=True)
class StoredImage:
    """A picture that is on disk; width and height in pixels. `cached` says that no request was made for this call.

    `cost_usd` is told once, to the first who gets the picture, and is 0 from then on: the ledger keeps it. None
    where the price is not known.
    """

    filename: str
    servable_url: str
    model: str
    size: str
    quality: str
    prompt: str
    width: int
    height: int
    sha256: str
    cost_usd: float | None
    cached: bool = False


class ImageMaker(Protocol):
    """Makes pictures and keeps account of them."""

    async def generate(self, request: ImageRequest, on_progress: Callable[[str], None]) -> StoredImage:
        """One picture for one request: paid at most once, stored before this returns.

        Raises ToolCallError, UserError, OperatorError or ProviderError, sorted by who must act.
        """
        ...

    def estimate(self, model: str, size: str, quality: str, prompt: str) -> float | None:
        """The most that one picture costs, in dollars; None where the price is not known. UnknownModel."""
