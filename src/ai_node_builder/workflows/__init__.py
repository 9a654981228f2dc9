"""Saved workflows."""

from .store import Saved, WorkflowStore

__all__ = ["Saved", "WorkflowStore"]
