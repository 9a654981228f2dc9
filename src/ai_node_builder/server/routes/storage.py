"""The room that pictures take, and what is left."""

import asyncio

from fastapi import APIRouter
from pydantic import BaseModel

from ai_node_builder.server.dependencies import OpenApp
from ai_node_builder.services.file_store import Usage
from ai_node_builder.services.room import free_bytes, shortage

router = APIRouter(tags=["images"])


class Storage(BaseModel):
    """The pictures of the ledger; all servable files, which are those and what people uploaded; the previews; what is
    free on the disk. Then the settings by which pictures are deleted, null where they set no limit, and a warning
    where room gets short."""

    pictures: Usage
    files: Usage
    previews: Usage
    free_bytes: int
    max_bytes: int | None
    max_age_days: float | None
    keep_favourites: bool
    warning: str | None


@router.get("/api/storage")
async def get_storage(app: OpenApp) -> Storage:
    """Room in bytes."""
    parts, settings = app.parts, app.settings
    free = free_bytes(settings.home)
    return Storage(
        pictures=await parts.services.images.ledger.usage(),
        files=await asyncio.to_thread(parts.services.files.usage),
        previews=await asyncio.to_thread(parts.previews.usage),
        free_bytes=free,
        max_bytes=settings.images_max_bytes,
        max_age_days=settings.images_max_age,
        keep_favourites=settings.images_keep_favourites,
        warning=shortage(free),
    )
