"""Requests of unknown outcome: showing them, buying them again, writing them off."""

import asyncio
from collections.abc import Sequence

import click

from ai_node_builder.app.app import App
from ai_node_builder.app.settings import Settings
from ai_node_builder.services.images import StoredImage
from ai_node_builder.services.images.ledger import Entry
from ai_node_builder.services.money import dollars, money

from .landing import tell_what_is_on_its_way
from .output import local_time, print_rows, print_text
from .pictures import show_pictures
from .progress import Watch

HEADINGS = ("Time", "Id", "Model", "Held", "Prompt", "What happened")


def print_lost(entries: Sequence[Entry]) -> None:
    """The requests of unknown outcome, and what can be done about each."""
    print_rows(HEADINGS, [_row(entry) for entry in entries])
    click.echo(
        "Each may have been charged: look at the provider's usage page. To buy it once more: ainb images buy-again ID. "
        "To settle what it cost: ainb images write-off ID [--cost DOLLARS].",
        err=True,
    )


def _row(entry: Entry) -> tuple[str, ...]:
    held = money(dollars(entry.held)) if entry.cost is None else f"cost {money(dollars(entry.cost))}"
    return (local_time(entry.created_at), entry.id, entry.model, held, entry.prompt, entry.error or "")


def buy_again(id: str) -> None:
    """Buy a lost picture once more; print its file name and its URL."""
    asyncio.run(_buy_again(id))


async def _buy_again(id: str) -> None:
    async with App(Settings.load()) as app:
        image = await _bought(app, id)
        print_text(f"{image.filename}\t{image.servable_url}\t{money(image.cost_usd)}")
        show_pictures([image.filename], app.parts.services.files)


async def _bought(app: App, id: str) -> StoredImage:
    try:
        with Watch() as watch:
            return await app.parts.services.images.buy_again(id, watch.say)
    except asyncio.CancelledError:
        await tell_what_is_on_its_way(app)
        raise


def write_off(id: str, cost: float | None) -> None:
    """Book what a lost picture cost; print what is booked."""
    asyncio.run(_write_off(id, cost))


async def _write_off(id: str, cost: float | None) -> None:
    async with App(Settings.load()) as app:
        entry = await app.parts.services.images.write_off(id, cost)
        print_text(f"{entry.id}\twritten off at {money(dollars(entry.cost))}")
