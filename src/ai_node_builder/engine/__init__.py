"""Runs a workflow and tells what happens as events. Knows no node by name."""

from .engine import Engine
from .state import Limits, Outcome

__all__ = ["Engine", "Limits", "Outcome"]
