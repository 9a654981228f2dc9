"""From bytes that arrived to a file that stays, in an order that a crash cannot break.

The file name is on the books before the file is written, so a restart writes the same file again instead of
losing it or making a second one.
"""

import asyncio
import contextlib
import hashlib
import logging
from collections.abc import Callable
from pathlib import Path

from ai_node_builder.errors import (
    AINodeBuilderError,
    DiskFull,
    HomeNotWritable,
    ImageNotSaved,
    NoImageData,
    ProviderError,
)
from ai_node_builder.services.files import ServableFileManager
from ai_node_builder.services.room import ROOM, free_bytes

from .entry import OPEN, Entry, State
from .ledger import Ledger
from .models import ModelTable
from .pricing import cost
from .reply import Picture, read_reply
from .rescue import rescue

log = logging.getLogger(__name__)

PREFIX, SUFFIX = "gpt_image_", ".png"


class Keeper:
    """Stores pictures and books what became of each request. `alive` tells whether an owner's process still runs.

    All but `recover` wait for the disk: call them in a thread.
    """

    def __init__(
        self,
        ledger: Ledger,
        files: ServableFileManager,
        models: ModelTable,
        spool: Path,
        alive: Callable[[str], bool],
    ) -> None:
        self._ledger = ledger
        self._files = files
        self._models = models
        self._spool = spool
        self._alive = alive
        self._unsaved: dict[str, Picture] = {}

    def spool_of(self, entry: Entry) -> Path:
        """Where the provider's answer to this entry goes as it arrives."""
        return self._spool_of(entry.id)

    def drop_spool(self, id: str) -> None:
        """Remove what came of the provider's answer to an entry."""
        with contextlib.suppress(OSError):  # the next start sweeps up what is left
            self._spool_of(id).unlink(missing_ok=True)

    def send_off(self, entry: Entry) -> None:
        """Book that the request leaves; DiskFull or HomeNotWritable where its picture could not be kept."""
        try:
            free = free_bytes(self._spool, self._files.folder)
            if free < ROOM:
                raise DiskFull(f"only {free // 2**20} MB are free in {self._files.folder}; free {ROOM // 2**20} MB.")
            self.spool_of(entry).touch()
        except OSError as error:
            raise HomeNotWritable(f"no picture can be kept ({error}); mend that and ask again.") from error
        self._ledger.sent(entry.id)

    def take_back(self, entry: Entry) -> None:
        """Book that the request came back without a charge, and may leave again."""
        self._ledger.unsent(entry.id)

    def keep(self, entry: Entry, picture: Picture) -> Entry:
        """Book the picture, write its file, book that; ImageNotSaved says where the bytes are if any of it fails."""
        try:
            kept = self._store(entry, picture)
        except Exception as error:
            self._unsaved[entry.id] = picture
            raise self._not_saved(entry, picture, error) from error
        self._unsaved.pop(entry.id, None)
        return kept

    def failed(self, entry: Entry, error: AINodeBuilderError) -> None:
        """Book a request that brought no picture."""
        facts = {}
        if isinstance(error, NoImageData) and error.usage:
            charge = self._cost(entry, error)
            facts = {"usage": error.usage, "cost": charge} | ({} if charge is None else {"held": 0})
        self._end(entry, _state_after(error), error.code, error.text(), **facts)

    def write_off(self, id: str, cost: int | None = None) -> Entry:
        """Book what a lost picture cost, in nano-dollars, and drop what came of its answer.

        NotFound where there is no such entry, UserError where its outcome is known.
        """
        entry = self._ledger.write_off(id, cost)
        self.drop_spool(entry.id)
        return entry

    def abandoned(self, entry: Entry) -> bool:
        """Whether an entry is open and nobody works on it any more, this process's own flights aside."""
        return entry.state in OPEN and (entry.owner == self._ledger.owner or not self._alive(entry.owner))

    def settle(self, entry: Entry) -> None:
        """Bring an abandoned entry to its end: keep what had arrived, send nothing. Raises ImageNotSaved."""
        if not self._ledger.adopt(entry):
            return
        picture = None if entry.state == "reserved" else self._arrived(entry)
        if picture is not None:
            kept = self.keep(entry, picture)
            log.info("recovered %s, paid for before the last stop", kept.filename)
        elif entry.filename and (self._files.folder / entry.filename).is_file():
            self._ledger.stored(entry.id)
        elif entry.state == "reserved":
            self._end(entry, "failed", "interrupted", "Stopped before the request was sent.")
        else:
            self._end(entry, "unknown", "outcome_unknown", "Stopped before the answer came; it may have been charged.")

    async def recover(self) -> None:
        """Settle what processes that are gone left behind, and clean up after them; sends nothing."""
        answers = list(self._spool.glob("*.reply"))
        for entry in await self._ledger.open_entries():
            if not self._alive(entry.owner):
                await asyncio.to_thread(self._settle_if_possible, entry)
        await asyncio.to_thread(self._files.sweep)
        needed = await self._ledger.unsettled_ids()
        for answer in answers:
            if answer.stem not in needed:
                with contextlib.suppress(OSError):
                    answer.unlink()

    def _settle_if_possible(self, entry: Entry) -> None:
        try:
            self.settle(entry)
        except ImageNotSaved as error:
            log.error("image %s: %s", entry.id, error.text())

    def _store(self, entry: Entry, picture: Picture) -> Entry:
        filename = entry.filename or self._files.reserve(PREFIX, SUFFIX)
        try:
            self._book(entry, filename, picture)
        except Exception:
            self._files.release(filename)
            raise
        self._files.commit(filename, picture.content)
        log.info("saved %s (%d bytes)", filename, len(picture.content))
        stored = self._ledger.stored(entry.id)
        self.drop_spool(entry.id)
        return stored

    def _book(self, entry: Entry, filename: str, picture: Picture) -> None:
        self._ledger.received(
            entry.id,
            filename,
            width=picture.width,
            height=picture.height,
            bytes=len(picture.content),
            sha256=hashlib.sha256(picture.content).hexdigest(),
            usage=picture.usage,
            cost=self._cost(entry, picture),
        )

    def _arrived(self, entry: Entry) -> Picture | None:
        """The picture of an entry, if all of it came."""
        try:
            return self._unsaved.get(entry.id) or read_reply(self.spool_of(entry).read_bytes())
        except (NoImageData, OSError):
            return None

    def _cost(self, entry: Entry, answer: Picture | NoImageData) -> int | None:
        row = self._models.models.get(entry.model)
        return cost(row.price if row else None, answer.usage)

    def _end(self, entry: Entry, state: State, code: str, error: str, **facts: object) -> None:
        self._ledger.ended(entry.id, state, code, error, **facts)
        if state != "unknown" or not self._has_bytes(entry):
            self.drop_spool(entry.id)

    def _spool_of(self, id: str) -> Path:
        return self._spool / f"{id}.reply"

    def _has_bytes(self, entry: Entry) -> bool:
        try:
            return self.spool_of(entry).stat().st_size > 0
        except OSError:
            return False

    def _not_saved(self, entry: Entry, picture: Picture, cause: Exception) -> ImageNotSaved:
        where = self.spool_of(entry) if self._is_spooled(entry) else rescue(picture.content, SUFFIX)
        log.error("the picture of %s cannot be saved; its bytes are in %s", entry.id, where, exc_info=cause)
        why = cause.strerror if isinstance(cause, OSError) else type(cause).__name__
        place = f"in {where}" if where else "in this process's memory only"
        return ImageNotSaved(
            f"the picture cannot be saved ({why}). Its bytes are {place}; make room, then ask for the same again."
        )

    def _is_spooled(self, entry: Entry) -> bool:
        try:
            read_reply(self.spool_of(entry).read_bytes())
        except (NoImageData, OSError):
            return False
        return True


def _state_after(error: AINodeBuilderError) -> State:
    if error.charged != "no":
        return "unknown"
    return "failed" if isinstance(error, ProviderError) else "refused"
