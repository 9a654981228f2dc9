"""Starts, follows and cancels runs. A run belongs to the process, never to the connection that asked for it."""

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator, Callable

from ai_node_builder.engine import Engine, Limits
from ai_node_builder.errors import UserError
from ai_node_builder.events import RunInterrupted
from ai_node_builder.node.context import Services
from ai_node_builder.registry.registry import Registry
from ai_node_builder.services.to_json import to_json
from ai_node_builder.workflow.check import require_valid
from ai_node_builder.workflow.document import Workflow

from .journal import Journal
from .live import LiveRun
from .store import LIVE, Run, RunEvent, RunStore

log = logging.getLogger(__name__)

POLL = 0.5
"""Seconds between looks at a run that another process carries out."""


class Runner:
    """Carries out runs in this process, and reads those of others.

    `resolve_secret` answers the key of a name; `alive` tells whether the process of an owner's name still runs.
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
    ) -> None:
        self.store = store
        self._registry = registry
        self._services = services
        self._resolve_secret = resolve_secret
        self._limits = limits
        self._alive = alive
        self._live: dict[str, LiveRun] = {}
        self._closing = asyncio.Event()

    async def start(self, workflow: Workflow, *, workflow_id: str | None = None) -> str:
        """Begin a run and answer its id at once; WorkflowInvalid lists every problem."""
        require_valid(workflow, self._registry)
        # Whoever asks may go away in between; a run that is on the books must be carried out all the same.
        return await asyncio.shield(asyncio.create_task(self._start(workflow, workflow_id)))

    async def _start(self, workflow: Workflow, workflow_id: str | None) -> str:
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
        await self.store.add(run_id, workflow.name, to_json(workflow.document()), workflow_id)
        live = LiveRun(run_id, self.store, engine, journal, self._closing)
        self._live[run_id] = live
        live.task.add_done_callback(lambda _: self._live.pop(run_id))
        return run_id

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
