"""The command in a real terminal: tables, live progress, pictures; nothing of the kind elsewhere."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

pty = pytest.importorskip("pty")
termios = pytest.importorskip("termios")

Terminal = Callable[..., tuple[int, str]]

DEMO = ("--set", "model=demo/painter", "--set", "quality=low", "--set", "size=1024x640")
CALL = ("tool", "generate_image", "--call", '{"arguments": {"prompt": "a lion"}}', *DEMO)


@pytest.fixture
def terminal() -> Terminal:
    """`terminal(*arguments)` runs `ainb` in a pseudo-terminal; answers exit code and what is on the screen."""

    def run(*arguments: str, size: tuple[int, int] = (40, 120), **pipes: Any) -> tuple[int, str]:
        screen, side = pty.openpty()
        termios.tcsetwinsize(side, size)
        process = subprocess.Popen(
            [sys.executable, "-m", "ai_node_builder", *arguments],
            **{"stdin": side, "stdout": side, "stderr": side} | pipes,
            env=os.environ | {"TERM": "xterm-256color"},
        )
        os.close(side)
        seen = read_all(screen)
        return process.wait(timeout=60), seen

    return run


def read_all(screen: int) -> str:
    seen = b""
    try:
        while piece := os.read(screen, 65536):
            seen += piece
    except OSError:  # how Linux says that the other side has closed
        pass
    os.close(screen)
    return seen.decode(errors="replace")


def test_a_table_has_headings(terminal: Terminal) -> None:
    code, seen = terminal("tool")
    assert code == 0, seen
    assert "What it does" in seen
    assert "generate_image" in seen


def test_a_picture_is_drawn(terminal: Terminal) -> None:
    code, seen = terminal(*CALL)
    assert code == 0, seen
    assert seen.count("▀") + seen.count("▄") > 100
    assert '"success": true' in seen


def test_a_picture_is_drawn_beside_an_answer_that_goes_elsewhere(terminal: Terminal, tmp_path: Any) -> None:
    with (tmp_path / "answer.json").open("wb") as answer:
        code, seen = terminal(*CALL, stdout=answer)
    assert json.loads((tmp_path / "answer.json").read_text())["result"]["success"]
    assert seen.count("▀") + seen.count("▄") > 100
    assert code == 0, seen


def test_no_picture_is_drawn_where_the_terminal_cannot_be_asked(terminal: Terminal) -> None:
    code, seen = terminal(*CALL, stdin=subprocess.DEVNULL)
    assert "▀" not in seen
    assert '"success": true' in seen
    assert code == 0, seen


def test_a_terminal_of_no_size_costs_no_answer(terminal: Terminal) -> None:
    code, seen = terminal(*CALL, size=(0, 0))
    assert '"success": true' in seen
    assert "cannot be drawn here" in seen
    assert code == 0, seen


def test_a_run_shows_what_is_under_way(terminal: Terminal, workflow_file: Any) -> None:
    painter = {"type": "gpt_image", "widgets": {"model": "demo/painter", "prompt": "a lion", "size": "1024x640"}}
    code, seen = terminal("run", workflow_file({"painter": painter}))
    assert code == 0, seen
    assert "painter: demo/painter draws 1024x640" in seen
    assert "0:00:0" in seen


def test_control_characters_do_not_command_the_terminal(terminal: Terminal, workflow_file: Any) -> None:
    nodes = {"e\x1b]0;x": {"type": "text", "widgets": {"text": "\x1b[2Jhello\x9b1m"}}}
    _, seen = terminal("run", workflow_file(nodes))
    assert "[2Jhello1m" in seen
    assert "\x1b[2J" not in seen
    assert "\x1b]0;" not in seen
