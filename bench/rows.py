"""A line of the table: two figures from one run, their ratio, and the target it must meet."""

import statistics
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Row:
    """`ours` and `theirs` in `unit`; the ratio ours / theirs is to be at most, or at least, the target."""

    what: str
    ours: float
    theirs: float
    unit: str
    target: float
    better: Literal["at most", "at least"]

    @property
    def ratio(self) -> float:
        return self.ours / self.theirs

    @property
    def met(self) -> bool:
        return self.ratio <= self.target if self.better == "at most" else self.ratio >= self.target


def in_turn(ours: Callable[[], float], theirs: Callable[[], float], rounds: int) -> tuple[float, float]:
    """The medians of two measurements taken turn by turn, so that a slow spell of the machine meets both."""
    ours(), theirs()
    pairs = [(ours(), theirs()) for _ in range(rounds)]
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)
