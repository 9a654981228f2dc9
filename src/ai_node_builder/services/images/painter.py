"""What draws: one small protocol, so that paid and free pictures take the same path."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from .models import dimensions
from .reply import Picture, png_size


@dataclass(frozen=True, slots=True)
class PaintJob:
    """One picture to make. What arrives from outside goes to the file `spool` first."""

    prompt: str
    model: str
    size: str
    quality: str
    spool: Path
    api_key: str = field(default="", repr=False)


class Painter(Protocol):
    """Makes one picture."""

    async def ready(self) -> None:
        """Do what can be done, and can fail, before anything is sent."""

    async def paint(self, job: PaintJob) -> Picture:
        """Draw, in one request. What it raises says by `charged` whether money may have gone."""
        ...

    async def close(self) -> None:
        """Let go of connections."""


class DemoPainter:
    """Draws a scene from the prompt's words: offline, deterministic, free, and no AI."""

    async def ready(self) -> None:
        """Nothing is sent."""

    async def paint(self, job: PaintJob) -> Picture:
        from .demo import paint  # numpy and Pillow's drawing parts, which only this needs

        width, height = dimensions(job.size) or (1024, 1024)
        content = await asyncio.to_thread(paint, job.prompt, width, height, job.quality)
        return Picture(content, *png_size(content))

    async def close(self) -> None:
        """Nothing to close."""
