"""The gallery at work: listing, showing and deleting pictures."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, timedelta
from typing import Any, cast

import click

from ai_node_builder.app.app import App
from ai_node_builder.app.settings import Settings
from ai_node_builder.services.database import utc_now
from ai_node_builder.services.images.gallery import Gallery
from ai_node_builder.services.images.ledger import Entry, State
from ai_node_builder.services.money import dollars
from ai_node_builder.types import JsonObject

from .output import local_time, money, print_json, print_rows, print_text
from .pictures import show_pictures

ALL = 10**9
HEADINGS = ("Time", "File", "Model", "Size", "Quality", "Cost", "Prompt")
FACTS = (
    "id",
    "state",
    "filename",
    "model",
    "model_asked",
    "size",
    "quality",
    "width",
    "height",
    "bytes",
    "sha256",
    "prompt",
    "run_id",
    "node_id",
    "error_code",
    "error",
)


def list_images(state: str, limit: int, *, as_json: bool) -> None:
    """Print the newest entries in a state."""
    asyncio.run(_list(cast(State, state), limit, as_json=as_json))


async def _list(state: State, limit: int, *, as_json: bool) -> None:
    async with App(Settings.load()) as app:
        entries = await _entries(app, state, limit)
        if as_json:
            print_json([as_facts(app, entry) for entry in entries])
        elif entries:
            print_rows(HEADINGS, [_row(entry) for entry in entries])
        else:
            click.echo(f"No picture is in the state {state}.", err=True)


async def _entries(app: App, state: State, limit: int) -> list[Entry]:
    ledger = app.parts.services.images.ledger
    return await (ledger.stored_entries(limit=limit) if state == "stored" else ledger.entries_in(state, limit=limit))


def as_facts(app: App, entry: Entry) -> JsonObject:
    """All that is known of a picture; times in UTC, money in dollars."""
    facts: dict[str, Any] = {name: getattr(entry, name) for name in FACTS}
    if entry.filename:
        facts["servable_url"] = app.parts.services.files.url_for(entry.filename)
    facts |= {"cost_usd": dollars(entry.cost), "held_usd": dollars(entry.held)}
    return facts | {"created_at": entry.created_at.replace(tzinfo=UTC).isoformat()}


def _row(entry: Entry) -> tuple[str, ...]:
    cost = f"held {money(dollars(entry.held))}" if entry.state == "unknown" else money(dollars(entry.cost))
    what = entry.filename or entry.error_code or entry.state
    return (local_time(entry.created_at), what, entry.model, entry.size, entry.quality, cost, entry.prompt)


def show_image(filename: str, *, as_json: bool) -> None:
    """Print all that is known of one picture, and draw it on stderr."""
    asyncio.run(_show(filename, as_json=as_json))


async def _show(filename: str, *, as_json: bool) -> None:
    async with App(Settings.load()) as app:
        facts = as_facts(app, await _gallery(app).get(filename))
        facts["path"] = str(app.parts.services.files.path(filename))
        if as_json:
            print_json(facts)
        else:
            _print_facts(facts)
        show_pictures([filename], app.parts.services.files)


def _gallery(app: App) -> Gallery:
    return Gallery(app.parts.services.images.ledger, app.parts.services.files)


def _print_facts(facts: JsonObject) -> None:
    spelled = facts | {name: money(facts[name]) for name in ("cost_usd", "held_usd")}
    for name, value in spelled.items():
        if value is not None:
            print_text(f"{name}: {value}")


def remove(filenames: Sequence[str], *, ask: bool) -> None:
    """Delete pictures by name; NotFound, before any is deleted, where there is none of a name."""
    filenames = list(dict.fromkeys(filenames))
    asyncio.run(_look_for(filenames))
    _delete(filenames, ask=ask)


async def _look_for(filenames: Sequence[str]) -> None:
    async with App(Settings.load()) as app:
        parts = app.parts
        for filename in filenames:
            if await parts.services.images.ledger.by_filename(filename) is None:
                parts.services.files.path(filename)


def remove_old(older_than: timedelta | None, keep: int | None, *, dry_run: bool, ask: bool) -> None:
    """Delete what is older than that, or all but the newest `keep`."""
    entries = asyncio.run(_all_stored())
    if older_than is not None:
        entries = [entry for entry in entries if utc_now() - entry.created_at > older_than]
    else:
        entries = entries[keep:]
    if dry_run:
        print_rows(HEADINGS, [_row(entry) for entry in entries])
    else:
        _delete([entry.filename for entry in entries if entry.filename], ask=ask)


async def _all_stored() -> list[Entry]:
    async with App(Settings.load()) as app:
        return await _entries(app, "stored", ALL)


def _delete(filenames: Sequence[str], *, ask: bool) -> None:
    if not filenames:
        click.echo("There is nothing to delete.", err=True)
        return
    if ask:
        click.confirm(f"Delete {len(filenames)} picture{'s' * (len(filenames) > 1)} for good?", abort=True, err=True)
    asyncio.run(_delete_now(filenames))


async def _delete_now(filenames: Sequence[str]) -> None:
    async with App(Settings.load()) as app:
        for filename in filenames:
            await _gallery(app).delete(filename)
            print_text(filename)
