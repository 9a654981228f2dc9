"""Taking turns at a provider: so many requests at once and in a minute for each key, fair among runs.

The window slides: there are never more starts in any minute than allowed. aiolimiter's bucket lets nearly twice
as many through in the first one, and neither it nor its like can tell who comes next, and when.
"""

import asyncio
import sys
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import zip_longest

from ai_node_builder.errors import RateLimited

from .tries import LONGEST_WAIT

MINUTE = 60.0
PAUSE = 1.0
"""Seconds that others are held back after a rate limit that does not say how long."""
RECENT = 20
"""Requests whose duration counts, to say how long a wait will be."""

Say = Callable[[str], object]


class Limits:
    """The lines at all providers, one for each key. None is no limit; `minute` is in seconds."""

    def __init__(self, at_once: int | None = None, per_minute: int | None = None, *, minute: float = MINUTE) -> None:
        self._limits = at_once, per_minute, minute
        self._lines: dict[str, Line] = {}

    @asynccontextmanager
    async def turn(self, key: str, run: str, say: Say) -> AsyncIterator[None]:
        """Wait for a turn with this key, and hold it. `say` is told of the wait; without a key there is none."""
        if not key:
            yield
            return
        line = self._lines.setdefault(key, Line(*self._limits))
        async with line.turn(run, say):
            yield


@dataclass(slots=True, eq=False)
class Waiting:
    """One who waits; `told` is the place in line that was told last."""

    say: Say
    turn: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    told: int = sys.maxsize


class Line:
    """Those who use one key. Each run has a queue of its own, and the queues take turns."""

    def __init__(self, at_once: int | None, per_minute: int | None, minute: float) -> None:
        self._at_once = at_once or sys.maxsize
        self._minute = minute
        self._starts: deque[float] = deque(maxlen=per_minute or 0)
        self._durations: deque[float] = deque(maxlen=RECENT)
        self._queues: dict[str, deque[Waiting]] = {}
        self._under_way = 0
        self._held_until = 0.0
        self._timer: asyncio.TimerHandle | None = None

    @asynccontextmanager
    async def turn(self, run: str, say: Say) -> AsyncIterator[None]:
        """Wait for a turn and hold it. A RateLimited that passes through holds the others back."""
        await self._wait(run, Waiting(say))
        started = _now()
        try:
            yield
        except RateLimited as error:
            self._hold_back(error.retry_after)
            raise
        finally:
            self._durations.append(_now() - started)
            self._under_way -= 1
            self._admit()

    async def _wait(self, run: str, one: Waiting) -> None:
        self._queues.setdefault(run, deque()).append(one)
        self._admit()
        try:
            await one.turn
        except asyncio.CancelledError:
            if not one.turn.cancelled():  # its turn came in the very moment it left
                self._under_way -= 1
            self._admit()
            raise

    def _hold_back(self, seconds: float | None) -> None:
        seconds = PAUSE if seconds is None else seconds
        if seconds <= LONGEST_WAIT:  # what asks for more is not waited for: the next one hears so itself
            self._held_until = max(self._held_until, _now() + seconds)
            for one in self._in_order():
                one.told = sys.maxsize

    def _admit(self) -> None:
        """Give out the turns there are, and tell the others their place."""
        waiting = ((run, deque(one for one in queue if not one.turn.done())) for run, queue in self._queues.items())
        self._queues = {run: queue for run, queue in waiting if queue}
        while self._queues and self._under_way < self._at_once:
            pause = self._next_start(self._starts) - _now()
            if pause > 0:
                self._look_again_in(pause)
                break
            self._starts.append(_now())
            self._under_way += 1
            self._next().turn.set_result(None)
        self._tell_places()

    def _next(self) -> Waiting:
        """The first of the run whose turn it is; the run goes to the end."""
        run, queue = next(iter(self._queues.items()))
        del self._queues[run]
        one = queue.popleft()
        if queue:
            self._queues[run] = queue
        return one

    def _next_start(self, starts: deque[float]) -> float:
        full = starts.maxlen and len(starts) == starts.maxlen
        return max(self._held_until, starts[0] + self._minute if full else 0.0)

    def _look_again_in(self, seconds: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(seconds, self._admit)

    def _tell_places(self) -> None:
        """Tell whoever has not heard yet, and whoever's place has halved since."""
        for place, one in enumerate(self._in_order(), 1):
            if place <= one.told // 2:
                one.told = place
                seconds = self._seconds_to(place)
                about = f", about {seconds:.0f} s" if seconds else ""
                one.say(f"waiting for a turn with this key: number {place} in line{about}")

    def _in_order(self) -> Iterable[Waiting]:
        return [one for turns in zip_longest(*self._queues.values()) for one in turns if one is not None]

    def _seconds_to(self, place: int) -> float:
        """About how long the one at this place will wait; 0 where nothing is known that tells."""
        starts = self._starts.copy()
        for _ in range(place):
            starts.append(max(self._next_start(starts), _now()))
        start = starts[-1] if starts else max(self._held_until, _now())
        rounds = (self._under_way + place - 1) // self._at_once
        typical = sum(self._durations) / len(self._durations) if self._durations else 0.0
        return max(start - _now(), rounds * typical)


def _now() -> float:
    return asyncio.get_running_loop().time()
