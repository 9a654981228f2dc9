"""`python -m reliability crash` and `python -m reliability soak`: the figures of docs/reliability.md."""

import sys
from collections.abc import Mapping

import click
from rich.console import Console
from rich.table import Table

from .auditor import KINDS

MOST_GROWTH = 1.5
"""The peak of memory over the peak of the first hundred calls."""


@click.group()
def commands() -> None:
    """Proof under faults."""


@commands.command()
@click.option("--kills", default=300, show_default=True, help="Processes to kill.")
@click.option("--seed", default=1, show_default=True, help="Draws the steps at which they die.")
def crash(kills: int, seed: int) -> None:
    """Kill processes at random steps; exit 1 where anything was paid twice, lost or torn."""
    from .crash import crash

    tally = crash(kills, seed)
    counts = {what: getattr(tally, what) for what in ("kills", "audits", "requests", "pictures", "unknown", "runs")}
    _print(counts | {kind: tally.count(kind) for kind in KINDS})
    for finding in tally.findings:
        click.echo(f"{finding.kind}: {finding.what}")
    sys.exit(bool(tally.findings))


@commands.command()
@click.option("--calls", default=1000, show_default=True)
@click.option("--at-a-time", default=50, show_default=True)
@click.option("--faulty", default=10, show_default=True, help="One request of each so many fails.")
def soak(calls: int, at_a_time: int, faulty: int) -> None:
    """Ask for many pictures; exit 1 where one was sent twice or memory grew to more than 1.5 times."""
    from .soak import soak

    soaked = soak(calls, at_a_time, faulty)
    _print(
        {"calls": calls, "requests": soaked.requests, "again after a rate limit": soaked.again}
        | {"sent twice": soaked.sent_twice}
        | dict(soaked.answers.most_common())
        | {"MiB at the peak of the first 100": round(soaked.first_peak), "MiB at the peak": round(soaked.last_peak)}
        | {"growth": f"{soaked.growth:.2f}"}
    )
    sys.exit(soaked.sent_twice != 0 or soaked.growth > MOST_GROWTH)


def _print(counts: Mapping[str, object]) -> None:
    table = Table("what", "count")
    for what, count in counts.items():
        table.add_row(what, str(count))
    Console(width=100).print(table)


if __name__ == "__main__":
    commands()
