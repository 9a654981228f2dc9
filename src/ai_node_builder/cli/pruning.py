"""Deleting by rule: old pictures, or as many as take too much room."""

import asyncio
from collections.abc import Sequence

import click

from ai_node_builder.app.app import App
from ai_node_builder.app.settings import Settings
from ai_node_builder.services.images.entry import Entry
from ai_node_builder.services.images.pruning import Rule
from ai_node_builder.services.room import room

from .gallery import HEADINGS, delete_now, row
from .output import print_rows


def prune_images(rule: Rule, *, dry_run: bool, ask: bool) -> None:
    """Delete what the rule says, or only list it, and say on stderr what that frees."""
    entries = asyncio.run(_to_prune(rule))
    if not entries:
        click.echo("There is nothing to delete.", err=True)
    elif dry_run:
        print_rows(HEADINGS, map(row, entries))
        click.echo(f"This would free {_room(entries)}.", err=True)
    else:
        _delete(entries, ask=ask)


async def _to_prune(rule: Rule) -> list[Entry]:
    async with App(Settings.load()) as app:
        return await app.parts.services.images.ledger.to_prune(rule)


def _delete(entries: Sequence[Entry], *, ask: bool) -> None:
    if ask:
        count = f"{len(entries)} picture{'s' * (len(entries) > 1)}"
        click.confirm(f"Delete {count} for good, and free {_room(entries)}?", abort=True, err=True)
    delete_now([entry.filename for entry in entries if entry.filename])
    click.echo(f"Freed {_room(entries)}.", err=True)


def _room(entries: Sequence[Entry]) -> str:
    return room(sum(entry.bytes or 0 for entry in entries))
