"""The cost report and the caps, from the ledger."""

import asyncio
from datetime import date

import click

from ai_node_builder.app.app import App
from ai_node_builder.app.settings import Settings
from ai_node_builder.services.caps import OF, CapName
from ai_node_builder.services.images.budget import Standing
from ai_node_builder.services.images.costs import By, Report, as_csv, as_json
from ai_node_builder.services.money import money, nano_dollars
from ai_node_builder.types import JsonObject

from .output import print_json, print_rows, print_text

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
    else:
        _print_table(as_json(report))
        for standing in report.caps.values():
            _tell_cap(standing)


async def _report(by: By, since: date | None) -> Report:
    async with App(Settings.load()) as app:
        return await app.parts.services.images.ledger.costs(by, since)


def _print_table(report: JsonObject) -> None:
    if not report["rows"]:
        click.echo("No picture was asked for yet.", err=True)
        return
    rows = [*report["rows"], {"name": "total"} | report["total"]]
    columns = [name for name in HEADINGS if name in rows[0]]
    headings = HEADINGS | {"name": report["by"].capitalize()}
    print_rows([headings[name] for name in columns], ([_cell(name, row[name]) for name in columns] for row in rows))


def _cell(name: str, value: str | float) -> str:
    return money(float(value)) if name.endswith("_usd") else str(value)


def set_cap(name: CapName, amount: float | None) -> None:
    """Set a cap in dollars, or clear it; print the one that counts now."""
    standing = asyncio.run(_set_cap(name, amount))
    whole = standing.as_json()["cap_usd"]
    print_text(f"{name}\t{'no cap' if whole is None else money(whole)}")
    if standing.cap.source == "setting":
        click.echo(f"{standing.cap.variable} counts; a cap that is set here cannot go above it.", err=True)


async def _set_cap(name: CapName, amount: float | None) -> Standing:
    async with App(Settings.load()) as app:
        return await app.parts.services.images.ledger.set_cap(name, nano_dollars(amount))


def _tell_cap(standing: Standing) -> None:
    """A cap in force, and what is left of one that counts over time."""
    cap, facts = standing.cap, standing.as_json()
    if cap.amount is None:
        return
    where = f", {cap.variable}" if cap.source == "setting" else ""
    if facts["left_usd"] is None:
        click.echo(f"Cap of {OF[cap.name]}{where}: {money(facts['cap_usd'])}.", err=True)
    else:
        left, whole = money(facts["left_usd"]), money(facts["cap_usd"])
        click.echo(f"Left of this {cap.name}'s cap{where}: {left} of {whole}.", err=True)
