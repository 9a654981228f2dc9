"""Runs: their history, their events, and the task that carries each out."""

from .runner import Runner
from .store import Run, RunEvent, RunStore, Status

__all__ = ["Run", "RunEvent", "RunStore", "Runner", "Status"]
