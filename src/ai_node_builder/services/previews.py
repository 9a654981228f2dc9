"""Small pictures for galleries: made once, and kept apart from the pictures, whose bytes never change."""

import asyncio
import io
import logging
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from ai_node_builder.errors import HomeNotWritable, NotFound, UserError

from .decoding import decoded
from .file_store import FileStore, Usage
from .files import ServableFileManager

if TYPE_CHECKING:
    from PIL.Image import Image

log = logging.getLogger(__name__)

WIDTHS = (640, 256)
"""Pixels, the largest first: a picture on the canvas, which is some 300 CSS pixels wide on a screen of double density,
and a tile of the gallery. A picture that is narrower keeps its width."""
TALLEST = 2
"""A preview is at most so many times as high as its width allows."""
QUALITY = 80
"""Of the WebP, out of 100: what Pillow takes where nothing is said."""


class Previews:
    """Makes previews one at a time, in a thread of its own: paid pictures never wait for it, and memory has a bound."""

    def __init__(self, folder: Path, files: ServableFileManager, public_url: str) -> None:
        self.stores = {width: FileStore(folder / str(width)) for width in WIDTHS}
        self._files = files
        self._public_url = public_url.rstrip("/")
        self._maker = ThreadPoolExecutor(1, "previews")

    def url_for(self, filename: str, width: int = 256) -> str:
        """The address at which the server shows the preview of a servable file."""
        return f"{self._public_url}/previews/{width}/{filename}"

    async def path(self, filename: str, width: int) -> Path:
        """Where the preview of a servable file lies, a WebP; it is made if it is not there yet.

        NotFound where there is no such picture, or none that can be decoded. HomeNotWritable if the disk refuses.
        """
        if width not in self.stores:
            raise NotFound(f"previews are {' or '.join(map(str, sorted(WIDTHS)))} pixels wide.")
        self._files.path(filename)
        name = _name(filename)
        if not self.stores[width].holds(name):
            await self.make(filename)
        return self.stores[width].path(name)

    async def make(self, filename: str) -> None:
        """Make the previews of a servable file, all widths at once: decoding it is what costs. Raises as `path`."""
        try:
            await asyncio.get_running_loop().run_in_executor(self._maker, self._make, filename)
        except UserError as error:
            raise NotFound(f"{filename} has no preview: {error.message}") from error
        except OSError as error:
            raise HomeNotWritable(f"no preview can be kept ({error}); mend that and ask again.") from error

    def discard(self, filenames: Iterable[str]) -> None:
        """Remove the previews of these files."""
        names = [_name(filename) for filename in filenames]
        for store in self.stores.values():
            store.discard(names)

    def sweep(self) -> None:
        """Remove previews whose picture is gone, and what a crash left half written."""
        for preview in list(self.orphans()):
            preview.unlink(missing_ok=True)
        for store in self.stores.values():
            store.sweep()

    def orphans(self) -> Iterator[Path]:
        """Previews whose picture is gone."""
        for store in self.stores.values():
            for path in store.folder.glob("*.webp"):
                if not self._files.holds(_filename(path.name)):
                    yield path

    def usage(self) -> Usage:
        """What the previews take."""
        return sum((store.usage() for store in self.stores.values()), Usage(0, 0))

    def close(self) -> None:
        """Finish the one being made, and forget those that wait."""
        self._maker.shutdown(cancel_futures=True)

    def _make(self, filename: str) -> None:
        name = _name(filename)
        if all(store.holds(name) for store in self.stores.values()):
            return  # made while this one waited its turn
        picture = _plain(decoded(self._files.path(filename)))
        for width, store in self.stores.items():
            picture.thumbnail((width, TALLEST * width))
            store.commit(name, _webp(picture))
        if not self._files.holds(filename):
            self.discard([filename])  # the picture was deleted in the meantime


def _name(filename: str) -> str:
    """The name of a preview: `lion.png` and `lion.jpg` are two pictures."""
    return filename.replace(".", "-") + ".webp"


def _filename(name: str) -> str:
    stem, _, suffix = name.removesuffix(".webp").rpartition("-")
    return f"{stem}.{suffix}"


def _plain(picture: "Image") -> "Image":
    """The picture as it is meant to be seen, in colours that WebP has, without what else its file told."""
    upright = _upright(picture)
    return upright.convert("RGBA" if upright.has_transparency_data else "RGB")


def _upright(picture: "Image") -> "Image":
    from PIL import ImageOps

    try:
        return ImageOps.exif_transpose(picture)
    except Exception:  # a broken EXIF block, of which Pillow tells in a dozen ways, says nothing of the pixels
        log.info("an EXIF block cannot be read; the picture is taken as it lies", exc_info=True)
        return picture


def _webp(picture: "Image") -> bytes:
    file = io.BytesIO()
    picture.save(file, "WEBP", quality=QUALITY, exif=b"", icc_profile=b"", xmp=b"")
    return file.getvalue()
