"""From bytes that arrived to a file that stays, in an order that a crash cannot break.

The file name is on the books before the file is written, so a restart writes the same file again instead of
losing it or making a second one.
"""

import asyncio
import hashlib
import logging
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from ai_node_builder.errors import AINodeBuilderError, DiskFull, ImageNotSaved, NoImageData, ProviderError
from ai_node_builder.services.files import ServableFileManager

from .ledger import Entry, Ledger, State
from .models import ModelTable
from .pricing import cost
from .reply import Picture, read_reply

log = logging.getLogger(__name__)

PREFIX, SUFFIX = "gpt_image_", ".png"
ROOM = 64 * 2**20
"""Bytes that must be free before a picture is bought: the largest answer is about half of this."""


class Keeper:
    """Stores pictures and books what became of each request."""

    def __init__(self, ledger: Ledger, files: ServableFileManager, models: ModelTable, spool: Path) -> None:
        self._ledger = ledger
        self._files = files
        self._models = models
        self._spool = spool

    def spool_of(self, entry: Entry) -> Path:
        """Where the provider's answer to this entry goes as it arrives."""
        return self._spool / f"{entry.id}.reply"

    def check_room(self) -> None:
        """DiskFull where the next picture might not fit."""
        free = min(shutil.disk_usage(folder).free for folder in (self._spool, self._files.folder))
        if free < ROOM:
            raise DiskFull(f"only {free // 2**20} MB are free in {self._files.folder}; free {ROOM // 2**20} MB.")

    async def keep(self, entry: Entry, picture: Picture) -> Entry:
        """Book the picture, write its file, book that; ImageNotSaved says where the bytes are if that fails."""
        filename = self._files.reserve(PREFIX, SUFFIX)
        row = self._models.models.get(entry.model)
        await self._ledger.received(
            entry.id,
            filename=filename,
            width=picture.width,
            height=picture.height,
            bytes=len(picture.content),
            sha256=hashlib.sha256(picture.content).hexdigest(),
            usage=picture.usage,
            cost=cost(row.price if row else None, picture.usage),
        )
        return await self._write(entry, filename, picture.content)

    async def failed(self, entry: Entry, error: AINodeBuilderError) -> None:
        """Book a request that brought no picture."""
        facts = {}
        if isinstance(error, NoImageData) and error.usage:
            row = self._models.models.get(entry.model)
            facts = {"usage": error.usage, "cost": cost(row.price if row else None, error.usage), "held": 0}
        state = _state_after(error)
        await self._ledger.ended(entry.id, state, error.code, error.text(), **facts)
        if state != "unknown":
            self.spool_of(entry).unlink(missing_ok=True)

    async def resume(self, entry: Entry) -> Entry | None:
        """Finish what was cut off after the request had left; None where the answer never arrived whole."""
        if entry.filename and (self._files.folder / entry.filename).is_file():
            return await self._stored(entry)
        try:
            picture = read_reply(self.spool_of(entry).read_bytes())
        except (NoImageData, FileNotFoundError):
            return None
        if entry.filename:
            return await self._write(entry, entry.filename, picture.content)
        return await self.keep(entry, picture)

    async def recover(self, alive: Callable[[str], bool]) -> list[Entry]:
        """Settle what processes that are gone left behind; sends nothing. Answers the pictures found."""
        found = []
        for entry in await self._ledger.open_entries():
            if alive(entry.owner):
                continue
            image = None if entry.state == "reserved" else await self.resume(entry)
            if image is not None:
                found.append(image)
                log.info("recovered %s, paid for before the last stop", image.filename)
            elif entry.state == "reserved":
                await self._ledger.ended(entry.id, "failed", "interrupted", "Stopped before the request was sent.")
            else:
                await self._ledger.ended(entry.id, "unknown", "outcome_unknown", "Stopped before the answer came.")
        return found

    async def _write(self, entry: Entry, filename: str, content: bytes) -> Entry:
        try:
            await asyncio.to_thread(self._files.commit, filename, content)
        except OSError as error:
            raise await self._not_saved(entry, content, error) from error
        log.info("saved %s (%d bytes)", filename, len(content))
        return await self._stored(entry)

    async def _stored(self, entry: Entry) -> Entry:
        await self._ledger.stored(entry.id)
        self.spool_of(entry).unlink(missing_ok=True)
        return await self._ledger.entry(entry.id)

    async def _not_saved(self, entry: Entry, content: bytes, cause: OSError) -> ImageNotSaved:
        refuge = _rescue(content)
        where = refuge or self.spool_of(entry)
        log.error("the picture of %s cannot be saved (%s); its bytes are in %s", entry.id, cause, where)
        return ImageNotSaved(
            f"the picture cannot be saved ({cause.strerror}). Its bytes are in {where}; "
            "make room, then ask again with the same key."
        )


def _state_after(error: AINodeBuilderError) -> State:
    if error.charged != "no":
        return "unknown"
    return "failed" if isinstance(error, ProviderError) else "refused"


def _rescue(content: bytes) -> Path | None:
    """Put the bytes in the system's folder for temporary files, which may lie on another disk."""
    try:
        with tempfile.NamedTemporaryFile(prefix="ainb_", suffix=SUFFIX, delete=False) as file:
            file.write(content)
            return Path(file.name)
    except OSError:
        return None
