"""Starts, follows and cancels runs. A run belongs to the process, never to the connection that asked for it."""

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable

from ai_node_builder.engine import Engine, Limits, Past, Reuse
from ai_node_builder.errors import UserError
from ai_node_builder.events import RunInterrupted
from ai_node_builder.node.context import Services
from ai_node_builder.registry.registry import Registry
from ai_node_builder.services.caps import Cap
from ai_node_builder.services.to_json import to_record
from ai_node_builder.workflow.check import require_valid
from ai_node_builder.workflow.document import Workflow

from .journal import Journal
from .live import LiveRun
from .past import past_of, require_same_nodes, was_fresh
from .results import ResultStore
from .store import LIVE, Run, RunEvent, RunStore

log = logging.getLogger(__name__)

POLL = 0.5
"""Seconds between looks at a run that another process carries out."""


class Runner:
    """Carries out runs in this process, and reads those of others.

    `resolve_secret` answers the key of a name, `find_cap` the cap of a run in dollars as it is by now; `alive` tells
    whether the process of an owner's name still runs. With `results`, runs use what earlier ones came to.
    """

    def __init__(
        self,
        store: RunStore,
        registry: Registry,
        services: Services,
        *,
        resolve_secret: Callable[[str], str],
        limits: Limits,
        alive: Callable[[str], bool],
        find_cap: Callable[[], Awaitable[Cap]] | None = None,
        results: ResultStore | None = None,
    ) -> None:
        self.store = store
        self._results = results
        self._registry = registry
        self._services = services
        self._resolve_secret = resolve_secret
        self._limits = limits
        self._alive = alive
        self._find_cap = find_cap
        self._live: dict[str, LiveRun] = {}
        self._closing = asyncio.Event()

    async def start(self, workflow: Workflow, *, workflow_id: str | None = None, fresh: bool = False) -> str:
        """Begin a run and answer its id at once; WorkflowInvalid lists every problem.

        A `fresh` run carries out every node, also where an earlier run of this workflow did the same.
        """
        require_valid(workflow, self._registry)
        # Whoever asks may go away in between; a run that is on the books must be carried out all the same.
        return await asyncio.shield(asyncio.create_task(self._start(workflow, workflow_id, fresh)))

    async def resume(self, run_id: str) -> int:
        """Go on with a run that was cut off, cancelled or failed: nothing that has ended well is done again.

        Answers the number of the run's last event before. UserError where there is nothing to resume, where another
        process carries the run out, or where a node's class has changed since.
        """
        await self.recover()
        run = await self.store.get(run_id)
        self._require_resumable(run)
        return await asyncio.shield(asyncio.create_task(self._resume(run)))

    async def _start(self, workflow: Workflow, workflow_id: str | None, fresh: bool) -> str:
        run_id = uuid.uuid4().hex
        journal = Journal(self.store, run_id)
        engine = await self._engine(workflow, journal, run_id, workflow_id, fresh)
        await self.store.add(run_id, workflow.name, to_record(workflow.document()), workflow_id)
        self._carry_out(run_id, engine, journal)
        return run_id

    async def _resume(self, run: Run) -> int:
        workflow = Workflow.parse(run.document)
        stored = await self.store.all_events(run.id)
        past, seq = await asyncio.to_thread(past_of, stored), len(stored)
        require_same_nodes(past.events, self._registry)
        require_valid(workflow, self._registry)
        journal = Journal(self.store, run.id, seq + 1)
        engine = await self._engine(workflow, journal, run.id, run.workflow_id, was_fresh(past.events), past)
        if not await self.store.resume(run.id, after=seq):
            raise UserError("this run goes on already; follow its events.", code="nothing_to_resume")
        self._carry_out(run.id, engine, journal)
        return seq

    async def _engine(
        self,
        workflow: Workflow,
        journal: Journal,
        run_id: str,
        workflow_id: str | None,
        fresh: bool,
        past: Past | None = None,
    ) -> Engine:
        reuse = Reuse(workflow_id or workflow.name, journal.add_result, fresh=fresh) if self._results else None
        engine = await asyncio.to_thread(  # signatures and folding take their time in large runs
            Engine,
            workflow,
            self._registry,
            self._services,
            journal.emit,
            run_id=run_id,
            resolve_secret=self._resolve_secret,
            limits=self._limits,
            workflow_id=workflow_id,
            on_record=journal.on_record,
            find_cap=self._find_cap,
            reuse=reuse,
            past=past,
        )
        if self._results and reuse and not fresh:
            reuse.earlier = await self._results.find(reuse.keys)
        return engine

    def _carry_out(self, run_id: str, engine: Engine, journal: Journal) -> None:
        live = LiveRun(run_id, self.store, engine, journal, self._closing)
        self._live[run_id] = live
        live.task.add_done_callback(lambda _: self._live.pop(run_id))

    def _require_resumable(self, run: Run) -> None:
        if run.status == "finished":
            raise UserError("this run has finished; there is nothing to resume.", code="nothing_to_resume")
        if run.id in self._live:
            raise UserError("this run is still under way; follow its events.", code="nothing_to_resume")
        if run.status in LIVE:
            raise UserError("another process carries this run out; wait for it, or cancel it there.", code="not_here")

    async def events(self, run_id: str, after: int = 0) -> AsyncIterator[RunEvent]:
        """A run's events with a sequence number above `after`, as they are stored, up to its last."""
        while True:
            live = self._live.get(run_id)
            changed = live.journal.changed if live else None  # taken before reading, so that no news is missed
            page = await self.store.follow(run_id, after)
            for event in page.events:
                yield event
                after = event.seq
            if page.last or (live is None and self._closing.is_set()):
                return
            if not page.events:
                await (changed.wait() if changed else self._look_again(page.owner))

    async def wait(self, run_id: str) -> Run:
        """The run, once it is over."""
        if live := self._live.get(run_id):
            await live.over()
        elif (await self.store.get(run_id)).status in LIVE:
            async for _ in self.events(run_id):
                pass
        return await self.store.get(run_id)

    async def cancel(self, run_id: str) -> None:
        """Stop a run. Pictures on their way are paid for: they land and are kept all the same.

        Nothing happens to a run that is over; UserError where another process carries it out.
        """
        if live := self._live.get(run_id):
            await live.stop()
            return
        await self.recover()
        if (await self.store.get(run_id)).status in LIVE:
            raise UserError("another process carries this run out; cancel it there.", code="not_here")

    async def recover(self) -> None:
        """Mark the runs that ended with their process."""
        for run_id, owner in await self.store.live():
            if not self._alive(owner) and await self.store.end(run_id, "interrupted", RunInterrupted()):
                log.warning("run %s was cut off and is marked interrupted", run_id)

    async def close(self) -> None:
        """Stop what runs as interrupted, and wait until that is on the books."""
        self._closing.set()
        await asyncio.gather(*(live.stop() for live in self._live.values()))

    async def _look_again(self, owner: str) -> None:
        """Wait before the next look at a run of another process; if that one has died, say so in its place."""
        if self._alive(owner):
            await asyncio.sleep(POLL)
        else:
            await self.recover()
