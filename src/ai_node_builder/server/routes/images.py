"""The gallery: pictures that were made, and pictures that people bring."""

import base64
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field, StrictBool

from ai_node_builder.app.app import App
from ai_node_builder.errors import UserError
from ai_node_builder.server.dependencies import Limit, Moment, OpenApp
from ai_node_builder.server.routes.lost import LostPage, lost_page
from ai_node_builder.services.images.ledger import Entry
from ai_node_builder.services.images.shelf import Wanted
from ai_node_builder.services.images.uploads import save_upload
from ai_node_builder.services.money import dollars

router = APIRouter(prefix="/api/images", tags=["images"])


class Picture(BaseModel):
    """A picture in the gallery. `cost_usd` is null where the price is not known; width and height in pixels.

    `preview_url` is a small copy, 256 pixels wide; `model_asked` is the model that was asked for, which another may
    have stood in for. Run, node, tool and workflow tell where it came from, as far as it came from there.
    """

    filename: str
    servable_url: str
    preview_url: str
    prompt: str
    model: str
    model_asked: str
    size: str
    quality: str
    width: int
    height: int
    bytes: int
    sha256: str
    cost_usd: float | None
    favourite: bool
    run_id: str | None
    node_id: str | None
    tool: str | None
    workflow_id: str | None
    created_at: Moment
    stored_at: Moment


class PicturePage(BaseModel):
    """Pictures, newest first. `next` is the `before` of the page that follows; null on the last."""

    images: list[Picture]
    next: str | None


class Change(BaseModel):
    """What may be changed of a picture."""

    model_config = ConfigDict(extra="forbid")

    favourite: StrictBool


class Upload(BaseModel):
    """A picture to keep: PNG, JPEG, WebP or GIF, as base64. `filename` is for people, the server gives its own."""

    model_config = ConfigDict(extra="forbid")

    filename: str = Field("", max_length=300)
    data: str


class ServableFile(BaseModel):
    """A file in the store."""

    filename: str
    servable_url: str
    media_type: str
    bytes: int
    width: int | None
    height: int | None
    created_at: Moment


@router.get("")
async def list_images(
    app: OpenApp,
    limit: Limit = 50,
    before: Annotated[str | None, Query(description="The `next` of the page before")] = None,
    q: Annotated[str | None, Query(max_length=1000, description="A text in the prompt")] = None,
    day: Annotated[date | None, Query(description="In UTC, as in 2026-11-22")] = None,
    model: str | None = None,
    run_id: str | None = None,
    node_id: str | None = None,
    workflow_id: str | None = None,
    favourite: bool | None = None,
    state: Annotated[Literal["stored", "unknown"], Query(description="unknown: requests to settle")] = "stored",
) -> PicturePage | LostPage:
    """The pictures in the gallery that fit, newest first; or the requests whose outcome is not known."""
    if state == "unknown":
        return await lost_page(app, limit, before)
    wanted = Wanted(q, day, model, run_id, node_id, workflow_id, favourite)
    entries = await app.parts.services.images.ledger.stored_entries(wanted, limit=limit, before=before)
    return PicturePage(
        images=[_picture(app, entry) for entry in entries],
        next=entries[-1].filename if len(entries) == limit else None,
    )


@router.get("/{filename}")
async def get_image(filename: str, app: OpenApp) -> Picture:
    """One picture in the gallery."""
    return _picture(app, await app.parts.gallery.get(filename))


@router.patch("/{filename}")
async def change_image(filename: str, change: Change, app: OpenApp) -> Picture:
    """Put a picture among the favourites, or take it from them."""
    return _picture(app, await app.parts.gallery.set_favourite(filename, change.favourite))


@router.delete("/{filename}", status_code=204)
async def delete_image(filename: str, app: OpenApp) -> None:
    """Remove a picture for good. What it cost stays on the books."""
    await app.parts.gallery.delete(filename)


@router.post("", status_code=201)
def upload_image(upload: Upload, app: OpenApp) -> ServableFile:
    """Keep a picture, for the image node."""
    try:
        content = base64.b64decode(upload.data, validate=True)
    except ValueError as error:
        raise UserError(f"data is not base64 ({error}); send the file's bytes as base64.", code="not_base64") from error
    info = save_upload(app.parts.services.files, content)
    facts = {name: getattr(info, name) for name in ("filename", "media_type", "bytes", "width", "height")}
    return ServableFile(**facts, servable_url=info.url, created_at=info.created)


def _picture(app: App, entry: Entry) -> Picture:
    facts = {name: getattr(entry, name) for name in Picture.model_fields if hasattr(entry, name)}
    filename = entry.filename or ""
    return Picture(
        **facts,
        servable_url=app.parts.services.files.url_for(filename),
        preview_url=app.parts.previews.url_for(filename),
        cost_usd=dollars(entry.cost),
    )
