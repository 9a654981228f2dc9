"""What a run has come to so far, and whether it goes on."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from math import fsum
from typing import Any, Literal

from ai_node_builder.errors import LimitReached
from ai_node_builder.events import Event
from ai_node_builder.services.caps import Cap
from ai_node_builder.services.money import dollars, money, nano_dollars, plus
from ai_node_builder.types import JsonObject

from .failures import error_json


@dataclass(frozen=True, slots=True)
class Limits:
    """Hard caps of one run: node firings, seconds. That of dollars is asked for, as it may change meanwhile."""

    firings: int = 100_000
    seconds: float = 3600.0


@dataclass(slots=True)
class Outcome:
    """What a run came to.

    `outputs` holds each node's last outputs; `errors` every failure, with the `node` it befell where it befell
    one; `costs` what firings cost, by their names, None where a part of it is not known.
    """

    status: Literal["finished", "failed", "cancelled"] = "finished"
    outputs: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    errors: list[JsonObject] = field(default_factory=list)
    costs: dict[str, float | None] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def cost_usd(self) -> float | None:
        """The whole; None where a part of it is not known."""
        costs = self.costs.values()
        return None if None in costs else fsum(filter(None, costs))


class RunState:
    """The one place where a run's events, costs and errors come together, and where it is halted."""

    def __init__(
        self,
        emit: Callable[[Event], None],
        limits: Limits,
        on_record: Callable[[], Awaitable[None]],
        find_cap: Callable[[], Awaitable[Cap]],
    ) -> None:
        self.firings = 0
        """How many there were so far."""
        self.outcome = Outcome()
        self.halted = False
        """Set once nothing more may fire."""
        self.over_cap = False
        """Whether it has spent more than the cap of dollars was when somebody last looked."""
        self.bell = asyncio.Event()
        """Rung when there may be something to do for whoever waits."""
        self._emit = emit
        self._limits = limits
        self._on_record = on_record
        self._find_cap = find_cap
        self._cap = Cap("run")
        self._spent = 0
        self._stopped = False
        self._over = False

    def tell(self, event: Event) -> None:
        # A node that was left behind, or a thread, may still report after the end.
        if not self._over:
            self._emit(event)

    async def on_record(self) -> None:
        """Wait until all that was told so far is on record, and look at the cap of dollars as it is by now.

        Where that is passed, the run ends, and this does not return: nothing is paid for any more.
        """
        await self._on_record()
        await self.look_at_cap()
        if self.halted:
            await asyncio.Event().wait()

    async def look_at_cap(self) -> None:
        """End the run where it has spent more than it may by now."""
        cap = self._cap = await self._find_cap()
        self.over_cap = cap.passed_by(self._spent)
        if self.over_cap:
            self.cap(f"it spent {money(dollars(self._spent))}, which is more than the {cap.words}", cap.remedy)

    def may_fire(self) -> bool:
        """Count a firing; False where the run has ended, or ends because there would be too many."""
        if self.firings >= self._limits.firings:
            self.cap(f"it fired {self._limits.firings} nodes")
        if self.halted:
            return False
        self.firings += 1
        return True

    def spend(self, firing: str, cost_usd: float | None) -> None:
        """Add a cost of the firing of this name, None where it is not known."""
        if cost_usd != 0:
            self.outcome.costs[firing] = plus(self.outcome.costs.get(firing, 0.0), cost_usd)
        self._spent += nano_dollars(cost_usd) or 0
        self.over_cap = self._cap.passed_by(self._spent)
        if self.over_cap:
            self.bell.set()

    def timed_out(self) -> None:
        self.cap(f"it ran for {self._limits.seconds:g} seconds")

    def cap(self, what: str, remedy: str = "Raise the cap") -> None:
        """End the run at one of its limits."""
        if not self.halted:
            said = f"the run reached its cap and was stopped: {what}. {remedy}, or mend the loop."
            self.outcome.errors.append(LimitReached(said).as_json())
            self.halt()

    def fault(self, error: BaseException) -> None:
        """End the run because the engine itself failed, and no node is to blame."""
        self.outcome.errors.append(error_json(error, "the run"))
        self.halt()

    def stop(self) -> None:
        """End the run because someone wishes it; nothing where it has ended already."""
        if not self.halted:
            self._stopped = True
            self.halt()

    def halt(self) -> None:
        """Let nothing more fire."""
        self.halted = True
        self.bell.set()

    def conclude(self, seconds: float) -> Outcome:
        """The run is over: what is told from now on is not heard."""
        self._over = self.halted = True
        if self._stopped:
            self.outcome.status = "cancelled"
        elif self.outcome.errors:
            self.outcome.status = "failed"
        self.outcome.seconds = seconds
        return self.outcome
