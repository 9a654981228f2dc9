"""The crash harness: processes are killed at random steps, restarted, and audited.

A *life* is a home folder on which one process after another is let loose. Most are killed, some while they ask
for pictures, some while they recover. After each restart the auditor compares what the provider served with the
ledger, the files and the budget.
"""

import random
import shutil
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from ai_node_builder import Settings
from ai_node_builder.diagnosis.files import audit as doctor
from ai_node_builder.services.money import dollars
from ai_node_builder.testing import FakeOpenAI

from .auditor import Finding, audit, run_findings
from .books import Books, read_books
from .child import COUNT_ONLY, Ask, Order, Report, Told
from .nursery import Nursery, nursery

IMAGE_BYTES = 200_000
"""Weight of a picture: its answer arrives in several pieces."""
FAULTS = ("drip", "reset_mid_body", "truncated_json", "server_error")
"""What the provider does wrong now and then: each may have taken money."""
FAULTY = 0.2
"""The share of lives in which it does."""
RECOVERING = 0.3
"""The share of processes that are killed while they recover; the others are killed while they ask."""
MOST_KILLS = 4
"""Kills in one life, at most."""


@dataclass(slots=True)
class Tally:
    """The counts of a whole session."""

    kills: int = 0
    audits: int = 0
    requests: int = 0
    pictures: int = 0
    unknown: int = 0
    runs: int = 0
    findings: list[Finding] = field(default_factory=list)

    def count(self, kind: str) -> int:
        return Counter(finding.kind for finding in self.findings)[kind]


def crash(kills: int, seed: int) -> Tally:
    """Live lives until so many processes were killed; the same seed draws the same steps."""
    tally, chance = Tally(), random.Random(seed)
    with FakeOpenAI(image_bytes=IMAGE_BYTES) as fake, nursery() as processes, tempfile.TemporaryDirectory() as folder:
        calm = _calm(Path(folder), processes, fake)
        number = 0
        while tally.kills < kills:
            number += 1
            _Life(calm, number, processes, fake, tally, chance).live()
    return tally


@dataclass(frozen=True, slots=True)
class _Calm:
    """What a life without a kill is like: how many steps it takes to open the App, and to ask as well; the price
    of a picture in nano-dollars. `folder / "0"` is a home folder to begin with."""

    folder: Path
    opening: int
    asking: int
    price: int


def _calm(folder: Path, processes: Nursery, fake: FakeOpenAI) -> _Calm:
    home = folder / "calm"
    processes.run(Order(str(home), fake.base_url, []))
    shutil.copytree(home, folder / "0")
    opened = processes.run(Order(str(home), fake.base_url, [], kill_at=COUNT_ONLY))
    asked = processes.run(Order(str(home), fake.base_url, _asks(0), _run(0), kill_at=COUNT_ONLY))
    price = read_books(home).rows[0].cost
    assert price
    return _Calm(folder, opened.steps, asked.steps, price)


def _asks(life: int) -> list[Ask]:
    """Two who share a key, one without, one with a key of its own."""
    shared = Ask(f"{life} a lion", f"{life} shared")
    return [shared, shared, Ask(f"{life} a fox"), Ask(f"{life} an owl", f"{life} own")]


def _run(life: int) -> str:
    return f"run {life}"


class _Life:
    """One home folder and the processes that work on it."""

    def __init__(
        self, calm: _Calm, number: int, processes: Nursery, fake: FakeOpenAI, tally: Tally, chance: random.Random
    ) -> None:
        self._calm = calm
        self._home = calm.folder / str(number)
        self._asks = _asks(number)
        self._name = _run(number)
        self._processes = processes
        self._fake = fake
        self._tally = tally
        self._chance = chance
        self._cap = chance.choice([None, None, dollars(5 * calm.price // 2), 10.0])
        self._told: list[Told] = []
        self._served = len(fake.image_requests)
        shutil.copytree(calm.folder / "0", self._home)

    def live(self) -> None:
        """Be killed some times, then live; audited after every restart."""
        if self._chance.random() < FAULTY:
            self._fake.fail_next(self._chance.choice(FAULTS), seconds=0.05)
        for _ in range(self._chance.randint(1, MOST_KILLS)):
            self._die()
        self._run(self._asks)
        self._fake.heal()
        books = self._restart(read_books(self._home))
        self._tally.findings += run_findings(self._name, books, self._told, self._calm.price, self._cap)
        self._close()

    def _die(self) -> None:
        asks = [] if self._chance.random() < RECOVERING else self._asks
        first, last = (self._calm.opening, self._calm.asking) if asks else (1, self._calm.opening)
        report = self._run(asks, self._chance.randint(first, last))
        self._tally.kills += report.exit != 0
        self._restart(read_books(self._home))

    def _restart(self, before: Books) -> Books:
        self._run([])
        after = read_books(self._home)
        served = [str(request.body["prompt"]) for request in self._fake.image_requests[self._served :]]
        findings = audit(before, after, served, self._told, self._calm.price, self._cap)
        said = doctor(Settings.load(home=self._home))
        self._tally.findings += findings
        self._tally.findings += [Finding("books off", f"the doctor says: {one.where}: {one.message}") for one in said]
        self._tally.audits += 1
        return after

    def _run(self, asks: list[Ask], kill_at: int | None = None) -> Report:
        name = self._name if asks else None
        report = self._processes.run(Order(str(self._home), self._fake.base_url, asks, name, self._cap, kill_at))
        self._told += report.told
        return report

    def _close(self) -> None:
        books = Counter(row.state for row in read_books(self._home).rows)
        self._tally.requests += len(self._fake.image_requests) - self._served
        self._tally.pictures += books["stored"]
        self._tally.unknown += books["unknown"]
        self._tally.runs += any(one.code == "finished" for one in self._told)
        shutil.rmtree(self._home)
