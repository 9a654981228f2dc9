"""Pictures still on their way when somebody presses Ctrl-C: paid for, so they are waited for."""

import click

from ai_node_builder.app.app import App

from .output import one_line


async def tell_what_is_on_its_way(app: App) -> None:
    """Say on stderr which pictures closing the App waits for."""
    ledger = app.parts.services.images.ledger
    waiting = [entry for entry in await ledger.open_entries() if entry.owner == ledger.owner]
    for entry in waiting:
        asker = f"{entry.node_id}: " if entry.node_id else ""
        click.echo(f"Still on its way: {asker}{entry.model} draws {one_line(entry.prompt)[:60]!r}", err=True)
    if waiting:
        click.echo(
            "What is on its way may be paid for already: waiting until it is saved, then `ainb images` lists it. "
            "Ctrl-C again leaves at once.",
            err=True,
        )
