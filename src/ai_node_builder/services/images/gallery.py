"""The pictures on disk, as people look at them and throw them away."""

import contextlib

from ai_node_builder.errors import NotFound
from ai_node_builder.services.files import ServableFileManager

from .ledger import Entry, Ledger


class Gallery:
    """The ledger's pictures and their files, kept in step."""

    def __init__(self, ledger: Ledger, files: ServableFileManager) -> None:
        self._ledger = ledger
        self._files = files

    async def get(self, filename: str) -> Entry:
        """The entry of a picture; NotFound where there is none."""
        entry = await self._ledger.by_filename(filename)
        if entry is None or entry.state != "stored":
            raise NotFound(f"no picture is called {filename[:120]!r}; `ainb images` lists them.")
        return entry

    async def delete(self, filename: str) -> None:
        """Remove a picture, or a file that somebody brought, for good; NotFound where there is none.

        The entry goes first, so that none ever points to a missing file. A crash in between leaves a file
        that nothing lists; deleting it again removes it.
        """
        try:
            await self.get(filename)
        except NotFound:
            self._files.delete(filename)
        else:
            await self._ledger.deleted(filename)
            with contextlib.suppress(NotFound):
                self._files.delete(filename)
