"""A thousand calls, fifty at a time, one in ten with a fault."""

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.timeout(900)
def test_a_thousand_calls_leave_memory_flat_and_pay_once_each(counts: list[str]) -> None:
    command = [sys.executable, "-m", "reliability", "soak"]
    done = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False)
    counts.extend(done.stdout.splitlines())
    assert done.returncode == 0, done.stdout + done.stderr
