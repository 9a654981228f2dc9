"""The firing rule, at work.

A node fires when every input it waits for has a value; a value at a `do_not_wait` input fires it once more.
A node that fails stops what depends on it, not its siblings. Everything happens on one event loop, so there
is one writer of the run's state and no lock.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from functools import partial
from time import perf_counter
from typing import Any

from ai_node_builder.errors import UserError
from ai_node_builder.events import Event, NodeSkipped, NodeStarted, RunStarted
from ai_node_builder.messages import ToolCall
from ai_node_builder.node.base import Node
from ai_node_builder.node.callable import TOOL_CALL
from ai_node_builder.node.context import Context, Services
from ai_node_builder.registry.registry import Registry
from ai_node_builder.types import JsonObject, Origin
from ai_node_builder.workflow.document import Workflow

from .build import build
from .failures import error_result, no_such_tool
from .firing import Firing
from .offers import offered, server_of, take_up
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
    """Runs one workflow once.

    The run's events go to `emit`, which must not block; what it raises at a node's event is a failure of that
    node. `resolve_secret` answers the key of a name.
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
    ) -> None:
        self._limits = limits or Limits()
        self._state = RunState(emit, self._limits)
        self._stations = build(workflow, registry)
        self._services = services
        self._run_id = run_id
        self._resolve_secret = resolve_secret
        self._ready: deque[Station] = deque()
        self._tasks: dict[asyncio.Task[None], Firing] = {}
        self._threads = asyncio.Semaphore(THREADS)
        self._at_end = AsyncExitStack()

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
        return self._state.conclude(perf_counter() - started)

    def stop(self) -> None:
        """End the run as cancelled; what is under way is broken off. Nothing where it has ended already."""
        self._state.stop()

    async def _fire_all(self) -> None:
        self._state.tell(RunStarted(list(self._stations)))
        for station in self._stations.values():
            self._schedule(station)
        while not self._state.halted:
            self._take_turn()
            if self._ready:
                await asyncio.sleep(0)
            elif self._tasks:
                await self._state.bell.wait()
                self._state.bell.clear()
            else:
                return

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
        inputs = station.next_inputs()
        firing = self._begin(station, called=TOOL_CALL in inputs)
        if firing is None:
            return
        if station.traits.instant:
            self._work_now(firing, inputs)
            self._release(station)
        else:
            task = asyncio.create_task(self._work(firing, inputs))
            self._tasks[task] = firing
            task.add_done_callback(self._task_done)

    def _begin(
        self, station: Station, *, called: bool, call: JsonObject | None = None, caller: str | None = None
    ) -> Firing | None:
        """Count a firing and announce it; None where the run has come to its end."""
        if not self._state.may_fire():
            return None
        firing = Firing(station, self._state, called)
        self._state.tell(NodeStarted(station.id, firing.number, call, caller))
        return firing

    def _work_now(self, firing: Firing, inputs: Mapping[str, Any]) -> None:
        try:
            answer = self._instance(firing, inputs).run(self._context(firing))
            firing.finish(as_outputs(answer, firing.station.traits.names))
        except (Exception, SystemExit) as error:
            firing.fail(error)
        self._deliver(firing)

    async def _work(self, firing: Firing, inputs: Mapping[str, Any]) -> None:
        try:
            outputs = await carry_out(self._instance(firing, inputs), self._context(firing), self._threads)
            if firing.station.traits.takes_calls and not firing.called:
                take_up(firing.station, outputs)
            firing.finish(outputs)
        except (Exception, SystemExit) as error:
            firing.fail(error)
        except asyncio.CancelledError:
            firing.break_off()
            task = asyncio.current_task()
            if task is None or task.cancelling():  # else the node has cancelled itself, and only itself
                raise
        self._deliver(firing)

    def _instance(self, firing: Firing, inputs: Mapping[str, Any]) -> Node:
        """The node with its values: the class's defaults, then the widgets, then the wires."""
        station = firing.station
        if station.checks:
            station.check(inputs)
        if not station.secrets:
            return station.traits.node(**{**station.widgets, **inputs})
        keys = {name: self._resolve_secret(reference) for name, reference in station.secrets}
        firing.keys = keys.values()
        return station.traits.node(**{**station.widgets, **keys, **inputs})

    def _context(self, firing: Firing) -> Context:
        station = firing.station
        origin = Origin(f"{self._run_id}:{station.id}:{firing.number}", self._run_id, station.id)
        return Context(self._services, firing, partial(self._call_tool, station), origin, station.memory, self._at_end)

    async def _call_tool(self, caller: Station, call: ToolCall) -> JsonObject:
        """Fire the tool that is wired to the caller under the call's name, and answer its result."""
        station = server_of(caller, call)
        if station is None:
            return error_result(call, no_such_tool(call, offered(caller)))
        firing = self._begin(station, called=True, call=call.as_json(), caller=caller.id)
        if firing is None:
            return error_result(call, UserError("the run has ended and calls no more tools.", code="run_ended"))
        await self._work(firing, {**(station.inputs or {}), TOOL_CALL: call.as_json()})
        self._state.bell.set()
        if firing.error is not None:
            return {"id": call.id} | firing.error
        result: JsonObject = firing.outputs["output"]
        return result

    def _deliver(self, firing: Firing) -> None:
        """Send the outputs along the wires; a failed firing has none."""
        for name, value in firing.outputs.items():
            for wire in firing.station.wires.get(name, ()):
                if not (firing.called and wire.offer):
                    wire.target.arrive(wire, value)
                    self._schedule(wire.target)

    def _task_done(self, task: asyncio.Task[None]) -> None:
        firing = self._tasks.pop(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            self._state.fault(error)
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
