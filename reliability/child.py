"""What a process does that may be killed: open the App, ask for pictures, run a workflow, tell what comes of it."""

import asyncio
import json
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any, TextIO

import msgspec

from ai_node_builder import App, GPTImageTool, Settings, Workflow

WATCHED = ("ai_node_builder", "sqlalchemy", "sqlite3", "pathlib", "shutil", "filelock", "aiohttp", "asyncio", "litellm")
"""The packages in whose code a process may be killed: ours, and those that ours hands files, rows and requests to."""


COUNT_ONLY = 0
"""A step that never comes: the process lives, and its steps are counted."""


class Ask(msgspec.Struct, frozen=True):
    """A picture to ask for."""

    prompt: str
    key: str | None = None


class Order(msgspec.Struct, frozen=True):
    """What one process is to do: ask, and start a run of that name or go on with it.

    It kills itself at the step `kill_at`; with COUNT_ONLY or None it lives. A step is a Python function called or
    left, or a C function called or left, in any thread.
    """

    home: str
    base_url: str
    asks: list[Ask]
    run: str | None = None
    cap: float | None = None
    kill_at: int | None = None


class Told(msgspec.Struct, frozen=True):
    """What an asker was told: a file name with its hash, or the code of an error; of a run, how it ended."""

    prompt: str
    key: str | None
    filename: str | None = None
    sha256: str | None = None
    code: str | None = None


class Report(msgspec.Struct, frozen=True):
    """How a process ended: its exit code, how many steps were counted, and what it told until then."""

    exit: int
    steps: int
    told: list[Told]


def carry_out(order: Order, out: TextIO) -> None:
    """Do what the order says; each answer goes to `out` as a line, and at the end the number of steps."""
    logging.disable()  # what goes wrong is told, and the auditor's to judge
    steps = _Steps(order.kill_at)
    if order.kill_at is not None:
        steps.count()
    asyncio.run(_ask(order, lambda told: print(msgspec.json.encode(told).decode(), file=out, flush=True)))
    steps.stop()
    print(steps.taken, file=out, flush=True)


async def _ask(order: Order, tell: Callable[[Told], None]) -> None:
    settings = Settings.load(
        home=Path(order.home), openai_base_url=order.base_url, openai_api_key="sk-test", budget_day=order.cap
    )
    async with App(settings) as app, asyncio.TaskGroup() as at_once:
        for ask in order.asks:
            at_once.create_task(_ask_once(app, ask, tell))
        if order.run is not None:
            at_once.create_task(_run_on(app, order.run, tell))


async def _ask_once(app: App, ask: Ask, tell: Callable[[Told], None]) -> None:
    answer = await app.call(GPTImageTool(), {"arguments": {"prompt": ask.prompt}}, key=ask.key)
    result = answer.get("result", {})
    tell(Told(ask.prompt, ask.key, result.get("filename"), result.get("sha256"), answer.get("code")))


async def _run_on(app: App, name: str, tell: Callable[[Told], None]) -> None:
    """Bring the run to its end, however often it was cut off before."""
    runs = await app.parts.runner.store.newest(limit=1)
    id = runs[0].id if runs else await app.start(workflow(name))
    if runs and runs[0].status != "finished":
        await app.resume(id)
    run = await app.parts.runner.wait(id)
    tell(Told(name, None, code=run.status))


def workflow(name: str) -> Workflow:
    """A paid picture from a node, and one that the demo assistant asks a tool for."""
    nodes = [
        {"id": "wish", "type": "text", "widgets": {"text": f"{name} a castle"}},
        {"id": "painter", "type": "gpt_image"},
        {"id": "tool", "type": "gpt_image_tool"},
        {"id": "llm", "type": "llm", "widgets": {"prompt": f"Draw {name} a boat"}},
    ]
    links = [("wish", "text", "painter", "prompt"), ("tool", "output", "llm", "tools")]
    links.append(("llm", "tool_calls", "tool", "tool_call"))
    wires = [{"from": [source, output], "to": [target, socket]} for source, output, target, socket in links]
    return Workflow.parse(json.dumps({"version": 1, "name": name, "nodes": nodes, "links": wires}))


class _Steps:
    """Counts the steps of all threads in the watched packages, and kills the process at one of them."""

    def __init__(self, last: int | None) -> None:
        self.taken = 0
        self._last = last
        self._watched: dict[str, bool] = {}

    def count(self) -> None:
        threading.setprofile(self._step)
        sys.setprofile(self._step)

    def stop(self) -> None:
        sys.setprofile(None)
        threading.setprofile(None)

    def _step(self, frame: FrameType, event: str, arg: Any) -> None:
        file = frame.f_code.co_filename
        if file not in self._watched:
            self._watched[file] = any(f"/{package}" in file for package in WATCHED)
        if self._watched[file]:
            self.taken += 1
            if self.taken == self._last:
                os.kill(os.getpid(), signal.SIGKILL)
