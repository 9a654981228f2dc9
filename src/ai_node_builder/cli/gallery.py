"""The gallery at work: listing, showing and deleting pictures."""

import asyncio
from collections.abc import Sequence
from datetime import UTC
from typing import Any, cast

import click

from ai_node_builder.app.app import App
from ai_node_builder.app.settings import Settings
from ai_node_builder.services.images.ledger import Entry, State
from ai_node_builder.services.money import dollars, money
from ai_node_builder.types import JsonObject

from .output import local_time, print_json, print_rows, print_text
from .pictures import show_pictures
from .settling import print_lost

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
    "favourite",
    "prompt",
    "run_id",
    "node_id",
    "tool",
    "workflow_id",
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
        elif entries and state == "unknown":
            print_lost(entries)
        elif entries:
            print_rows(HEADINGS, [row(entry) for entry in entries])
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
        facts["preview_url"] = app.parts.previews.url_for(entry.filename)
    facts |= {"cost_usd": dollars(entry.cost), "held_usd": dollars(entry.held)}
    return facts | {"created_at": entry.created_at.replace(tzinfo=UTC).isoformat()}


def row(entry: Entry) -> tuple[str, ...]:
    """What a list shows of an entry, under HEADINGS."""
    cost = money(dollars(entry.cost))
    what = entry.filename or entry.error_code or entry.state
    return (local_time(entry.created_at), what, entry.model, entry.size, entry.quality, cost, entry.prompt)


def show_image(filename: str, *, as_json: bool) -> None:
    """Print all that is known of one picture, and draw it on stderr."""
    asyncio.run(_show(filename, as_json=as_json))


async def _show(filename: str, *, as_json: bool) -> None:
    async with App(Settings.load()) as app:
        facts = as_facts(app, await app.parts.gallery.get(filename))
        facts["path"] = str(app.parts.services.files.path(filename))
        if as_json:
            print_json(facts)
        else:
            _print_facts(facts)
        show_pictures([filename], app.parts.services.files)


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
        for filename in filenames:
            await app.parts.gallery.find(filename)


def _delete(filenames: Sequence[str], *, ask: bool) -> None:
    if ask:
        click.confirm(f"Delete {len(filenames)} picture{'s' * (len(filenames) > 1)} for good?", abort=True, err=True)
    delete_now(filenames)


def delete_now(filenames: Sequence[str]) -> None:
    """Delete pictures, and print their names."""
    asyncio.run(_delete_now(filenames))


async def _delete_now(filenames: Sequence[str]) -> None:
    async with App(Settings.load()) as app:
        await app.parts.gallery.delete_all(filenames)
    for filename in filenames:
        print_text(filename)


def set_favourite(filename: str, favourite: bool) -> None:
    """Put a picture among the favourites, or take it from them; NotFound where there is none."""
    asyncio.run(_set_favourite(filename, favourite))


async def _set_favourite(filename: str, favourite: bool) -> None:
    async with App(Settings.load()) as app:
        await app.parts.gallery.set_favourite(filename, favourite)
    print_text(filename)
