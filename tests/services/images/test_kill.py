"""A process killed at every point of a picture's life: after a restart nothing is lost, and nothing is bought twice.

The processes are forked from one that has loaded everything, and kill themselves at the point they are told.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from ai_node_builder import App, GPTImageTool, Settings
from ai_node_builder.errors import OutcomeUnknown
from ai_node_builder.testing import FakeOpenAI

NURSERY = '''
import asyncio, json, os, signal, sys
from ai_node_builder import App, GPTImageTool, Settings
from ai_node_builder.services import litellm
from ai_node_builder.services.files import ServableFileManager
from ai_node_builder.services.images import litellm_painter
from ai_node_builder.services.images.keeper import Keeper
from ai_node_builder.services.images.ledger import Ledger
from ai_node_builder.services.images.spool import Spool
from ai_node_builder.services.limits import Line

litellm.load()

def before(holder, name):
    """Kill the process instead of letting it call this."""
    setattr(holder, name, lambda *args, **kwargs: os.kill(os.getpid(), signal.SIGKILL))

def after(holder, name):
    """Kill the process once it has called this."""
    work = getattr(holder, name)
    def last_work(*args, **kwargs):
        work(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)
    setattr(holder, name, last_work)

def halfway():
    def commit(files, filename, content):
        with files._partial(filename).open("wb") as file:
            file.write(content[: len(content) // 2])
        os.kill(os.getpid(), signal.SIGKILL)
    ServableFileManager.commit = commit

POINTS = {
    "not booked": lambda: before(Ledger, "claim"),
    "booked": lambda: after(Ledger, "claim"),
    "in line": lambda: before(Line, "_wait"),
    "refused for now": lambda: after(Ledger, "unsent"),
    "booked as sent": lambda: after(Ledger, "sent"),
    "sent": lambda: None,
    "first bytes arrived": lambda: after(Spool, "write"),
    "last byte arrived": lambda: after(Spool, "__exit__"),
    "answer read": lambda: after(litellm_painter, "read_reply"),
    "name taken": lambda: after(ServableFileManager, "reserve"),
    "booked as received": lambda: after(Ledger, "received"),
    "file half written": halfway,
    "file written": lambda: after(ServableFileManager, "commit"),
    "booked as stored": lambda: after(Ledger, "stored"),
    "spool removed": lambda: after(Keeper, "drop_spool"),
    "not booked as delivered": lambda: before(Ledger, "delivered"),
    "booked as delivered": lambda: after(Ledger, "delivered"),
}

async def draw(home, url, key, lost):
    async with App(Settings.load(home=home, openai_base_url=url, openai_api_key="sk-test")) as app:
        if lost:
            await app.parts.services.images.buy_again(lost, lambda said: None)
        else:
            await app.call(GPTImageTool(), {"arguments": {"prompt": "a lion"}}, key=key)

for line in sys.stdin:
    order = json.loads(line)
    child = os.fork()
    if not child:
        POINTS[order["point"]]()
        asyncio.run(draw(order["home"], order["url"], order["key"], order["lost"]))
        os._exit(0)
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
'''

# killed when                requests   who asks again gets
TABLE = """
not booked                   0          a new picture
booked                       0          a new picture
in line                      0          a new picture
refused for now              1          a new picture
booked as sent               0          an unknown outcome
sent                         1          an unknown outcome
first bytes arrived          1          an unknown outcome
last byte arrived            1          the picture
answer read                  1          the picture
name taken                   1          the picture
booked as received           1          the picture
file half written            1          the picture
file written                 1          the picture
booked as stored             1          the picture
spool removed                1          the picture
not booked as delivered      1          the picture
booked as delivered          1          the picture
"""
ROWS = [tuple(part.strip() for part in line.split("  ") if part) for line in TABLE.strip().splitlines()]
TOOL = GPTImageTool()
CALL = {"arguments": {"prompt": "a lion"}}

KillAt: TypeAlias = Callable[..., None]


@pytest.fixture(scope="module")
def nursery() -> Iterator[subprocess.Popen[str]]:
    """The process that the others are forked from."""
    guarded = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2] / "guard")}
    command = [sys.executable, "-c", NURSERY]
    pipes: Any = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, **pipes, text=True, env=guarded) as process:
        yield process
        assert process.stdin
        process.stdin.close()


@pytest.fixture
def kill_at(nursery: subprocess.Popen[str], home: Path, fake: FakeOpenAI) -> KillAt:
    """Lets a process ask for a picture, or buy a lost one again, until it is killed at a point."""

    def kill_at(point: str, key: str | None, lost: str | None = None) -> None:
        assert nursery.stdin
        assert nursery.stdout
        order = {"point": point, "home": str(home), "url": fake.base_url, "key": key, "lost": lost}
        print(json.dumps(order), file=nursery.stdin, flush=True)
        child = int(nursery.stdout.readline())
        if point == "sent":
            fake.wait_for_images(2 if lost else 1)
            os.kill(child, signal.SIGKILL)
        assert int(nursery.stdout.readline()) == -signal.SIGKILL

    return kill_at


@pytest.fixture
def fault(fake: FakeOpenAI, point: str) -> None:
    """Make the provider slow where a process is to die while it answers."""
    faults = {"sent": "slow", "first bytes arrived": "drip", "refused for now": "rate_limit"}
    if point in faults:
        fake.fail_next(faults[point], seconds=60)


async def outcome(settings: Settings, key: str | None) -> str:
    """What a new process gets that asks for the same."""
    async with App(settings) as app:
        answer = await app.call(TOOL, CALL, key=key)
    if "error" in answer:
        return "an unknown outcome" if answer["code"] == "outcome_unknown" else str(answer)
    return "the picture" if answer["result"]["cached"] else "a new picture"


@pytest.mark.usefixtures("fault")
@pytest.mark.parametrize("key", ["k", None], ids=["key", "no key"])
@pytest.mark.parametrize(("point", "requests", "gets"), ROWS)
async def test_a_restart_finds_what_had_arrived_and_sends_nothing(
    kill_at: KillAt, fake: FakeOpenAI, fake_settings: Settings, open_studio: Any,
    point: str, requests: str, gets: str, key: str | None,
) -> None:  # fmt: skip
    kill_at(point, key)
    assert len(fake.image_requests) == int(requests)
    if point == "booked as delivered" and key is None:
        gets = "a new picture"
    assert await outcome(fake_settings, key) == gets
    assert len(fake.image_requests) == int(requests) + (gets == "a new picture")
    open_studio().check_books()


@pytest.mark.parametrize(
    ("point", "state"), [("booked", "failed"), ("booked as sent", "unknown"), ("file half written", "stored")]
)
async def test_a_restart_alone_settles_everything(
    kill_at: KillAt, fake_settings: Settings, open_studio: Any, point: str, state: str
) -> None:
    kill_at(point, None)
    async with App(fake_settings):
        pass
    studio = open_studio()
    assert [row.state for row in studio.rows] == [state]
    studio.check_books()


async def test_one_process_settles_what_another_left_while_it_runs(
    kill_at: KillAt, fake: FakeOpenAI, fake_settings: Settings
) -> None:
    async with App(fake_settings) as app:
        kill_at("booked as received", "k")
        answer = await app.call(TOOL, CALL, key="k")
    assert answer["result"]["cached"]
    assert len(fake.image_requests) == 1


async def test_names_that_were_taken_in_vain_are_given_back_a_day_later(
    kill_at: KillAt, fake_settings: Settings, home: Path
) -> None:
    kill_at("name taken", None)
    (partial,) = (home / "servable").glob(".*.partial")
    async with App(fake_settings):
        assert partial.exists()
    os.utime(partial, times=(time.time() - 100_000,) * 2)
    async with App(fake_settings):
        assert not partial.exists()


async def lost_one(settings: Settings, fake: FakeOpenAI) -> str:
    """The id of a request whose outcome is not known."""
    fake.fail_next("server_error")
    async with App(settings) as app:
        await app.call(TOOL, CALL, key="k")
        (entry,) = await app.parts.services.images.ledger.entries_in("unknown")
    return entry.id


async def outcome_of_buying_again(settings: Settings, lost: str) -> str:
    async with App(settings) as app:
        try:
            image = await app.parts.services.images.buy_again(lost, lambda said: None)
        except OutcomeUnknown:
            return "an unknown outcome"
    return "the picture" if image.cached else "a new picture"


@pytest.mark.parametrize(("point", "requests", "gets"), ROWS)
async def test_buying_again_buys_once(
    kill_at: KillAt, fake: FakeOpenAI, fake_settings: Settings, open_studio: Any,
    request: pytest.FixtureRequest, point: str, requests: str, gets: str,
) -> None:  # fmt: skip
    lost = await lost_one(fake_settings, fake)
    request.getfixturevalue("fault")
    kill_at(point, None, lost)
    assert await outcome_of_buying_again(fake_settings, lost) == gets
    assert await outcome(fake_settings, "k") == gets.replace("a new", "the")
    assert len(fake.image_requests) == 1 + int(requests) + (gets == "a new picture")
    studio = open_studio()
    assert [row.replaces for row in studio.rows] == [None, lost]
    studio.check_books()
