"""What is happening, on stderr: lines as things come about and, on a terminal, what is under way below them."""

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.text import Text

from .output import one_line

LONGEST = 100
"""Characters of what is under way: it has one line."""


class Watch:
    """Shows progress while it is open. Every method takes text from anywhere, and shows it harmlessly."""

    def __init__(self) -> None:
        self._console = Console(stderr=True)
        self._under_way: dict[str, TaskID] = {}
        self._display = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            TimeElapsedColumn(),
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        )

    def __enter__(self) -> Self:
        self._display.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._display.stop()

    def say(self, text: str, style: str = "") -> None:
        """A line that stays."""
        self._console.print(Text(one_line(text), style), soft_wrap=True)

    def begin(self, name: str, text: str) -> None:
        """Something is under way, until `end` is called with the same name."""
        self._under_way[name] = self._display.add_task(_short(text), total=None)

    def tell(self, name: str, text: str, fraction: float | None = None) -> None:
        """What is under way says where it is; with a `fraction`, which may come often, on its own line only."""
        if fraction is None:
            self.say(f"{name}: {text}", "dim")
        else:
            self.change(name, f"{name}: {text} {fraction:.0%}")

    def change(self, name: str, text: str) -> None:
        """Put other words on the line of what is under way."""
        self._display.update(self._under_way[name], description=_short(text))

    def end(self, name: str) -> None:
        self._display.remove_task(self._under_way.pop(name))


def _short(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
