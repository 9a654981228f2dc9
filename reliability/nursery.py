"""A process from which others are forked: everything is loaded in it, so that each is there in milliseconds."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import IO

import msgspec

from .child import Order, Report, Told, carry_out


class Nursery:
    """Forks a process for each order, and reports how it ended."""

    def __init__(self, orders: IO[bytes], reports: IO[bytes]) -> None:
        self._orders = orders
        self._reports = reports

    def run(self, order: Order) -> Report:
        """Wait for one process to live, or to kill itself; RuntimeError where it ended otherwise."""
        self._orders.write(msgspec.json.encode(order) + b"\n")
        self._orders.flush()
        report = msgspec.json.decode(self._reports.readline(), type=Report)
        if report.exit not in (0, -signal.SIGKILL if order.kill_at else 0):
            raise RuntimeError(f"a process ended with {report.exit}; its traceback is above")
        return report


@contextmanager
def nursery() -> Iterator[Nursery]:
    """A nursery that lasts as long as the block."""
    command = [sys.executable, "-m", "reliability.nursery"]
    root = Path(__file__).parents[1]
    with subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin
        assert process.stdout
        yield Nursery(process.stdin, process.stdout)
        process.stdin.close()


def main() -> None:
    """Read orders from stdin, one a line, and answer each with a report."""
    _load_everything()
    for line in sys.stdin.buffer:
        report = _fork(msgspec.json.decode(line, type=Order))
        sys.stdout.buffer.write(msgspec.json.encode(report) + b"\n")
        sys.stdout.buffer.flush()


def _load_everything() -> None:
    """What the first picture of a process would load, which takes longer than the rest of its life."""
    from PIL import Image

    from ai_node_builder.services import litellm

    import_module("openai.resources")
    Image.init()
    litellm.load()


def _fork(order: Order) -> Report:
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        with os.fdopen(writing, "w") as out:
            carry_out(order, out)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as answers:
        lines = answers.read().splitlines()
    exit = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    steps = int(lines.pop()) if exit == 0 else 0
    return Report(exit, steps, [msgspec.json.decode(line, type=Told) for line in lines])


if __name__ == "__main__":
    main()
