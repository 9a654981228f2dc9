"""A run's events on their way to the store: numbered as they happen, written in groups, then announced.

A reader never sees an event that a crash could take back.
"""

import asyncio
import time

import msgspec

from ai_node_builder.events import Event

from .store import RunEvent, RunStore

encode = msgspec.json.Encoder(enc_hook=str).encode


class Journal:
    """The events of one run that this process carries out. Run `write` as a task; `close` before the last event."""

    def __init__(self, store: RunStore, run_id: str) -> None:
        self.changed = asyncio.Event()
        """Set once more is stored; a new one takes its place for what comes after."""
        self._store = store
        self._run_id = run_id
        self._seq = 0
        self._waiting: list[tuple[int, float, Event]] = []
        self._bell = asyncio.Event()
        self._closing = False

    def emit(self, event: Event) -> None:
        """Take an event in; it is stored within a moment, together with those that come meanwhile."""
        self._waiting.append(self._numbered(event))
        self._bell.set()

    def last(self, event: Event) -> RunEvent:
        """The run's last event, for whoever stores it together with the run's end."""
        return _stored(self._numbered(event))

    async def write(self) -> None:
        """Store what comes in, until `close` is called and all of it is stored."""
        while self._waiting or not self._closing:
            await self._bell.wait()
            self._bell.clear()
            taken, self._waiting = self._waiting, []
            if taken:
                await asyncio.to_thread(self._store.append, self._run_id, map(_stored, taken))
                self.announce()

    def close(self) -> None:
        """Nothing more will be emitted."""
        self._closing = True
        self._bell.set()

    def announce(self) -> None:
        """Wake everyone who waits for more."""
        self.changed.set()
        self.changed = asyncio.Event()

    def _numbered(self, event: Event) -> tuple[int, float, Event]:
        self._seq += 1
        return self._seq, time.time(), event


def _stored(numbered: tuple[int, float, Event]) -> RunEvent:
    seq, at, event = numbered
    return RunEvent(seq, at, encode(event).decode())
