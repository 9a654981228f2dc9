"""The firing rule, at work.

A node fires when every input it waits for has a value; a value at a `do_not_wait` input fires it once more.
A node that fails stops what depends on it, not its siblings. Everything happens on one event loop, so there
is one writer of the run's state and no lock.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from time import perf_counter

from ai_node_builder.events import Event, NodeSkipped, RunStarted
from ai_node_builder.node.context import Services
from ai_node_builder.registry.registry import Registry
from ai_node_builder.services.caps import Cap
from ai_node_builder.workflow.document import Workflow

from .build import build, versions
from .equipment import Equipment
from .firing import Firing
from .fold import Past, fold
from .reuse import Reuse
from .skipped import why_skipped
from .state import Limits, Outcome, RunState
from .station import Station
from .worker import Worker

log = logging.getLogger(__name__)

TURN = 256
"""Instant firings in a row before others on the event loop get their turn: about a millisecond."""
GRACE = 10.0
"""Seconds that a node has to end once it was cancelled, before the run ends without it."""


class Engine:
    """Runs one workflow once, or goes on with a run whose `past` is on record.

    The run's events go to `emit`, which must not block; what it raises at a node's event is a failure of that
    node. `on_record` waits until all of them are on record: nothing is paid for before. `find_cap` answers the cap
    of dollars as it is by now. `resolve_secret` answers the key of a name. With `reuse`, results of earlier runs are
    used again.
    """

    def __init__(
        self,
        workflow: Workflow,
        registry: Registry,
        services: Services,
        emit: Callable[[Event], None],
        *,
        run_id: str,
        resolve_secret: Callable[[str], str],
        limits: Limits | None = None,
        workflow_id: str | None = None,
        on_record: Callable[[], Awaitable[None]] | None = None,
        find_cap: Callable[[], Awaitable[Cap]] | None = None,
        reuse: Reuse | None = None,
        past: Past | None = None,
    ) -> None:
        self._limits = limits or Limits()
        self._state = RunState(emit, self._limits, on_record or _at_once, find_cap or _no_cap)
        self._stations = build(workflow, registry)
        self._run_id = run_id
        self._ready: deque[Station] = deque()
        self._tasks: dict[asyncio.Task[None], Firing] = {}
        self._at_end = AsyncExitStack()
        equipment = Equipment(services, resolve_secret, run_id, workflow_id, self._at_end)
        self._worker = Worker(self._stations, self._state, equipment, reuse, self._schedule)
        self._reuse = reuse
        if reuse is not None:
            reuse.sign(self._stations)
        self._past = past or Past()
        self._unfinished = fold(self._past.events, self._stations, self._state)

    async def run(self) -> Outcome:
        """Fire until nothing is left to fire, a cap is reached, or `stop` is called."""
        started = perf_counter()
        try:
            async with asyncio.timeout(self._limits.seconds):
                await self._fire_all()
        except TimeoutError:
            self._state.timed_out()
        except Exception as error:
            self._state.fault(error)
        finally:
            await self._break_off()
            await self._let_go()
        for station, reason in why_skipped(self._stations.values()):
            self._state.tell(NodeSkipped(station.id, reason))
        return self._state.conclude(self._past.seconds + perf_counter() - started)

    def stop(self) -> None:
        """End the run as cancelled; what is under way is broken off. Nothing where it has ended already."""
        self._state.stop()

    async def _fire_all(self) -> None:
        await self._state.look_at_cap()
        self._start()
        while not self._state.halted:
            self._take_turn()
            if self._state.over_cap:
                await self._state.look_at_cap()
            elif self._ready:
                await asyncio.sleep(0)
            elif self._tasks:
                await self._state.bell.wait()
                self._state.bell.clear()
            else:
                return

    def _start(self) -> None:
        """Announce the run, if nobody has, and put in line what is due; first of all what was cut off."""
        if not any(isinstance(event, RunStarted) for event in self._past.events):
            fresh = self._reuse is None or self._reuse.fresh
            self._state.tell(RunStarted(list(self._stations), versions(self._stations.values()), fresh))
        for firing in self._unfinished:
            firing.station.engaged = firing.station.engaged or firing.caller is None
        for firing in self._unfinished:
            self._fire_again(firing)
        for station in self._stations.values():
            self._schedule(station)

    def _schedule(self, station: Station) -> None:
        """Put a station in line if it has something to fire for: once, however many values wait for it."""
        if not station.engaged and station.may_fire():
            station.engaged = True
            self._ready.append(station)

    def _take_turn(self) -> None:
        for _ in range(TURN):
            if not self._ready or self._state.halted or self._state.over_cap:
                return
            self._fire(self._ready.popleft())

    def _fire(self, station: Station) -> None:
        firing = self._worker.begin(station, station.next_inputs())
        if firing is None:
            return
        if station.traits.instant and not station.secrets:  # keys are looked up in a thread
            self._worker.work_now(firing)
            self._release(station)
        elif self._reuse is not None and (result := self._reuse.find(firing)) is not None:
            self._worker.repeat(firing, result)
            self._release(station)
        else:
            self._spawn(firing)

    def _fire_again(self, firing: Firing) -> None:
        """Carry out what was cut off: under the number that it had, which counts once."""
        if self._state.halted:
            return
        firing.begin()
        if self._reuse is not None and firing.caller is None:
            self._reuse.find(firing)
        self._spawn(firing)

    def _spawn(self, firing: Firing) -> None:
        task = asyncio.create_task(self._worker.work(firing))
        self._tasks[task] = firing
        task.add_done_callback(self._task_done)

    def _task_done(self, task: asyncio.Task[None]) -> None:
        firing = self._tasks.pop(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            self._state.fault(error)
        if firing.caller is None:
            self._release(firing.station)
        self._state.bell.set()

    def _release(self, station: Station) -> None:
        station.engaged = False
        self._schedule(station)

    async def _break_off(self) -> None:
        """Cancel what is under way and wait for it; what will not end is left behind."""
        self._state.halt()
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(list(self._tasks), timeout=GRACE)
        for firing in self._tasks.values():
            log.error("%s was cancelled and does not end; run %s ends without it", firing.station.id, self._run_id)
            firing.break_off()

    async def _let_go(self) -> None:
        try:
            await self._at_end.aclose()
        except Exception as error:
            self._state.fault(error)


async def _at_once() -> None:
    """Where nothing is recorded there is nothing to wait for."""


async def _no_cap() -> Cap:
    return Cap("run")
