"""Whether this installation can work: checks, each with what to do where it fails. Sends nothing that costs.

A check imports what it needs when it runs, so that all the others still tell when a dependency is missing.
"""

from .check import Check, Status
from .checkup import checkup

__all__ = ["Check", "Status", "checkup"]
