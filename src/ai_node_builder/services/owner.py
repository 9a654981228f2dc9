"""Who works on what: each process holds a lock as long as it lives.

So work that was cut off can be told from work in hand.
"""

import uuid
from pathlib import Path

from filelock import FileLock, Timeout


class Owner:
    """This process's name. The operating system frees its lock when the process ends, however it ends."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.id = uuid.uuid4().hex
        self._folder = folder
        self._lock = FileLock(self._path(self.id))
        self._lock.acquire(timeout=0)

    def alive(self, owner: str) -> bool:
        """Whether the process of this name still runs."""
        if owner == self.id:
            return True
        path = self._path(owner)
        if not path.exists():
            return False
        try:
            with FileLock(path, timeout=0):
                path.unlink(missing_ok=True)
        except Timeout:
            return True
        return False

    def close(self) -> None:
        self._lock.release()
        self._path(self.id).unlink(missing_ok=True)

    def _path(self, owner: str) -> Path:
        return self._folder / f"{owner}.lock"
