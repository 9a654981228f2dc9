"""The soak: many calls, many at a time, some of them with faults. Memory stays flat and the books are right."""

import asyncio
import itertools
import logging
import re
import resource
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from ai_node_builder import App, GPTImageTool, Settings

from .books import read_books

IMAGE_BYTES = 1_000_000
WARM = 100
"""Calls after which memory is taken for the first time."""
RATE_LIMIT = "rate_limit"
FAULTS = (
    RATE_LIMIT,
    "server_error",
    "bad_gateway_html",
    "reset_before_reply",
    "reset_mid_body",
    "truncated_json",
    "empty_data",
    "garbage_base64",
    "moderation_blocked",
    "slow",
)
"""What goes wrong, in turn. Only the first is not charged and answered by asking again."""


@dataclass(slots=True)
class Soaked:
    """What came of it.

    `answers` counts them by code, "stored" where there is a picture; `requests` reached the provider, `again` of
    them because of a rate limit. Peaks of memory are in MiB: after the first calls, and in the end.
    """

    calls: int
    answers: Counter[str] = field(default_factory=Counter)
    requests: int = 0
    again: int = 0
    files: int = 0
    first_peak: float = 0.0
    last_peak: float = 0.0

    @property
    def sent_twice(self) -> int:
        """Requests too many: each call sends one, and one more for each rate limit."""
        return self.requests - self.calls - self.again

    @property
    def growth(self) -> float:
        return self.last_peak / self.first_peak


def soak(calls: int, at_a_time: int, faulty: int) -> Soaked:
    """Ask for so many pictures; one request of each `faulty` fails. Call it in a process of its own: memory counts."""
    logging.disable()
    soaked = Soaked(calls)
    with _provider() as url, tempfile.TemporaryDirectory() as folder:
        asyncio.run(_Soak(Path(folder), url, at_a_time, faulty, soaked).run())
        books = read_books(Path(folder))
        soaked.files = len(books.files)
        assert soaked.answers["stored"] == soaked.files == sum(row.state == "stored" for row in books.rows)
    return soaked


@contextmanager
def _provider() -> Iterator[str]:
    """The address of a fake OpenAI server in a process of its own."""
    command = [sys.executable, "-m", "ai_node_builder.testing", "--port", "0", "--image-bytes", str(IMAGE_BYTES)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr is not None
            yield re.findall(r"http://\S+", server.stderr.readline())[0]
        finally:
            server.terminate()


class _Soak:
    """One App, and so many askers who take the next number as soon as they have their answer."""

    def __init__(self, home: Path, url: str, at_a_time: int, faulty: int, soaked: Soaked) -> None:
        self._settings = Settings.load(home=home, openai_base_url=url, openai_api_key="sk-test")
        self._control = httpx.AsyncClient(base_url=url.removesuffix("/v1"))
        self._at_a_time = at_a_time
        self._faulty = faulty
        self._soaked = soaked
        self._numbers = iter(range(1, soaked.calls + 1))
        self._faults = itertools.cycle(FAULTS)

    async def run(self) -> None:
        async with App(self._settings) as app, self._control:
            await asyncio.gather(*(self._ask_on(app) for _ in range(self._at_a_time)))
            seen = (await self._control.get("/_control/requests")).json()
        self._soaked.requests = seen["images"]
        self._soaked.last_peak = _peak()

    async def _ask_on(self, app: App) -> None:
        for number in self._numbers:
            if number % self._faulty == 0:
                await self._order_fault()
            call = {"arguments": {"prompt": f"lion {number}"}}
            answer = await app.call(GPTImageTool(), call, key=f"soak-{number}")
            self._soaked.answers[answer.get("code", "stored")] += 1
            if self._soaked.answers.total() == WARM:
                self._soaked.first_peak = _peak()

    async def _order_fault(self) -> None:
        """The request that comes next fails."""
        name = next(self._faults)
        self._soaked.again += name == RATE_LIMIT
        (await self._control.post("/_control/fault", json={"name": name, "seconds": 0})).raise_for_status()


def _peak() -> float:
    """The most memory that this process ever held, in MiB; Linux counts in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
