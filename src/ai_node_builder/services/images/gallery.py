"""The pictures on disk, as people look at them and throw them away."""

import asyncio
import os
from collections.abc import Sequence

from ai_node_builder.errors import NotFound
from ai_node_builder.services.files import ServableFileManager
from ai_node_builder.services.previews import Previews

from .ledger import Entry, Ledger
from .pruning import Rule


class Gallery:
    """The ledger's pictures, their files and their previews, kept in step.

    What is deleted is first marked so in the ledger, so that nothing ever shows a picture whose file is missing. Then
    the file goes, then its previews. Whatever a crash leaves of the last two, `sweep` removes at the next start.
    """

    def __init__(self, ledger: Ledger, files: ServableFileManager, previews: Previews) -> None:
        self._ledger = ledger
        self._files = files
        self._previews = previews

    async def get(self, filename: str) -> Entry:
        """The entry of a picture; NotFound where there is none."""
        entry = await self._ledger.by_filename(filename)
        if entry is None or entry.state != "stored":
            raise NotFound(f"no picture is called {filename[:120]!r}; `ainb images` lists them.")
        return entry

    async def set_favourite(self, filename: str, favourite: bool) -> Entry:
        """Put a picture among the favourites, which no rule deletes, or take it from them; NotFound."""
        await self.get(filename)
        await self._ledger.set_favourite(filename, favourite)
        return await self.get(filename)

    async def find(self, filename: str) -> None:
        """NotFound where there is neither a picture of this name nor a file that somebody brought."""
        if await self._ledger.by_filename(filename) is None:
            self._files.path(filename)
        else:
            await self.get(filename)

    async def delete(self, filename: str) -> None:
        """Remove a picture, or a file that somebody brought, for good; NotFound where there is none."""
        await self.find(filename)
        await self.delete_all([filename])

    async def delete_all(self, filenames: Sequence[str]) -> None:
        """Remove pictures and files for good; what is gone already does not matter."""
        await self._ledger.deleted(*filenames)
        await asyncio.to_thread(self._remove, filenames)

    async def prune(self, rule: Rule) -> list[Entry]:
        """Delete what a rule says, and answer what that was."""
        entries = await self._ledger.pruned(rule)
        await asyncio.to_thread(self._remove, [entry.filename for entry in entries if entry.filename])
        return entries

    async def sweep(self) -> None:
        """Finish the deletions that a crash cut off."""
        deleted = await self._ledger.deleted_filenames()
        await asyncio.to_thread(self._finish, deleted)

    def _finish(self, deleted: set[str]) -> None:
        self._remove(sorted(deleted.intersection(os.listdir(self._files.folder))))
        self._previews.sweep()

    def _remove(self, filenames: Sequence[str]) -> None:
        if filenames:
            self._files.discard(filenames)
            self._previews.discard(filenames)
