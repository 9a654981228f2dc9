"""What all commands share: errors in a sentence, exit codes, logs, and loading no more than is needed."""

import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ai_node_builder import __version__
from ai_node_builder.cli.group import COMMANDS, sentence

Ainb = Callable[..., Any]

SUM = ("tool", "calculator", "--call", '{"arguments": {"expression": "1 + 1"}}')


def test_the_version(ainb: Ainb) -> None:
    ran = ainb("--version")
    assert (ran.code, ran.out, ran.err) == (0, f"ainb {__version__}\n", "")


def test_help_names_every_command(invoke: Ainb) -> None:
    ran = invoke("--help")
    assert all(f"\n  {command} " in ran.out for command in COMMANDS)
    assert ran.code == 0


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(invoke: Ainb, command: str) -> None:
    ran = invoke(command, "--help")
    assert (ran.code, ran.out.startswith(f"Usage: ainb {command}")) == (0, True)


@pytest.mark.parametrize("arguments", [("nope",), ("--nope",), ("tool", "--nope"), ("serve", "--port", "many"), ()])
def test_wrong_usage_ends_with_2(ainb: Ainb, arguments: tuple[str, ...]) -> None:
    ran = ainb(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("Usage: ainb")


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"AINB_RUN_SECONDS": "soon"}, "run_seconds: Input should be a valid number"),
        ({"AINB_HOME": "/dev/null/home"}, "the home folder /dev/null/home cannot be written"),
        ({"AINB_DATABASE_URL": "sqlite:////dev/null/x.db"}, "unable to open database file"),
    ],
)
def test_a_failure_is_a_sentence(ainb: Ainb, environment: dict[str, str], said: str) -> None:
    ran = ainb(*SUM, **environment)
    assert said in ran.err
    assert "Traceback" not in ran.err
    assert (ran.code, ran.out) == (1, "")


def test_a_failure_that_nobody_foresaw_says_how_to_learn_more() -> None:
    assert sentence(KeyError("x")) == "KeyError: 'x'. For the traceback run it again as `ainb --debug ...`."


def test_debug_shows_the_traceback(ainb: Ainb) -> None:
    ran = ainb("--debug", *SUM, AINB_RUN_SECONDS="soon")
    assert "Traceback" in ran.err
    assert (ran.code, ran.out) == (1, "")


def test_a_broken_config_file_is_a_sentence(ainb: Ainb, home: Path) -> None:
    home.mkdir()
    (home / "config.toml").write_text("run_seconds = soon")
    ran = ainb(*SUM)
    assert ran.err.startswith("Error: config.toml in the home folder cannot be read")
    assert ran.code == 1


def test_logs_go_to_stderr_and_only_where_they_are_wanted(ainb: Ainb, home: Path) -> None:
    (home / "nodes").mkdir(parents=True)
    (home / "nodes" / "bad.py").write_text("import nothing_of_this_name")
    ran = ainb(*SUM)
    assert "WARNING nodes left out" in ran.err
    assert ran.json["result"]["result"] == 2


def test_verbose_logs_what_happens(ainb: Ainb, tmp_path: Path) -> None:
    (tmp_path / "empty.json").write_text('{"version": 1}')
    assert " INFO run " in ainb("-v", "run", str(tmp_path / "empty.json")).err
    assert " INFO " not in ainb("run", str(tmp_path / "empty.json")).err


def test_a_reader_that_goes_away_is_no_failure_of_ours(ainb: Ainb) -> None:
    command = [sys.executable, "-m", "ai_node_builder", "tool", "generate_image"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""


HEAVY = {"asyncio", "sqlalchemy", "pydantic", "litellm", "rich", "httpx", "jsonschema", "PIL", "importlib.metadata"}


def test_a_definition_loads_nothing_heavy() -> None:
    command = [sys.executable, "-X", "importtime", "-m", "ai_node_builder", "tool", "generate_image"]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60)
    loaded = {line.rpartition("|")[2].strip() for line in ran.stderr.splitlines()}
    assert '"generate_image"' in ran.stdout
    assert "ai_node_builder.node.tool" in loaded
    assert not HEAVY & loaded


def test_serve_serves_until_it_is_told_to_stop() -> None:
    command = [sys.executable, "-m", "ai_node_builder", "serve", "--port", "0", "--no-open"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        line = next(line for line in process.stderr if b"AI Node Builder is at" in line)
        url = line.decode().split(" is at ")[1].split(",")[0]
        with urllib.request.urlopen(f"{url}/healthz") as reply:
            assert reply.status == 200
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 0
        assert process.stdout.read() == b""


def test_serve_wants_a_token_for_the_network(ainb: Ainb) -> None:
    ran = ainb("serve", "--host", "0.0.0.0")
    assert "AINB_TOKEN" in ran.err
    assert (ran.code, ran.out) == (1, "")
