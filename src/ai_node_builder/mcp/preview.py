"""The small picture in a reply, for the user's eyes."""

import asyncio
import io
import logging
from pathlib import Path

from ai_node_builder.app.app import App

log = logging.getLogger(__name__)

EDGE = 256
"""Pixels of the longer edge."""
LARGEST = 60_000
"""Bytes; base64 makes a third more of it. A picture of this size that is heavier is noise."""


async def preview_of(app: App, filename: str) -> bytes | None:
    """The picture as a small WebP of at most 60 kB; None where it cannot be made."""
    try:
        content = await asyncio.to_thread(_small, app.parts.services.files.path(filename))
    except OSError as error:
        log.warning("no preview of %s: %s", filename, error)  # the picture itself is safe, and linked beside
        return None
    return content if len(content) <= LARGEST else None


def _small(path: Path) -> bytes:
    from PIL import Image

    with Image.open(path) as picture:
        picture.thumbnail((EDGE, EDGE))
        file = io.BytesIO()
        picture.convert("RGBA").save(file, "WEBP", quality=80)
        return file.getvalue()
