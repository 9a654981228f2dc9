"""The firing rule, at work.

A node fires when every input it waits for has a value; a value at a `do_not_wait` input fires it once more.
A node that fails stops what depends on it, not its siblings. Everything happens on one event loop, so there
is one writer of the run's state and no lock.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from time import perf_counter
from typing import Any, Literal

from ai_node_builder import events
from ai_node_builder.context import Context, Services
from ai_node_builder.dialects import kind
from ai_node_builder.errors import LimitReached, UserError
from ai_node_builder.messages import ToolCall
from ai_node_builder.node import Node
from ai_node_builder.registry import Registry
from ai_node_builder.types import Json, JsonObject, Origin
from ai_node_builder.workflow import Workflow

from .failures import error_json, error_result, no_such_tool
from .firing import Firing
from .stations import NOTHING, TOOL_CALL, Station, Wire, build
from .work import as_outputs, carry_out

log = logging.getLogger(__name__)

Emit = Callable[[events.Event], None]

TURN = 256
"""Instant firings in a row before others on the event loop get their turn."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Hard caps of one run: node firings, seconds, dollars spent (None: no cap)."""

    firings: int = 100_000
    seconds: float = 3600.0
    dollars: float | None = None


@dataclass(slots=True)
class Outcome:
    """What a run came to. `outputs` holds each node's last outputs; `cost_usd` is None where a part is not known."""

    status: Literal["finished", "failed", "cancelled"] = "finished"
    outputs: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    errors: list[JsonObject] = field(default_factory=list)
    cost_usd: float | None = 0.0
    seconds: float = 0.0


