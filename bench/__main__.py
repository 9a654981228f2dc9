"""Run every benchmark, or those named, and print the table; exit 1 where a target is missed."""

import sys
from importlib import import_module

from rich.console import Console
from rich.table import Table

from .rows import Row


def main(parts: list[str]) -> int:
    """Measure the named parts, or all."""
    rows = [row for part in parts or ["startup", "engine", "images", "mcp"] for row in _measure(part)]
    table = Table("what", "ours", "rival", "unit", "ratio", "target", "met")
    for row in rows:
        target = f"{row.better} {row.target:g}"
        figures = (f"{row.ours:,.1f}", f"{row.theirs:,.1f}", row.unit, f"{row.ratio:.2f}")
        table.add_row(row.what, *figures, target, "yes" if row.met else "NO")
    Console(width=120).print(table)
    return 0 if all(row.met for row in rows) else 1


def _measure(part: str) -> list[Row]:
    # Each part imports what it compares with, so only the parts asked for are loaded.
    rows: list[Row] = import_module(f"bench.{part}").compare()
    return rows


sys.exit(main(sys.argv[1:]))
