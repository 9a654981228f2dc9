"""Files in one folder. A file appears whole or not at all: it is written beside its place, forced to disk, then
renamed.
"""

import contextlib
import os
import re
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ai_node_builder.errors import NotFound

NAME = re.compile(r"[A-Za-z0-9_-]{1,100}\.[a-z]{3,4}")
"""What a name looks like. Anything else, a path above all, names no file here."""
ABANDONED = 24 * 3600.0
"""Seconds after which a partial file belongs to nobody any more."""


@dataclass(frozen=True, slots=True)
class Usage:
    """How many files there are, and the room they take."""

    files: int
    bytes: int

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(self.files + other.files, self.bytes + other.bytes)


class FileStore:
    """Writes, opens and deletes the files of one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def reserve(self, prefix: str, suffix: str) -> str:
        """A name that nobody else gets, held until `commit` fills it or `release` gives it back.

        OSError if the disk refuses.
        """
        while True:
            filename = f"{prefix}{secrets.token_hex(4)}{suffix}"
            with contextlib.suppress(FileExistsError):
                # Whoever holds the partial file owns the name: no two savers pass this line with the same one.
                self._partial(filename).touch(exist_ok=False)
                if not (self.folder / filename).exists():
                    return filename
                self.release(filename)

    def commit(self, filename: str, content: bytes) -> None:
        """Fill a reserved name: after this the file is whole and on disk. Doing it twice does no harm.

        OSError if the disk refuses; then nothing of the file is left.
        """
        partial = self._partial(filename)
        try:
            _write(partial, content)
            partial.replace(self.folder / filename)
        except OSError:
            self.release(filename)
            raise
        self._sync_folder()

    def release(self, filename: str) -> None:
        """Give a reserved name back."""
        with contextlib.suppress(OSError):
            self._partial(filename).unlink(missing_ok=True)

    def open(self, filename: str) -> BinaryIO:
        """The file's bytes as a stream; NotFound where there is none of this name."""
        return self.path(filename).open("rb")

    def read(self, filename: str) -> bytes:
        """The file's bytes; NotFound where there is none of this name."""
        return self.path(filename).read_bytes()

    def holds(self, filename: str) -> bool:
        """Whether there is a file of this name; not for a path, nor for a link."""
        path = self.folder / filename
        return bool(NAME.fullmatch(filename)) and path.is_file() and not path.is_symlink()

    def path(self, filename: str) -> Path:
        """Where the file lies; NotFound where there is none of this name."""
        if not self.holds(filename):
            raise NotFound(f"no servable file is called {filename[:120]!r}; `ainb images` lists them.")
        return self.folder / filename

    def delete(self, filename: str) -> None:
        """Remove a file for good; NotFound where there is none of this name."""
        self.path(filename).unlink()
        self._sync_folder()

    def discard(self, filenames: Iterable[str]) -> None:
        """Remove those of the files that are there."""
        for filename in filter(self.holds, filenames):
            (self.folder / filename).unlink(missing_ok=True)
        self._sync_folder()

    def usage(self) -> Usage:
        """What the folder holds, half written files and all."""
        with os.scandir(self.folder) as entries:
            sizes = [size for size in map(_size, entries) if size is not None]
        return Usage(len(sizes), sum(sizes))

    def sweep(self) -> None:
        """Remove what a crash left half written, a day later: until then somebody may be writing it."""
        for partial in self.abandoned():
            partial.unlink(missing_ok=True)

    def abandoned(self) -> list[Path]:
        """What was left half written a day ago or longer."""
        return [partial for partial in self.folder.glob(".*.partial") if _is_old(partial)]

    def _partial(self, filename: str) -> Path:
        return self.folder / f".{filename}.partial"

    def _sync_folder(self) -> None:
        # A rename survives a power cut only once its folder is on disk. Windows cannot open folders, nor needs to.
        if os.name == "posix":
            descriptor = os.open(self.folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _size(entry: os.DirEntry[str]) -> int | None:
    """None for what is no file, or no more."""
    try:
        return entry.stat(follow_symlinks=False).st_size if entry.is_file(follow_symlinks=False) else None
    except FileNotFoundError:
        return None


def _is_old(path: Path) -> bool:
    try:
        return time.time() - path.lstat().st_mtime > ABANDONED
    except FileNotFoundError:  # its writer has finished with it
        return False
