"""The last resort for bytes that are paid for."""

import tempfile
from pathlib import Path


def rescue(content: bytes, suffix: str) -> Path | None:
    """Put the bytes in the system's folder for temporary files, which may lie on another disk; None if that fails."""
    try:
        with tempfile.NamedTemporaryFile(prefix="ainb_", suffix=suffix, delete=False) as file:
            file.write(content)
            return Path(file.name)
    except OSError:
        return None
