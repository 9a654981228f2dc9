"""A run's events on their way to the store: numbered and written down as they happen, stored in groups, announced.

A reader never sees an event that a crash could take back.
"""

import asyncio
import time
from contextlib import suppress

from ai_node_builder.events import Event
from ai_node_builder.services.to_json import to_record

from .results import ResultRow
from .store import RunEvent, RunStore

GROUP = 0.02
"""Seconds in which events come together before they are stored: a stream of text is fifty commits a second."""


class Journal:
    """The events of one run that this process carries out, from number `seq` on, and its results to use again.

    Run `write` as a task; `close` after the last event.
    """

    def __init__(self, store: RunStore, run_id: str, seq: int = 0) -> None:
        self.changed = asyncio.Event()
        """Set once more is stored; a new one takes its place for what comes after."""
        self._store = store
        self._run_id = run_id
        self._seq = seq
        self._stored = seq
        self._waiting: list[RunEvent] = []
        self._results: list[ResultRow] = []
        self._bell = asyncio.Event()
        self._urgent = asyncio.Event()
        self._closed = False

    def emit(self, event: Event) -> None:
        """Take an event in as it is now; TypeError where it holds something that JSON cannot carry.

        It is stored within a moment, together with those that come meanwhile.
        """
        data = to_record(event)
        self._seq += 1
        self._waiting.append(RunEvent(self._seq, time.time(), data))
        self._bell.set()

    def add_result(self, signature: str, node_id: str, result: str) -> None:
        """Take in a result that later runs may use; it is stored together with the events."""
        self._results.append(ResultRow(signature, self._run_id, node_id, result))

    async def on_record(self) -> None:
        """Wait until all events so far are stored, which then happens at once."""
        wanted = self._seq
        while self._stored < wanted:
            changed = self.changed
            self._urgent.set()
            await changed.wait()

    async def write(self) -> None:
        """Store what comes in, until `close` is called and all of it is stored; raises what the database does."""
        while self._waiting or not self._closed:
            await self._bell.wait()
            self._bell.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._urgent.wait(), GROUP)
            await self._write_group()

    async def _write_group(self) -> None:
        if not self._closed:
            self._urgent.clear()
        taken, self._waiting = self._waiting, []
        results, self._results = self._results, []
        if taken:
            await self._store.append(self._run_id, taken, results)
            self._stored = taken[-1].seq
            self.announce()

    def close(self) -> None:
        """Nothing more will be emitted."""
        self._closed = True
        self._urgent.set()
        self._bell.set()

    def announce(self) -> None:
        """Wake everyone who waits for more."""
        self.changed.set()
        self.changed = asyncio.Event()
