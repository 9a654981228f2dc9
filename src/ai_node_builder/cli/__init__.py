"""The command `ainb`: stdout carries the answer only; exit 0 done, 1 failed, 2 wrong usage."""

import sys


def main() -> None:
    """Carry out the command line, then end the process."""
    try:
        from .group import commands
    except ModuleNotFoundError as error:
        sys.exit(f"Error: {error.name} is not installed; run: pip install {error.name}")
    commands(prog_name="ainb")
