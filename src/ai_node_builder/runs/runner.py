"""Carries runs out. A run belongs to the process, never to the connection that asked for it."""

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from time import time

import msgspec

from ai_node_builder.context import Services
from ai_node_builder.engine import Engine, Limits, Outcome
from ai_node_builder.engine.failures import error_json
from ai_node_builder.errors import UserError
from ai_node_builder.events import Event, RunCancelled, RunFailed, RunFinished, RunInterrupted
from ai_node_builder.registry import Registry
from ai_node_builder.services.money import nano_dollars
from ai_node_builder.workflow import Workflow
from ai_node_builder.workflow_check import require_valid

from .journal import Journal, encode
from .store import LIVE, Run, RunEvent, RunStore

log = logging.getLogger(__name__)

POLL = 0.5
"""Seconds between looks at a run that another process carries out."""


@dataclass(slots=True)
class Live:
    """A run under way in this process."""

    engine: Engine
    journal: Journal
    task: asyncio.Task[None]


class Runner:
    """Starts, follows, cancels runs."""

    def __init__(
        self,
        store: RunStore,
        registry: Registry,
        services: Services,
        *,
        resolve_secret: Callable[[str], str],
        limits: Limits,
    ) -> None:
        self.store = store
        self._registry = registry
        self._services = services
        self._resolve_secret = resolve_secret
        self._limits = limits
        self._live: dict[str, Live] = {}

    async def start(self, workflow: Workflow, *, workflow_id: str | None = None) -> str:
        """Begin a run and answer its id at once; WorkflowInvalid lists every problem."""
        require_valid(workflow, self._registry)
        run_id = uuid.uuid4().hex
        journal = Journal(self.store, run_id)
        engine = Engine(
            workflow,
            self._registry,
            self._services,
            journal.emit,
            run_id=run_id,
            resolve_secret=self._resolve_secret,
            limits=self._limits,
        )
        await self.store.add(run_id, workflow.name, workflow.dump(), workflow_id)
        task = asyncio.create_task(self._carry_out(run_id, engine, journal))
        self._live[run_id] = Live(engine, journal, task)
        task.add_done_callback(lambda _: self._live.pop(run_id))
        return run_id

    async def events(self, run_id: str, after: int = 0) -> AsyncIterator[RunEvent]:
        """A run's events with a sequence number above `after`, as they are stored, up to its last."""
        await self.store.get(run_id)
        while True:
            live = self._live.get(run_id)
            changed = live.journal.changed if live else None  # taken before reading, so that no news is missed
            over = (await self.store.get(run_id)).status not in LIVE
            page = await self.store.events(run_id, after)
            for event in page:
                yield event
            if page:
                after = page[-1].seq
            elif over:
                return
            elif changed is not None:
                await changed.wait()
            else:
                await asyncio.sleep(POLL)

    async def wait(self, run_id: str) -> Run:
        """The run, once it is over."""
        async for _ in self.events(run_id):
            pass
        return await self.store.get(run_id)

    async def cancel(self, run_id: str) -> None:
        """Stop a run. Pictures on their way are paid for: they land and are kept all the same."""
        run = await self.store.get(run_id)
        live = self._live.get(run_id)
        if live is not None:
            live.engine.stop()
            await asyncio.wait([live.task])
        elif run.status in LIVE:
            raise UserError("another process carries this run out; cancel it there.")

    async def recover(self, alive: Callable[[str], bool]) -> None:
        """Mark the runs that ended with their process."""
        for run_id, owner in await self.store.live():
            if not alive(owner):
                last = RunEvent(await self.store.last_seq(run_id) + 1, time(), encode(RunInterrupted()).decode())
                await self.store.end(run_id, "interrupted", last)
                log.warning("run %s was cut off and is marked interrupted", run_id)

    async def close(self) -> None:
        """Stop what runs, and wait until its end is on the books."""
        for live in self._live.values():
            live.engine.stop()
        await asyncio.gather(*(live.task for live in self._live.values()), return_exceptions=True)

    async def _carry_out(self, run_id: str, engine: Engine, journal: Journal) -> None:
        writing = asyncio.create_task(journal.write())
        try:
            await self.store.begin(run_id)
            outcome = await engine.run()
        except Exception as error:  # a fault of ours must not leave the run "running" for ever
            outcome = Outcome("failed", errors=[error_json(error, "the run")])
        finally:
            journal.close()
            await writing
        await self.store.end(
            run_id,
            outcome.status,
            journal.last(_last_event(outcome)),
            outputs=msgspec.to_builtins(outcome.outputs, enc_hook=str),
            errors=outcome.errors,
            cost=nano_dollars(outcome.cost_usd),
            seconds=outcome.seconds,
        )
        journal.announce()
        log.info("run %s %s in %.1f s", run_id, outcome.status, outcome.seconds)


def _last_event(outcome: Outcome) -> Event:
    match outcome.status:
        case "finished":
            return RunFinished(outcome.seconds, outcome.cost_usd)
        case "failed":
            return RunFailed(outcome.errors, outcome.seconds, outcome.cost_usd)
        case "cancelled":
            return RunCancelled(outcome.seconds, outcome.cost_usd)