class Engine:
    """Runs one workflow once. Pass the run's events to `emit`, which must not block."""

    def __init__(
        self,
        workflow: Workflow,
        registry: Registry,
        services: Services,
        emit: Emit,
        *,
        run_id: str,
        resolve_secret: Callable[[str], str],
        limits: Limits | None = None,
    ) -> None:
        self.outcome = Outcome()
        self._stations = build(workflow, registry)
        self._services = services
        self._emit = emit
        self._run_id = run_id
        self._resolve_secret = resolve_secret
        self._limits = limits or Limits()
        self._ready: deque[Station] = deque()
        self._tasks: set[asyncio.Task[None]] = set()
        self._bell = asyncio.Event()
        self._firings = 0
        self._spent = 0.0
        self._halted = False

    async def run(self) -> Outcome:
        """Fire until nothing is left to fire, a cap is reached, or `stop` is called."""
        started = perf_counter()
        self._emit(events.RunStarted(list(self._stations)))
        try:
            async with asyncio.timeout(self._limits.seconds):
                await self._fire_all()
        except TimeoutError:
            self._cap(f"it ran for {self._limits.seconds:.0f} seconds")
        await self._end_tasks()
        self._conclude()
        self.outcome.seconds = perf_counter() - started
        return self.outcome

    def stop(self) -> None:
        """End the run as cancelled; what is under way is broken off."""
        self.outcome.status = "cancelled"
        self._halt()

    async def _fire_all(self) -> None:
        for station in self._stations.values():
            self._schedule(station)
        while (self._ready or self._tasks) and not self._halted:
            self._take_turn()
            if self._ready:
                await asyncio.sleep(0)
            elif self._tasks:
                await self._bell.wait()
                self._bell.clear()

    def _take_turn(self) -> None:
        for _ in range(TURN):
            if not self._ready or self._halted:
                return
            station = self._ready.popleft()
            station.in_line = False
            inputs = station.next_inputs()
            if inputs is not None:
                self._fire(station, inputs)

    def _schedule(self, station: Station) -> None:
        """Put a station in line, once, however many values wait for it."""
        if not station.in_line and not station.busy:
            station.in_line = True
            self._ready.append(station)

    def _fire(self, station: Station, inputs: Mapping[str, Any]) -> None:
        firing = self._begin(station, called=TOOL_CALL in inputs)
        if firing is None:
            return
        station.busy = True
        if station.node.instant:
            self._work_now(firing, inputs)
        else:
            task = asyncio.create_task(self._work(firing, inputs))
            self._tasks.add(task)
            task.add_done_callback(self._task_done)

    def _begin(
        self, station: Station, *, called: bool, call: JsonObject | None = None, caller: Station | None = None
    ) -> Firing | None:
        """Count the firing and announce it; None where the cap is reached."""
        if self._firings >= self._limits.firings:
            self._cap(f"it fired {self._limits.firings} nodes")
            return None
        self._firings += 1
        firing = Firing(station, self._emit, called)
        self._emit(events.NodeStarted(station.id, firing.number, call, caller.id if caller else None))
        return firing

    def _work_now(self, firing: Firing, inputs: Mapping[str, Any]) -> None:
        try:
            outputs = as_outputs(self._instance(firing.station, inputs).run(self._context(firing)))
        except Exception as error:
            self._failed(firing, error)
        else:
            self._finished(firing, outputs)
        self._free(firing.station)

    async def _work(self, firing: Firing, inputs: Mapping[str, Any]) -> None:
        await self._outputs(firing, inputs)
        self._free(firing.station)

    async def _outputs(self, firing: Firing, inputs: Mapping[str, Any]) -> Mapping[str, Any] | Exception:
        """Carry out a firing, tell and deliver what comes of it, and answer that too."""
        try:
            outputs = await carry_out(self._instance(firing.station, inputs), self._context(firing))
        except Exception as error:
            self._failed(firing, error)
            return error
        self._finished(firing, outputs)
        return outputs

    def _instance(self, station: Station, inputs: Mapping[str, Any]) -> Node:
        """The node with its values: the class's defaults, then the widgets, then the wires."""
        keys = {name: self._resolve_secret(reference) for name, reference in station.secrets}
        return station.node(**{**station.widgets, **keys, **inputs})

    def _context(self, firing: Firing) -> Context:
        station = firing.station
        origin = Origin(f"{self._run_id}:{station.id}:{firing.number}", self._run_id, station.id)
        return Context(self._services, firing, partial(self._call_tool, station), origin, station.memory)

    async def _call_tool(self, caller: Station, call: ToolCall) -> JsonObject:
        """Fire the tool that is wired to the caller under the call's name, and answer its result."""
        station = caller.tools.get(call.name or "")
        if station is None:
            return error_result(call, no_such_tool(call, caller.tools))
        firing = self._begin(station, called=True, call=call.as_json(), caller=caller)
        if firing is None:
            return error_result(call, LimitReached("the run has reached its cap of firings."))
        outputs = await self._outputs(firing, {**(station.inputs or NOTHING), TOOL_CALL: call.as_json()})
        if isinstance(outputs, Exception):
            return error_result(call, outputs)
        result: JsonObject = outputs["output"]
        return result

    def _finished(self, firing: Firing, outputs: Mapping[str, Any]) -> None:
        station = firing.station
        seconds = perf_counter() - firing.started
        self._emit(events.NodeFinished(station.id, firing.number, dict(outputs), seconds, firing.cost))
        self.outcome.outputs[station.id] = outputs
        self._book(firing.cost)
        for name, value in outputs.items():
            for wire in station.wires.get(name, ()):
                if not (firing.called and wire.offer):
                    self._deliver(wire, value)

    def _deliver(self, wire: Wire, value: Json) -> None:
        if wire.checked is not None and not wire.checked.accepts(value):
            problem = f"its socket {wire.socket} takes {wire.checked}, and got {kind(value)}; wire in something else."
            firing = self._begin(wire.target, called=False)
            if firing is not None:
                self._failed(firing, UserError(problem, code="wrong_type"))
        elif wire.target.arrive(wire, value):
            self._schedule(wire.target)

    def _failed(self, firing: Firing, error: Exception) -> None:
        station = firing.station
        said = error_json(error, station.id)
        self._emit(events.NodeFailed(station.id, firing.number, said, perf_counter() - firing.started))
        self.outcome.errors.append({"node": station.id} | said)
        self._book(firing.cost)

    def _book(self, cost_usd: float | None) -> None:
        total = self.outcome.cost_usd
        self.outcome.cost_usd = None if cost_usd is None or total is None else total + cost_usd
        self._spent += cost_usd or 0.0
        if self._limits.dollars is not None and self._spent > self._limits.dollars:
            self._cap(f"it spent ${self._spent:.2f}")

    def _free(self, station: Station) -> None:
        station.busy = False
        if station.may_fire():
            self._schedule(station)

    def _task_done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._bell.set()

    def _cap(self, what: str) -> None:
        error = LimitReached(f"the run was stopped: {what}, which is its cap. Raise the cap or mend the loop.")
        self.outcome.errors.append(error.as_json())
        self._halt()

    def _halt(self) -> None:
        self._halted = True
        self._bell.set()

    async def _end_tasks(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _conclude(self) -> None:
        if self.outcome.errors and self.outcome.status == "finished":
            self.outcome.status = "failed"
        for station in self._stations.values():
            if station.firings == 0:
                self._emit(events.NodeSkipped(station.id, station.waits_for()))
