"""An answer on disk while it arrives, so that what kills the process cannot lose it."""

import contextlib
import logging
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

log = logging.getLogger(__name__)


class Spool:
    """A file that is written as far as the disk allows.

    A full disk must not break off an answer that is being paid for: the file goes then, and the answer lives on
    in memory alone.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO | None = None
        try:
            self._file = path.open("wb")
        except OSError as error:
            self._give_up(error)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    def write(self, chunk: bytes) -> None:
        """Add a piece; after this it outlives the process."""
        if self._file is None:
            return
        try:
            self._file.write(chunk)
            self._file.flush()
        except OSError as error:
            self._give_up(error)

    def _give_up(self, error: OSError) -> None:
        log.warning("an answer cannot be spooled to %s (%s); it is in memory only", self._path, error.strerror)
        if self._file is not None:
            with contextlib.suppress(OSError):  # it tries once more to write what the disk refused
                self._file.close()
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)
        self._file = None
