"""A run's events on their way to the store: numbered and written down as they happen, stored in groups, announced.

A reader never sees an event that a crash could take back.
"""

import asyncio
import time
from contextlib import suppress

from ai_node_builder.events import Event
from ai_node_builder.services.to_json import to_json

from .store import RunEvent, RunStore

GROUP = 0.02
"""Seconds in which events come together before they are stored: a stream of text is fifty commits a second."""


class Journal:
    """The events of one run that this process carries out. Run `write` as a task; `close` after the last event."""

    def __init__(self, store: RunStore, run_id: str) -> None:
        self.changed = asyncio.Event()
        """Set once more is stored; a new one takes its place for what comes after."""
        self._store = store
        self._run_id = run_id
        self._seq = 0
        self._waiting: list[RunEvent] = []
        self._bell = asyncio.Event()
        self._closed = asyncio.Event()

    def emit(self, event: Event) -> None:
        """Take an event in as it is now; TypeError where it holds something that JSON cannot carry.

        It is stored within a moment, together with those that come meanwhile.
        """
        data = to_json(event)
        self._seq += 1
        self._waiting.append(RunEvent(self._seq, time.time(), data))
        self._bell.set()

    async def write(self) -> None:
        """Store what comes in, until `close` is called and all of it is stored; raises what the database does."""
        while self._waiting or not self._closed.is_set():
            await self._bell.wait()
            self._bell.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._closed.wait(), GROUP)
            taken, self._waiting = self._waiting, []
            if taken:
                await self._store.append(self._run_id, taken)
                self.announce()

    def close(self) -> None:
        """Nothing more will be emitted."""
        self._closed.set()
        self._bell.set()

    def announce(self) -> None:
        """Wake everyone who waits for more."""
        self.changed.set()
        self.changed = asyncio.Event()
