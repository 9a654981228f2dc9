"""The cost report, from the ledger."""

import asyncio
from datetime import date

import click

from ai_node_builder.app.app import App
from ai_node_builder.app.settings import Settings
from ai_node_builder.services.images.costs import By, Report, as_csv, as_json
from ai_node_builder.services.money import money
from ai_node_builder.types import JsonObject

from .output import print_json, print_rows

HEADINGS = {
    "name": "",
    "requests": "Requests",
    "pictures": "Pictures",
    "unpriced": "Of unknown cost",
    "cost_usd": "Pictures cost",
    "held_usd": "Held",
    "runs_usd": "Runs in all",
    "runs_unpriced": "Runs of unknown cost",
}


def print_costs(by: By, since: date | None, spelling: str | None) -> None:
    """The report as a table, or as "json" or "csv"."""
    report = asyncio.run(_report(by, since))
    if spelling == "json":
        print_json(as_json(report))
    elif spelling == "csv":
        click.echo(as_csv(report), nl=False)
    elif report.rows:
        _print_table(as_json(report))
    else:
        click.echo("No picture was asked for yet.", err=True)


async def _report(by: By, since: date | None) -> Report:
    async with App(Settings.load()) as app:
        return await app.parts.services.images.ledger.costs(by, since)


def _print_table(report: JsonObject) -> None:
    rows = [*report["rows"], {"name": "total"} | report["total"]]
    columns = [name for name in HEADINGS if name in rows[0]]
    headings = HEADINGS | {"name": report["by"].capitalize()}
    print_rows([headings[name] for name in columns], ([_cell(name, row[name]) for name in columns] for row in rows))
    for name in ("day", "month"):
        _tell_cap(name, report["caps"][name])


def _cell(name: str, value: str | float) -> str:
    return money(float(value)) if name.endswith("_usd") else str(value)


def _tell_cap(name: str, cap: JsonObject) -> None:
    if cap["cap_usd"] is not None:
        left, whole = money(cap["left_usd"]), money(cap["cap_usd"])
        click.echo(f"Left of this {name}'s cap, AINB_BUDGET_{name.upper()}: {left} of {whole}.", err=True)
