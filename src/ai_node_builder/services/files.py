"""Servable files: bytes in the file store with a URL under /servable/."""

import contextlib
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ai_node_builder.errors import NotFound

from .file_store import FileStore

MEDIA_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".gif": "image/gif",
}
SUFFIXES = {"PNG": ".png", "JPEG": ".jpg", "WEBP": ".webp", "GIF": ".gif"}
"""What a picture here may be, in Pillow's words, and how its name ends. Pillow's other readers are not let near."""


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


class ServableFileManager(FileStore):
    """Saves, opens, lists and deletes servable files in one folder."""

    def __init__(self, folder: Path, public_url: str) -> None:
        super().__init__(folder)
        self._public_url = public_url.rstrip("/")

    def save(self, content: bytes, *, prefix: str = "file_", suffix: str = ".png") -> FileInfo:
        """Keep `content` under a new unique name, `prefix` + 8 hex digits + `suffix`; OSError if the disk refuses."""
        filename = self.reserve(prefix, suffix)
        self.commit(filename, content)
        return self.info(filename)

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
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None, None
