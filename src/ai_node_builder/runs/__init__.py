"""Runs: their history, their events, and the task that carries each out."""

from .results import ResultStore
from .runner import Runner
from .store import Run, RunEvent, RunStore, Status

__all__ = ["ResultStore", "Run", "RunEvent", "RunStore", "Runner", "Status"]
