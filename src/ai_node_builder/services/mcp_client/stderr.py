"""What a server writes to stderr: to the log, and the last of it into error messages."""

import asyncio
import logging
import os
from collections import deque
from functools import partial
from threading import Thread
from typing import Self, TextIO

from ai_node_builder.redaction import redact

log = logging.getLogger(__name__)

LINES = 5
LONGEST = 500
"""Characters of a line; what is longer counts as several."""
PATIENCE = 1.0
"""Seconds for the last words of a server that has ended; a child that it left behind may hold the pipe open."""


class Stderr:
    """The writing end of a pipe in `file`, for a child process. No key that is in use reaches log or message."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._last: deque[str] = deque(maxlen=LINES)

    async def __aenter__(self) -> Self:
        reading, writing = os.pipe()
        self.file: TextIO = os.fdopen(writing, "w")
        reader = os.fdopen(reading, encoding="utf-8", errors="replace")
        # A thread: event loops cannot read pipes on every system.
        self._thread = Thread(target=self._read, args=(reader,), name=f"stderr of {self._name}", daemon=True)
        self._thread.start()
        return self

    async def __aexit__(self, *error: object) -> None:
        self.file.close()
        await asyncio.to_thread(self._thread.join, PATIENCE)

    def last_words(self) -> str:
        """The end of an error message: the last lines, if there are any."""
        said = " | ".join(self._last)
        return f" It said: {said}" if said else ""

    def _read(self, reader: TextIO) -> None:
        with reader:
            for line in iter(partial(reader.readline, LONGEST), ""):
                if said := redact(line.rstrip()):
                    self._last.append(said)
                    log.debug("%s: %s", self._name, said)
