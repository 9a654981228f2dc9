"""A process killed at every point of a deletion: no URL ever dangles, and the next start finishes what was begun."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ai_node_builder import App, GPTImageTool, Settings
from ai_node_builder.diagnosis.files import audit
from ai_node_builder.services.images.entry import Entry

PROGRAM = """
import asyncio, os, signal, sys
from datetime import timedelta
from pathlib import Path
from ai_node_builder import App, Settings
from ai_node_builder.services.file_store import FileStore
from ai_node_builder.services.images.ledger import Ledger
from ai_node_builder.services.images.pruning import Rule
from ai_node_builder.services.previews import Previews

def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)

def after(holder, name):
    work = getattr(holder, name)
    def last_work(*args, **kwargs):
        work(*args, **kwargs)
        die()
    setattr(holder, name, last_work)

POINTS = {
    "nothing done": lambda: [setattr(Ledger, name, die) for name in ("deleted", "pruned")],
    "marked": lambda: setattr(FileStore, "discard", die),
    "one file gone": lambda: after(Path, "unlink"),
    "all files gone": lambda: after(FileStore, "discard"),
    "previews gone": lambda: after(Previews, "discard"),
}

async def main(point, how, *filenames):
    async with App(Settings.load()) as app:
        POINTS[point]()
        if how == "delete":
            await app.parts.gallery.delete_all(filenames)
        else:
            await app.parts.gallery.prune(Rule(timedelta(0)))

asyncio.run(main(*sys.argv[1:]))
"""
POINTS = ("nothing done", "marked", "one file gone", "all files gone", "previews gone")


@pytest.fixture
async def filenames(app: App) -> list[str]:
    """The names of two pictures, which have previews."""
    tool = GPTImageTool(model="demo/painter", size="1024x640", quality="low")
    calls = [{"arguments": {"prompt": prompt}} for prompt in ("a lion", "a sea")]
    names = [(await app.call(tool, call))["result"]["filename"] for call in calls]
    for name in names:
        await app.parts.previews.make(name)
    return names


async def stored(app: App) -> list[Entry]:
    return await app.parts.services.images.ledger.stored_entries()


@pytest.mark.parametrize("how", ["delete", "prune"])
@pytest.mark.parametrize("point", POINTS)
async def test_a_deletion_is_done_or_not(app: App, home: Path, filenames: list[str], point: str, how: str) -> None:
    command = [sys.executable, "-c", PROGRAM, point, how, *filenames]
    killed = await asyncio.to_thread(subprocess.run, command, env=os.environ)
    assert killed.returncode == -signal.SIGKILL
    assert all(app.parts.services.files.holds(entry.filename or "") for entry in await stored(app))
    async with App(Settings.load(home=home)) as after:
        left = {entry.filename for entry in await stored(after)}
        costs = [entry.cost for entry in await after.parts.services.images.ledger.entries_in("stored")]
    assert left == (set(filenames) if point == "nothing done" else set())
    assert {path.name for path in (home / "servable").iterdir()} == left
    assert costs == [0, 0]
    assert audit(Settings.load(home=home)) == []
