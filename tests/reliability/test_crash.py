"""Processes killed at random steps: nothing is paid twice, lost or torn, and the books are right."""

import pytest

from reliability.auditor import KINDS
from reliability.crash import crash

KILLS = 250
"""`make crash` kills more."""


@pytest.mark.timeout(3600)
def test_killed_at_any_step_nothing_is_paid_twice_or_lost(counts: list[str]) -> None:
    tally = crash(KILLS, seed=1)
    counts.append(
        f"crash harness: {tally.kills} processes killed, {tally.audits} restarts audited, {tally.requests} requests "
        f"served, {tally.pictures} pictures, {tally.unknown} of unknown outcome; "
        + ", ".join(f"{kind}: {tally.count(kind)}" for kind in KINDS)
    )
    assert tally.findings == []
    assert tally.kills >= KILLS
    assert tally.pictures > KILLS / 4
    assert tally.unknown > 0
