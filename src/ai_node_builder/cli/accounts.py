"""The cost report, from the ledger."""

import asyncio
import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

import click

from ai_node_builder.app.app import App
from ai_node_builder.app.settings import Settings
from ai_node_builder.services.money import dollars
from ai_node_builder.types import JsonObject

from .output import money, print_json, print_rows

Totals = Mapping[str, Any]
"""A row of the ledger's totals, money in nano-dollars."""

COUNTS = ("requests", "pictures", "unpriced")
COLUMNS = ("day", "model", *COUNTS, "cost_usd", "held_usd")
HEADINGS = ("Day", "Model", "Requests", "Pictures", "Of unknown cost", "Cost", "Held")


def print_costs(spelling: str | None) -> None:
    """The report as a table, or as "json" or "csv"."""
    days = asyncio.run(_days())
    if spelling == "json":
        print_json(_report(days))
    elif spelling == "csv":
        click.echo(_csv(days), nl=False)
    elif days:
        print_rows(HEADINGS, (_row(_in_dollars(one)) for one in [*days, total(days)]))
    else:
        click.echo("No picture was asked for yet.", err=True)


async def _days() -> Sequence[Totals]:
    async with App(Settings.load()) as app:
        return await app.parts.services.images.ledger.totals()


def total(days: Sequence[Totals]) -> Totals:
    """The sums of all days."""
    return {"day": "total", "model": ""} | {name: sum(day[name] for day in days) for name in (*COUNTS, "cost", "held")}


def _report(days: Sequence[Totals]) -> JsonObject:
    """The answer of `GET /api/costs`."""
    sums = _in_dollars(total(days))
    return {name: sums[name] for name in ("cost_usd", "held_usd", "unpriced")} | {"days": [*map(_in_dollars, days)]}


def _in_dollars(one: Totals) -> JsonObject:
    amounts = {"cost_usd": dollars(one["cost"]), "held_usd": dollars(one["held"])}
    return {"day": str(one["day"]), "model": one["model"], **{name: one[name] for name in COUNTS}, **amounts}


def _row(one: JsonObject) -> list[str]:
    amounts = {name: money(one[name]) for name in ("cost_usd", "held_usd")}
    return [str((one | amounts)[name]) for name in COLUMNS]


def _csv(days: Sequence[Totals]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(_in_dollars(day) for day in days)
    return text.getvalue()
