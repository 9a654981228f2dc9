"""Pictures in results, and showing them in the terminal."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rich.console import Console


def pictures_in(value: Any) -> Iterator[tuple[str, str]]:
    """File name and servable URL of every picture in a JSON value."""
    if isinstance(value, Mapping):
        filename, url = value.get("filename"), value.get("servable_url")
        if isinstance(filename, str) and isinstance(url, str):
            yield filename, url
        for child in value.values():
            yield from pictures_in(child)
    elif isinstance(value, list | tuple):
        for child in value:
            yield from pictures_in(child)


def show_picture(path: Path) -> None:
    """Draw a picture on stderr, as well as the terminal can; nothing where stderr is no terminal."""
    # The library puts its questions to stdout, and reads the answers from stdin.
    if not sys.stderr.isatty() or (sys.stdout.isatty() and not sys.stdin.isatty()):
        return
    from textual_image import renderable  # importing it asks the terminal what it can show

    make = renderable.Image if sys.stdout.isatty() else renderable.HalfcellImage
    console = Console(stderr=True)
    console.print(make(path, "auto", "auto"), height=console.height * 2 // 3)
