"""Room on the disk, said to be short before it is gone."""

import shutil
from pathlib import Path

from pydantic import ByteSize

ROOM = 64 * 2**20
"""Bytes that must be free before a picture is bought: the largest answer is about half of this."""
LITTLE = 2**30
"""Bytes below which it is said that room gets short: some hundred pictures."""


def free_bytes(*folders: Path) -> int:
    """What is free where these folders are; the least of it, where they lie on several disks."""
    return min(shutil.disk_usage(folder).free for folder in folders)


def room(taken: int) -> str:
    """Bytes for people: `1.3 MB`, of a million bytes each."""
    return ByteSize(taken).human_readable(decimal=True, separator=" ")


def shortage(free: int) -> str | None:
    """What to say of so many free bytes; None where they are enough."""
    if free >= LITTLE:
        return None
    so = "no picture is bought" if free < ROOM else f"below {ROOM // 2**20} MB no picture is bought"
    return f"only {free // 2**20} MB of the disk are free; {so}"
