"""The gallery: pictures that were made, and pictures that people bring."""

import base64
import binascii
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from ai_node_builder.app.app import App
from ai_node_builder.errors import UserError
from ai_node_builder.server.dependencies import Limit, Moment, OpenApp
from ai_node_builder.services.images.gallery import Gallery
from ai_node_builder.services.images.ledger import Entry
from ai_node_builder.services.images.uploads import save_upload
from ai_node_builder.services.money import dollars

router = APIRouter(prefix="/api/images", tags=["images"])


class Picture(BaseModel):
    """A picture in the gallery. `cost_usd` is null where the price is not known; width and height in pixels."""

    filename: str
    servable_url: str
    prompt: str
    model: str
    size: str
    quality: str
    width: int
    height: int
    bytes: int
    sha256: str
    cost_usd: float | None
    run_id: str | None
    node_id: str | None
    created_at: Moment


class PicturePage(BaseModel):
    """Pictures, newest first. `next` is the `before` of the page that follows; null on the last."""

    images: list[Picture]
    next: str | None


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
    run_id: str | None = None,
    model: str | None = None,
    node_id: str | None = None,
) -> PicturePage:
    """The pictures in the gallery that fit, newest first."""
    wanted = {"run_id": run_id, "model": model, "node_id": node_id}
    given = {name: value for name, value in wanted.items() if value is not None}
    entries = await app.parts.services.images.ledger.stored_entries(limit=limit, before=before, **given)
    return PicturePage(
        images=[_picture(app, entry) for entry in entries],
        next=entries[-1].filename if len(entries) == limit else None,
    )


@router.get("/{filename}")
async def get_image(filename: str, app: OpenApp) -> Picture:
    """One picture in the gallery."""
    return _picture(app, await _gallery(app).get(filename))


@router.delete("/{filename}", status_code=204)
async def delete_image(filename: str, app: OpenApp) -> None:
    """Remove a picture for good. What it cost stays on the books."""
    await _gallery(app).delete(filename)


@router.post("", status_code=201)
def upload_image(upload: Upload, app: OpenApp) -> ServableFile:
    """Keep a picture, for the image node."""
    try:
        content = base64.b64decode(upload.data, validate=True)
    except binascii.Error as error:
        raise UserError(f"data is not base64 ({error}); send the file's bytes as base64.", code="not_base64") from error
    info = save_upload(app.parts.services.files, content)
    facts = {name: getattr(info, name) for name in ("filename", "media_type", "bytes", "width", "height")}
    return ServableFile(**facts, servable_url=info.url, created_at=info.created)


def _gallery(app: App) -> Gallery:
    return Gallery(app.parts.services.images.ledger, app.parts.services.files)


def _picture(app: App, entry: Entry) -> Picture:
    facts = {name: getattr(entry, name) for name in Picture.model_fields if hasattr(entry, name)}
    url = app.parts.services.files.url_for(entry.filename or "")
    return Picture(**facts, servable_url=url, cost_usd=dollars(entry.cost))
