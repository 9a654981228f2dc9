"""The firing rule, at work.

A node fires when every input it waits for has a value; a value at a `do_not_wait` input fires it once more.
A node that fails stops what depends on it, not its siblings. Everything happens on one event loop, so there
is one writer of the run's state and no lock.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from time import perf_counter
from typing import Any

from ai_node_builder.errors import UserError
from ai_node_builder.events import Event, NodeSkipped, RunStarted
from ai_node_builder.messages import ToolCall
from ai_node_builder.node.context import Services
from ai_node_builder.registry.registry import Registry
from ai_node_builder.types import JsonObject
from ai_node_builder.workflow.document import Workflow

from .build import build, versions
from .equipment import Equipment
from .failures import error_result, no_such_tool
from .firing import Firing
from .fold import Past, fold
from .offers import offered, server_of, take_up
from .reuse import Result, Reuse, as_reused
from .skipped import why_skipped
from .state import Limits, Outcome, RunState
from .station import Station
from .work import as_outputs, carry_out

log = logging.getLogger(__name__)

TURN = 256
"""Instant firings in a row before others on the event loop get their turn: about a millisecond."""
THREADS = 32
"""Plain `def run` nodes of one run at work at once; more wait their turn."""
GRACE = 10.0
"""Seconds that a node has to end once it was cancelled, before the run ends without it."""


class Engine:
    """Runs one workflow once, or goes on with a run whose `past` is on record.

    The run's events go to `emit`, which must not block; what it raises at a node's event is a failure of that
    node. `on_record` waits until all of them are on record: nothing is paid for before. `resolve_secret` answers
    the key of a name. With `reuse`, results of earlier runs are used again.
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
        reuse: Reuse | None = None,
        past: Past | None = None,
    ) -> None:
        self._limits = limits or Limits()
        self._state = RunState(emit, self._limits, on_record or _at_once)
        self._stations = build(workflow, registry)
        self._run_id = run_id
        self._ready: deque[Station] = deque()
        self._tasks: dict[asyncio.Task[None], Firing] = {}
        self._threads = asyncio.Semaphore(THREADS)
        self._at_end = AsyncExitStack()
        self._equipment = Equipment(services, resolve_secret, self._call_tool, run_id, workflow_id, self._at_end)
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
        self._start()
        while not self._state.halted:
            self._take_turn()
            if self._ready:
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
            if not self._ready or self._state.halted:
                return
            self._fire(self._ready.popleft())

    def _fire(self, station: Station) -> None:
        firing = self._begin(station, station.next_inputs())
        if firing is None:
            return
        if station.traits.instant and not station.secrets:  # keys are looked up in a thread
            self._work_now(firing)
        elif self._reuse is not None and (result := self._reuse.find(firing)) is not None:
            self._repeat(firing, result)
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

    def _begin(self, station: Station, inputs: Mapping[str, Any], caller: Firing | None = None) -> Firing | None:
        """Count a firing and announce it; None where the run has come to its end."""
        if not self._state.may_fire():
            return None
        firing = Firing(station, self._state, inputs, caller)
        firing.begin()
        return firing

    def _work_now(self, firing: Firing) -> None:
        try:
            answer = self._equipment.node(firing).run(self._equipment.context(firing))
            firing.finish(as_outputs(answer, firing.station.traits.names))
        except (Exception, SystemExit) as error:
            firing.fail(error)
        firing.deliver(self._schedule)
        self._release(firing.station)

    def _repeat(self, firing: Firing, result: Result) -> None:
        """Let an earlier result stand for a firing, and for what its tools did then."""
        for made in result.calls:
            tool = self._stations[made.node]
            call = self._begin(tool, tool.inputs_for(made.call), firing)
            if call is None:
                return
            call.finish(as_reused(made.outputs), cached=True)
            call.deliver(self._schedule)
        firing.finish(as_reused(result.outputs), cached=True)
        firing.deliver(self._schedule)
        self._release(firing.station)

    def _spawn(self, firing: Firing) -> None:
        task = asyncio.create_task(self._work(firing))
        self._tasks[task] = firing
        task.add_done_callback(self._task_done)

    async def _work(self, firing: Firing) -> None:
        traits = firing.station.traits
        try:
            if traits.node.paid:
                await self._state.on_record()
            await self._equipment.take_keys(firing)
            node, context = self._equipment.node(firing), self._equipment.context(firing)
            outputs = await carry_out(node, context, self._threads)
            if traits.takes_calls and not firing.called:
                take_up(firing.station, outputs)
            firing.finish(outputs)
            if self._reuse is not None:
                self._reuse.keep(firing)
        except (Exception, SystemExit) as error:
            firing.fail(error)
        except asyncio.CancelledError:
            firing.break_off()
            task = asyncio.current_task()
            if task is None or task.cancelling():  # else the node has cancelled itself, and only itself
                raise
        firing.deliver(self._schedule)

    async def _call_tool(self, caller: Firing, call: ToolCall) -> JsonObject:
        """Carry a call out with the tool that is wired to the caller under its name, and answer the tool's result.

        A call that is on record is answered from there, or carried out again where it was cut off.
        """
        request = call.as_json()
        earlier = caller.recall(request)
        if earlier is not None and earlier.answer is not None:
            return earlier.answer
        if earlier is not None:
            earlier.firing.begin()
            return await self._answer(earlier.firing)
        station = server_of(caller.station, call)
        if station is None:
            return error_result(call, no_such_tool(call, offered(caller.station)))
        firing = self._begin(station, station.inputs_for(request), caller)
        if firing is None:
            return error_result(call, UserError("the run has ended and calls no more tools.", code="run_ended"))
        return await self._answer(firing)

    async def _answer(self, firing: Firing) -> JsonObject:
        """Carry out a firing that another node asked for."""
        await self._work(firing)
        self._state.bell.set()
        return firing.answer()

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
