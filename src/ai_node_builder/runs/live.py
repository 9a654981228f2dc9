"""A run that this process carries out, from its first event to its end on the books."""

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress

from sqlalchemy.exc import DBAPIError

from ai_node_builder.engine import Engine, Outcome
from ai_node_builder.engine.failures import error_json
from ai_node_builder.errors import OperatorError
from ai_node_builder.events import Event, RunCancelled, RunFailed, RunFinished, RunInterrupted
from ai_node_builder.services.money import nano_dollars
from ai_node_builder.types import JsonObject

from .journal import Journal
from .store import RunStore, Status

log = logging.getLogger(__name__)

RETRY = 5.0
"""Seconds between attempts to store the end of a run."""


class LiveRun:
    """Engine and journal of one run. `closing` is set while the process lets go of everything."""

    def __init__(self, id: str, store: RunStore, engine: Engine, journal: Journal, closing: asyncio.Event) -> None:
        self.id = id
        self.journal = journal
        self._store = store
        self._engine = engine
        self._closing = closing
        self.task = asyncio.create_task(self._carry_out())

    async def over(self) -> None:
        """Wait until the run's end is on the books; to wait no more does not stop the run."""
        await asyncio.wait([self.task])

    async def stop(self) -> None:
        """Stop the run, and wait until that is on the books."""
        self._engine.stop()
        await self.over()

    async def _carry_out(self) -> None:
        try:
            outcome = await self._run()
            await self._end(outcome)
        except Exception as error:  # a fault of ours must not leave the run "running" for ever
            unknown: dict[str, float | None] = {"the run": None}
            await self._end(Outcome("failed", errors=[error_json(error, "the run")], costs=unknown))
        finally:
            self.journal.announce()

    async def _run(self) -> Outcome:
        writing = asyncio.create_task(self.journal.write())
        # Nothing may go on, and cost money, that cannot be written down.
        writing.add_done_callback(lambda _: self._engine.stop())
        try:
            outcome = await self._engine.run()
        finally:
            self.journal.close()
            await asyncio.wait([writing])
        error = writing.exception()
        if error is not None:
            outcome.status = "failed"
            outcome.errors.append(self._not_stored(error).as_json())
        return outcome

    def _not_stored(self, error: BaseException) -> OperatorError:
        log.error("the events of run %s could not be stored", self.id, exc_info=error)
        why = error.orig if isinstance(error, DBAPIError) else error
        said = f"the run was stopped: its events could not be stored ({why}). See what ails the database."
        return OperatorError(said, code="events_not_stored")

    async def _end(self, outcome: Outcome) -> None:
        """Put the end on the books, however long that takes: the next process would take it for cut off."""
        status, last = self._verdict(outcome)
        columns = {
            "outputs": outcome.outputs,
            "errors": outcome.errors,
            "cost": nano_dollars(outcome.cost_usd),
            "seconds": outcome.seconds,
        }
        while not await self._stored(status, last, outcome.costs, columns):
            if self._closing.is_set():
                return
            with suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), RETRY)
        log.info("run %s %s in %.1f s", self.id, status, outcome.seconds)

    def _verdict(self, outcome: Outcome) -> tuple[Status, Event]:
        match outcome.status:
            case "finished":
                return "finished", RunFinished(outcome.seconds, outcome.cost_usd)
            case "failed":
                return "failed", RunFailed(outcome.errors, outcome.seconds, outcome.cost_usd)
            case "cancelled" if self._closing.is_set():
                return "interrupted", RunInterrupted()
            case "cancelled":
                return "cancelled", RunCancelled(outcome.seconds, outcome.cost_usd)

    async def _stored(
        self, status: Status, last: Event, costs: Mapping[str, float | None], columns: JsonObject
    ) -> bool:
        try:
            await self._store.end(self.id, status, last, costs, **columns)
        except DBAPIError:
            log.exception("run %s is over, which could not be stored", self.id)
            return False
        return True
