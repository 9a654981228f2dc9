"""One image tool call against plain litellm: processor time for a picture of 2.5 MB, eight at a time.

Plain means `litellm.aimage_generation`, base64 decoding and a file written. Ours adds the ledger, the checks and
the picture safe on disk. Both ask a fake OpenAI server in a process of its own.
"""

import asyncio
import base64
import itertools
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ai_node_builder import App, GPTImageTool, Settings
from ai_node_builder.services.litellm import load

from .rows import Row, in_turn

IMAGE_BYTES = 2_500_000
AT_A_TIME = 8
ROUNDS = 15

Draw = Callable[[int], Awaitable[None]]


def compare() -> list[Row]:
    """The row of the image tool."""
    with _server() as url, tempfile.TemporaryDirectory() as folder, asyncio.Runner() as runner:
        home = Path(folder)
        # litellm leaves its connections open, and says so when they go.
        runner.get_loop().set_exception_handler(lambda loop, context: None)
        app = App(Settings.load(home=home, openai_base_url=url, openai_api_key="sk-bench"))
        runner.run(app.open())
        try:
            ours, plain = _tool_call(app), _plain(url, home)
            times = in_turn(lambda: _round(runner, ours, home), lambda: _round(runner, plain, home), ROUNDS)
        finally:
            runner.run(app.close())
    return [Row("image of 2.5 MB, processor time", *times, "ms", 1.15, "at most")]


@contextmanager
def _server() -> Iterator[str]:
    """The address of a fake OpenAI server that lives as long as the block."""
    command = [sys.executable, "-m", "ai_node_builder.testing", "--port", "0", "--image-bytes", str(IMAGE_BYTES)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr is not None
            welcome = server.stderr.readline()
            yield re.findall(r"http://\S+", welcome)[0]
        finally:
            server.terminate()


def _tool_call(app: App) -> Draw:
    async def draw(number: int) -> None:
        answer = await app.call(GPTImageTool(), {"id": "img_1", "arguments": {"prompt": f"lion {number}"}})
        assert "result" in answer, answer

    return draw


def _plain(url: str, folder: Path) -> Draw:
    litellm = load()

    async def draw(number: int) -> None:
        reply = await litellm.aimage_generation(
            model="openai/gpt-image-1",
            prompt=f"lion {number}",
            size="1024x1024",
            quality="high",
            api_key="sk-bench",
            api_base=url,
        )
        (folder / f"{number}.png").write_bytes(base64.b64decode(reply.data[0].b64_json))

    return draw


_numbers = itertools.count()


def _round(runner: asyncio.Runner, draw: Draw, folder: Path) -> float:
    """Milliseconds of processor time for each picture, in user and system together."""

    async def together() -> None:
        await asyncio.gather(*(draw(next(_numbers)) for _ in range(AT_A_TIME)))

    started = _processor_seconds()
    runner.run(together())
    spent = _processor_seconds() - started
    # Left lying, each round's files would make the next one wait for fresh memory.
    for picture in folder.rglob("*.png"):
        picture.unlink()
    return spent / AT_A_TIME * 1000


def _processor_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime
