"""Servable files: bytes in the file store with a URL under /servable/.

A file appears whole or not at all: it is written beside its place, forced to disk, then renamed.
"""

import contextlib
import os
import re
import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from ai_node_builder.errors import NotFound

MEDIA_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".gif": "image/gif",
}
SUFFIXES = {"PNG": ".png", "JPEG": ".jpg", "WEBP": ".webp", "GIF": ".gif"}
"""What a picture here may be, in Pillow's words, and how its name ends. Pillow's other readers are not let near."""
NAME = re.compile(r"[A-Za-z0-9_-]{1,100}\.[a-z]{3,4}")
"""What a servable name looks like. Anything else, a path above all, names no file here."""
ABANDONED = 24 * 3600.0
"""Seconds after which a partial file belongs to nobody any more."""


@dataclass(frozen=True, slots=True)
class FileInfo:
    """A servable file. `bytes` is its size; width and height in pixels, None where it is no picture."""

    filename: str
    url: str
    media_type: str
    bytes: int
    created: datetime
    width: int | None
    height: int | None


class ServableFileManager:
    """Saves, opens, lists and deletes servable files in one folder."""

    def __init__(self, folder: Path, public_url: str) -> None:
        self.folder = folder
        self._public_url = public_url.rstrip("/")

    def save(self, content: bytes, *, prefix: str = "file_", suffix: str = ".png") -> FileInfo:
        """Keep `content` under a new unique name, `prefix` + 8 hex digits + `suffix`; OSError if the disk refuses."""
        filename = self.reserve(prefix, suffix)
        self.commit(filename, content)
        return self.info(filename)

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

    def sweep(self) -> None:
        """Remove what a crash left half written, a day later: until then somebody may be writing it."""
        for partial in self.folder.glob(".*.partial"):
            with contextlib.suppress(FileNotFoundError):
                if time.time() - partial.stat().st_mtime > ABANDONED:
                    partial.unlink()

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

    def url_for(self, filename: str) -> str:
        """The address at which the server shows the file."""
        return f"{self._public_url}/servable/{filename}"

    def info(self, filename: str) -> FileInfo:
        """What is known of a file; NotFound where there is none of this name."""
        path = self.path(filename)
        facts = path.stat()
        width, height = _dimensions(path)
        return FileInfo(
            filename=filename,
            url=self.url_for(filename),
            media_type=media_type(filename),
            bytes=facts.st_size,
            created=datetime.fromtimestamp(facts.st_mtime, UTC),
            width=width,
            height=height,
        )

    def list(self) -> list[FileInfo]:
        """All servable files, newest first."""
        infos = []
        for name in os.listdir(self.folder):
            with contextlib.suppress(NotFound, FileNotFoundError):  # links, folders, what was deleted meanwhile
                infos.append(self.info(name))
        return sorted(infos, key=lambda info: info.created, reverse=True)

    def delete(self, filename: str) -> None:
        """Remove a file for good; NotFound where there is none of this name."""
        self.path(filename).unlink()
        self._sync_folder()

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


def media_type(filename: str) -> str:
    """The media type that belongs to a servable name; plain bytes for one that is not known."""
    return MEDIA_TYPES.get(Path(filename).suffix, "application/octet-stream")


def _dimensions(path: Path) -> tuple[int | None, int | None]:
    if path.suffix not in MEDIA_TYPES:
        return None, None
    from PIL import Image

    try:
        with Image.open(path, formats=list(SUFFIXES)) as image:
            return image.size
    except (OSError, Image.DecompressionBombError):
        return None, None
