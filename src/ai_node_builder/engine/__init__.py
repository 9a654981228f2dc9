"""Runs a workflow and tells what happens as events. Knows no node by name."""

from .engine import Engine
from .fold import Past
from .reuse import Result, Reuse
from .state import Limits, Outcome

__all__ = ["Engine", "Limits", "Outcome", "Past", "Result", "Reuse"]
