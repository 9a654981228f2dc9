"""The real command in a process of its own, and in this one where a process adds nothing."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from ai_node_builder.cli.group import commands


@dataclass(frozen=True)
class Ran:
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """All of stdout, as one JSON document."""
        return json.loads(self.out)


@pytest.fixture
def ainb() -> Callable[..., Ran]:
    """`ainb(*arguments, input="", **environment)`, in a process of its own."""

    def run(*arguments: str, input: str = "", **environment: str) -> Ran:
        done = subprocess.run(
            [sys.executable, "-m", "ai_node_builder", *arguments],
            input=input.encode(),
            capture_output=True,
            env=os.environ | environment,
            timeout=60,
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


@pytest.fixture
def invoke() -> Iterator[Callable[..., Ran]]:
    """`invoke(*arguments, input="")`, in this process; the levels of the loggers are put back afterwards."""
    loggers = [logging.getLogger(name) for name in ("ai_node_builder", *logging.root.manager.loggerDict)]
    levels = [(logger, logger.level) for logger in loggers]

    def run(*arguments: str, input: str | bytes = "") -> Ran:
        result = CliRunner().invoke(commands, arguments, input=input, prog_name="ainb")
        return Ran(result.exit_code, result.stdout, result.stderr)

    yield run
    for logger, level in levels:
        logger.setLevel(level)


@pytest.fixture
def workflow_file(tmp_path: Path) -> Callable[..., str]:
    """`workflow_file({"id": {…node…}}, "a.text -> b.value", …)` writes a workflow and answers its path."""

    def write(nodes: dict[str, dict[str, Any]], *links: str) -> str:
        ends = [[end.split(".") for end in link.split(" -> ")] for link in links]
        document = {
            "version": 1,
            "nodes": [{"id": id} | node for id, node in nodes.items()],
            "links": [{"from": start, "to": end} for start, end in ends],
        }
        path = tmp_path / "test.workflow.json"
        path.write_text(json.dumps(document), encoding="utf-8")
        return str(path)

    return write
