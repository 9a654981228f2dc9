"""The image models as data: what each offers, costs, and when it ends.

The table is `models.toml` beside this file; a file of that name in the home folder adds to it or replaces rows.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ai_node_builder.errors import OptionNotOffered, SettingInvalid, UnknownModel
from ai_node_builder.nearest import did_you_mean

PIXELS = range(655_360, 8_294_400 + 1)
"""Pictures of a free size hold this many pixels (OpenAI's image guide)."""
LONGEST_EDGE = 3840
Dollars = Annotated[float, Field(ge=0)]
Tokens = Annotated[int, Field(ge=0)]


class Price(BaseModel):
    """Dollars per million tokens. Without `text_out`, text that comes with a picture costs what the picture does."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text_in: Dollars
    image_in: Dollars
    image_out: Dollars
    text_out: Dollars | None = None


class ImageModel(BaseModel):
    """One row of the table. `tokens` maps size, then quality, to the output tokens of a picture."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    provider: Literal["openai", "demo"]
    sizes: tuple[str, ...]
    qualities: tuple[str, ...]
    any_size: bool = False
    shutdown: date | None = None
    successor: str | None = None
    price: Price | None = None
    tokens: dict[str, dict[str, Tokens]] = {}

    def check(self, size: str, quality: str) -> None:
        """OptionNotOffered, with what is offered, where this model refuses the combination."""
        if quality not in self.qualities:
            raise OptionNotOffered(
                f"{self.name} has no quality {quality!r}; choose {_either(self.qualities)}.",
                code="quality_not_offered",
            )
        if size not in self.sizes and not (self.any_size and _free_size(size)):
            free = ", or any WIDTHxHEIGHT in steps of 16 with a ratio up to 3:1" if self.any_size else ""
            raise OptionNotOffered(
                f"{self.name} has no size {size!r}; choose {_either(self.sizes)}{free}.",
                code="size_not_offered",
            )

    def retired(self, today: date) -> bool:
        """Whether OpenAI has stopped serving it."""
        return self.shutdown is not None and today >= self.shutdown


@dataclass(frozen=True, slots=True)
class Choice:
    """What will run: the name to send, its row (None for a name the table does not know), a note for the human."""

    name: str
    provider: str
    facts: ImageModel | None
    note: str = ""


class ModelTable:
    """All image models, by name."""

    def __init__(self, models: dict[str, ImageModel]) -> None:
        self.models = models

    @classmethod
    def load(cls, override: Path | None = None) -> "ModelTable":
        """The shipped table with the rows of `override` on top; SettingInvalid names what is wrong with it."""
        models = _rows(files(__package__).joinpath("models.toml").read_text(), "models.toml")
        if override is not None and override.is_file():
            models |= _rows(_text(override), str(override))
        return cls(models)

    def choose(self, name: str, *, official: bool, today: date) -> Choice:
        """The model to run for a name.

        On OpenAI's own endpoint (`official`) a name must be in the table, and a model past its shutdown date
        gives way to its successor. Any other endpoint gets the name untouched. Raises UnknownModel.
        """
        bare = name.removeprefix("openai/")
        row = self.models.get(bare)
        if row is not None and row.provider == "demo":
            return Choice(bare, "demo", row)
        if bare.startswith("demo/") or (row is None and official):
            raise UnknownModel(f"there is no image model {name[:80]!r}{did_you_mean(bare, self.models)}")
        if row is None or not official:
            return Choice(bare, "openai", row)
        return self._living(row, today)

    def _living(self, row: ImageModel, today: date) -> Choice:
        asked, passed = row, {row.name}
        while row.retired(today) and row.successor in self.models.keys() - passed:
            row = self.models[row.successor]
            passed.add(row.name)
        if row is asked:
            return Choice(row.name, row.provider, row)
        note = f"{asked.name} was shut down on {asked.shutdown}; {row.name} draws in its place."
        return Choice(row.name, row.provider, row, note)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingInvalid(f"the model table {path} cannot be read: {error}") from error


def _rows(text: str, source: str) -> dict[str, ImageModel]:
    try:
        table: dict[str, Any] = tomllib.loads(text).get("models", {})
        return {name: ImageModel(name=name, **row) for name, row in table.items()}
    except (tomllib.TOMLDecodeError, ValidationError, TypeError, AttributeError) as error:
        raise SettingInvalid(f"the model table {source} cannot be read: {error}") from error


def _either(names: tuple[str, ...] | list[str]) -> str:
    return " or ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def dimensions(size: str) -> tuple[int, int] | None:
    """Width and height in pixels of "WIDTHxHEIGHT"; None for "auto" and anything else."""
    width, _, height = size.partition("x")
    return (int(width), int(height)) if width.isdecimal() and height.isdecimal() and len(size) < 12 else None


def _free_size(size: str) -> bool:
    pair = dimensions(size)
    if pair is None:
        return False
    short, long = sorted(pair)
    fits = short * long in PIXELS and long <= min(3 * short, LONGEST_EDGE)
    return fits and short % 16 == 0 and long % 16 == 0
