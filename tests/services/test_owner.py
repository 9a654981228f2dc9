"""Who is alive: a process holds its lock until it ends, however it ends."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ai_node_builder.services.owner import Owner

CHILD = """
import sys
from pathlib import Path
from ai_node_builder.services.owner import Owner
owner = Owner(Path(sys.argv[1]))
print(owner.id, flush=True)
sys.stdin.readline()
owner.close()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "owners"


@pytest.fixture
def child(folder: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", CHILD, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def name(child: subprocess.Popen[str]) -> str:
    assert child.stdout
    return child.stdout.readline().strip()


@pytest.fixture
def owner(folder: Path) -> Iterator[Owner]:
    made = Owner(folder)
    yield made
    made.close()


def test_this_process_is_alive(owner: Owner) -> None:
    assert owner.alive(owner.id)


def test_another_process_is_alive_while_it_runs(owner: Owner, child: subprocess.Popen[str]) -> None:
    other = name(child)
    assert owner.alive(other)
    assert owner.alive(other)


def test_a_process_that_ended_is_not_alive(owner: Owner, child: subprocess.Popen[str]) -> None:
    other = name(child)
    child.communicate("end\n")
    assert not owner.alive(other)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_process_that_was_killed_is_not_alive(
    owner: Owner, child: subprocess.Popen[str], how: signal.Signals
) -> None:
    other = name(child)
    child.send_signal(how)
    child.wait()
    assert not owner.alive(other)


def test_a_name_that_nobody_has_is_not_alive(owner: Owner) -> None:
    assert not owner.alive("nobody")


def test_two_owners_in_one_process_are_two(owner: Owner, folder: Path) -> None:
    second = Owner(folder)
    assert second.id != owner.id
    assert owner.alive(second.id)
    second.close()
    assert not owner.alive(second.id)


def test_the_dead_leave_no_files(owner: Owner, folder: Path, child: subprocess.Popen[str]) -> None:
    other = name(child)
    child.kill()
    child.wait()
    owner.alive(other)
    assert [file.stem for file in folder.iterdir()] == [owner.id]
    owner.close()
    assert list(folder.iterdir()) == []
