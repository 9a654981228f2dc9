"""The small picture in a reply, for the user's eyes."""

import asyncio

from ai_node_builder.app.app import App
from ai_node_builder.errors import HomeNotWritable, NotFound

WIDTH = 256
"""Pixels: the gallery's small size."""
LARGEST = 60_000
"""Bytes; base64 makes a third more of it. A picture of this size that is heavier is noise."""


async def preview_of(app: App, filename: str) -> bytes | None:
    """A WebP of the picture, 256 pixels wide and of at most 60 kB; None where there is none to show."""
    try:
        path = await app.parts.previews.path(filename, WIDTH)
        content = await asyncio.to_thread(path.read_bytes)
    except (NotFound, HomeNotWritable, FileNotFoundError):
        return None  # the picture itself is safe, and linked beside
    return content if len(content) <= LARGEST else None
