"""What a call of a tool does to the world."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Effects:
    """What clients may take for granted before they call; the defaults assume the worst, as MCP's do.

    `read_only`: it changes nothing and costs nothing. `destructive`: it may overwrite or remove something.
    `idempotent`: calling it again with the same arguments has no further effect. `open_world`: it reaches beyond
    this program and its files.
    """

    read_only: bool = False
    destructive: bool = True
    idempotent: bool = False
    open_world: bool = True


PURE = Effects(read_only=True, destructive=False, idempotent=True, open_world=False)
"""Works its answer out from its arguments, and does nothing else."""
LOOKS = Effects(read_only=True, destructive=False, idempotent=True)
"""Asks the world outside, and changes nothing."""
MAKES = Effects(destructive=False)
"""Makes something new, each time it is called; it may cost money."""
