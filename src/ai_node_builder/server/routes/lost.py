"""Requests for pictures whose outcome is not known: a person buys them again, or writes them off."""

from typing import Annotated

from fastapi import APIRouter, Body, Request
from pydantic import BaseModel, ConfigDict, Field

from ai_node_builder.app.app import App
from ai_node_builder.server.dependencies import Moment, OpenApp
from ai_node_builder.server.disconnect import while_connected
from ai_node_builder.services.images import StoredImage
from ai_node_builder.services.images.entry import Entry, State
from ai_node_builder.services.money import dollars

router = APIRouter(prefix="/api/images", tags=["images"])


class NextSteps(BaseModel):
    """Where to POST what a person decides."""

    buy_again: str
    write_off: str


class LostPicture(BaseModel):
    """A request that was sent and brought no picture. `held_usd` counts against the caps until it is settled;
    `cost_usd` is null until then, and `error` says what happened."""

    id: str
    state: State
    prompt: str
    model: str
    size: str
    quality: str
    held_usd: float
    cost_usd: float | None
    error: str | None
    error_code: str | None
    run_id: str | None
    node_id: str | None
    workflow_id: str | None
    created_at: Moment
    next_steps: NextSteps


class LostPage(BaseModel):
    """Requests of unknown outcome, newest first. `next` is the `before` of the page that follows; null on the last."""

    images: list[LostPicture]
    next: str | None


class BoughtPicture(BaseModel):
    """The picture that came in place of a lost one; `cached` if it was bought before, and then it costs nothing."""

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
    cached: bool


class BuyAgain(BaseModel):
    """Nothing is to be said."""

    model_config = ConfigDict(extra="forbid")


class WriteOff(BaseModel):
    """What the provider's usage page says it cost; null books all that was held."""

    model_config = ConfigDict(extra="forbid")

    cost_usd: float | None = Field(None, ge=0, le=1e6, strict=True)


async def lost_page(app: App, limit: int, before: str | None) -> LostPage:
    """A page of the requests of unknown outcome."""
    entries = await app.parts.services.images.ledger.entries_in("unknown", limit=limit, before=before)
    following = entries[-1].id if len(entries) == limit else None
    return LostPage(images=[_lost(entry) for entry in entries], next=following)


@router.post("/{id}/buy-again")
async def buy_again(id: str, app: OpenApp, request: Request, body: Annotated[BuyAgain, Body()]) -> BoughtPicture:
    """Buy a lost picture once more, under its own key; asked twice, it is bought once.

    The lost request is written off at what was held for it, unless that was settled before.
    """
    image: StoredImage = await while_connected(request, app.parts.services.images.buy_again(id, _unheard))
    return BoughtPicture.model_validate(image, from_attributes=True)


@router.post("/{id}/write-off")
async def write_off(id: str, app: OpenApp, body: Annotated[WriteOff, Body()]) -> LostPicture:
    """Settle what a lost picture cost: nothing is held for it any more."""
    return _lost(await app.parts.services.images.write_off(id, body.cost_usd))


def _unheard(message: str) -> None:
    """The ledger has what matters of it."""


def _lost(entry: Entry) -> LostPicture:
    own = LostPicture.model_fields.keys() - {"held_usd", "cost_usd", "next_steps"}
    here = f"/api/images/{entry.id}"
    return LostPicture(
        **{name: getattr(entry, name) for name in own},
        held_usd=dollars(entry.held) or 0.0,
        cost_usd=dollars(entry.cost),
        next_steps=NextSteps(buy_again=f"{here}/buy-again", write_off=f"{here}/write-off"),
    )
