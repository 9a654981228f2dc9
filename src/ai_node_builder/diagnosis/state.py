"""What lies in the home folder: room, nodes, pictures."""

import asyncio
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from .check import Check

if TYPE_CHECKING:
    from ai_node_builder.app.settings import Settings
    from ai_node_builder.services.images.ledger import Entry

ALL = 10**9


def home(settings: "Settings") -> Iterator[Check]:
    """Whether the home folder can be written, and how much room it has."""
    folder = next(path for path in (settings.home, *settings.home.absolute().parents) if path.exists())
    yield _writable(settings.home, folder)
    yield _room(folder)


def _room(folder: Path) -> Check:
    from ai_node_builder.services.room import ROOM, free_bytes, shortage

    free = free_bytes(folder)
    said = shortage(free)
    if said is None:
        return Check("disk", "ok", f"{free / 2**30:.1f} GB are free")
    return Check("disk", "warn" if free >= ROOM else "fail", said, "`ainb images prune` makes room")


def _writable(home: Path, folder: Path) -> Check:
    try:
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        fix = "change its permissions, or set AINB_HOME to another folder"
        return Check("home", "fail", f"{home} cannot be written ({error.strerror})", fix)
    return Check(
        "home", "ok", f"{home} " + ("can be written" if folder == home else "does not exist yet and can be made")
    )


def nodes(settings: "Settings") -> Iterator[Check]:
    """Node files and packages that cannot be used."""
    from ai_node_builder.registry.registry import Registry

    registry = Registry.load(settings.home)
    for broken in registry.broken:
        yield Check("nodes", "warn", f"{broken.path}: {broken.message}", "mend or remove it; its nodes are left out")
    yield Check("nodes", "ok", f"{len(registry)} node types")


def images(settings: "Settings") -> Iterator[Check]:
    """Pictures that may have been charged and never came."""
    from ai_node_builder.services.money import dollars, money

    unknown = asyncio.run(_unknown(settings)) if has_database(settings) else []
    if not unknown:
        yield Check("images", "ok", "none of unknown outcome")
        return
    held = dollars(sum(entry.held for entry in unknown))
    said = f"{len(unknown)} of unknown outcome, which may have cost up to {money(held)}"
    yield Check("images", "warn", said, "`ainb images list --state unknown` shows them")


def has_database(settings: "Settings") -> bool:
    """Looking must not make one."""
    path = settings.effective_database_url.removeprefix("sqlite:///")
    return "://" in path or Path(path).exists()


async def _unknown(settings: "Settings") -> "list[Entry]":
    from ai_node_builder.services.database import Database
    from ai_node_builder.services.images.ledger import Ledger

    database = Database(settings.effective_database_url)
    try:
        return await Ledger(database, "doctor").entries_in("unknown", limit=ALL)
    finally:
        database.close()
