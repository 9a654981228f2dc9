"""Names for someone who mistyped one."""

from collections.abc import Iterable
from difflib import get_close_matches

MANY = 1000
"""Comparing with more names than this takes longer than the hint is worth."""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The end of an error message: `; did you mean 'size'?`, or the few names there are, or a full stop."""
    names = list(known)
    close = get_close_matches(name, names, n=3) if len(names) <= MANY else []
    if close:
        return f"; did you mean {' or '.join(map(repr, close))}?"
    if 0 < len(names) <= 20:
        return f"; known names are {', '.join(names)}."
    return "."
