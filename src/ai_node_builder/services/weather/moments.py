"""When a weather service observed something."""

from datetime import datetime, timedelta, timezone
from typing import Annotated, TypeAlias

from msgspec import Meta

Seconds: TypeAlias = Annotated[int, Meta(ge=0, le=253_402_300_799)]
"""Unix time, up to the year 9999, which is the last that a datetime knows."""
Offset: TypeAlias = Annotated[int, Meta(gt=-86_400, lt=86_400)]
"""Local time minus UTC, in seconds."""


def local_time(seconds: int, offset: int) -> datetime:
    """The moment, in the time of the place where it was observed."""
    return datetime.fromtimestamp(seconds, timezone(timedelta(seconds=offset)))
