"""Showing pictures in the terminal."""

import logging
import sys
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console

from ai_node_builder.services.files import ServableFileManager

log = logging.getLogger(__name__)


def show_pictures(filenames: Iterable[str], files: ServableFileManager) -> None:
    """Draw pictures on stderr, as well as the terminal can; nothing where stderr is no terminal."""
    # The library puts its questions to stdout, and reads the answers from stdin.
    if not sys.stderr.isatty() or (sys.stdout.isatty() and not sys.stdin.isatty()):
        return
    for filename in dict.fromkeys(filenames):
        try:
            _draw(files.path(filename))
        except (
            Exception
        ) as error:  # the picture is safe and its place is told; a terminal's whim must not fail the call
            log.warning("%s cannot be drawn here: %s", filename, error)


def _draw(path: Path) -> None:
    from textual_image import renderable  # importing it asks the terminal what it can show

    make = renderable.Image if sys.stdout.isatty() else renderable.HalfcellImage
    console = Console(stderr=True)
    console.print(make(path, "auto", "auto"), height=console.height * 2 // 3)
