"""Carrying out firings, and the tool calls that they make."""

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from ai_node_builder.errors import UserError
from ai_node_builder.messages import ToolCall
from ai_node_builder.types import JsonObject

from .equipment import Equipment
from .failures import error_result, no_such_tool
from .firing import Firing
from .offers import offered, server_of, take_up
from .reuse import Result, Reuse, as_reused
from .state import RunState
from .station import Station
from .work import as_outputs, carry_out

THREADS = 32
"""Plain `def run` nodes of one run at work at once; more wait their turn."""


class Worker:
    """Carries out the firings of one run; `schedule` hears of each station that a value reaches."""

    def __init__(
        self,
        stations: Mapping[str, Station],
        state: RunState,
        equipment: Equipment,
        reuse: Reuse | None,
        schedule: Callable[[Station], None],
    ) -> None:
        self._stations = stations
        self._state = state
        self._equipment = equipment
        self._reuse = reuse
        self._schedule = schedule
        self._threads = asyncio.Semaphore(THREADS)

    def begin(self, station: Station, inputs: Mapping[str, Any], caller: Firing | None = None) -> Firing | None:
        """Count a firing and announce it; None where the run has come to its end."""
        if not self._state.may_fire():
            return None
        firing = Firing(station, self._state, inputs, caller)
        firing.begin()
        return firing

    def work_now(self, firing: Firing) -> None:
        """Carry out an instant node."""
        try:
            context = self._equipment.context(firing, partial(self._call_tool, firing))
            answer = self._equipment.node(firing).run(context)
            firing.finish(as_outputs(answer, firing.station.traits.names))
        except (Exception, SystemExit) as error:
            firing.fail(error)
        firing.deliver(self._schedule)

    def repeat(self, firing: Firing, result: Result) -> None:
        """Let an earlier result stand for a firing, and for what its tools did then."""
        for made in result.calls:
            tool = self._stations[made.node]
            call = self.begin(tool, tool.inputs_for(made.call), firing)
            if call is None:
                return
            call.finish(as_reused(made.outputs), cached=True)
            call.deliver(self._schedule)
        firing.finish(as_reused(result.outputs), cached=True)
        firing.deliver(self._schedule)

    async def work(self, firing: Firing) -> None:
        """Carry out any node; one that costs money only once its firing is on record."""
        try:
            if firing.station.traits.node.paid:
                await self._state.on_record()
            firing.finish(await self._outputs(firing))
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

    async def _outputs(self, firing: Firing) -> dict[str, Any]:
        await self._equipment.take_keys(firing)
        context = self._equipment.context(firing, partial(self._call_tool, firing))
        outputs = await carry_out(self._equipment.node(firing), context, self._threads)
        if firing.station.traits.takes_calls and not firing.called:
            take_up(firing.station, outputs)
        return outputs

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
        firing = self.begin(station, station.inputs_for(request), caller)
        if firing is None:
            return error_result(call, UserError("the run has ended and calls no more tools.", code="run_ended"))
        return await self._answer(firing)

    async def _answer(self, firing: Firing) -> JsonObject:
        await self.work(firing)
        self._state.bell.set()
        return firing.answer()
