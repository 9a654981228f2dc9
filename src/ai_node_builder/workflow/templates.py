"""Workflows to start from: the examples that come with the package."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ai_node_builder.errors import NotFound
from ai_node_builder.registry.registry import Registry
from ai_node_builder.services.secrets.known import PROVIDERS

from .document import Workflow

PACKAGE = Path(__file__).parents[1]
FOLDERS = (PACKAGE / "examples", PACKAGE.parents[1] / "examples")
"""Where a wheel has them, and where a checkout does."""
SUFFIX = ".workflow.json"
FIRST = ("draw", "story", "toolbox", "picture", "critic")
"""The order in which they are offered; others follow by name."""


@dataclass(frozen=True, slots=True)
class Template:
    """A workflow to copy. `name` is that of its file, without the ending."""

    name: str
    workflow: Workflow


def templates() -> list[Template]:
    """All of them, in the order in which they are offered."""
    files = {path.name.removesuffix(SUFFIX): path for path in _folder().glob(f"*{SUFFIX}")}
    names = [*(name for name in FIRST if name in files), *sorted(files.keys() - {*FIRST})]
    return [Template(name, Workflow.parse(files[name].read_bytes())) for name in names]


def picture(name: str) -> Path:
    """The file of a template's picture, a WebP of 480 by 320 pixels; NotFound where there is none."""
    path = _folder() / f"{name}.webp"
    if path.parent != _folder() or not path.is_file():
        raise NotFound(f"there is no picture of a template {name[:64]!r}.")
    return path


def needed_keys(workflow: Workflow, registry: Registry) -> list[str]:
    """The providers whose keys the models of a workflow want, as people call them; empty where it needs nothing."""
    providers = {name.partition("/")[0] if "/" in name else "openai" for name in _models(workflow, registry)}
    return sorted(PROVIDERS[provider].title for provider in providers & PROVIDERS.keys())


def _models(workflow: Workflow, registry: Registry) -> Iterator[str]:
    for item in workflow.nodes:
        widgets = registry.get(item.type).widgets() if item.type in registry else {}
        if "model" in widgets:
            yield str(item.widgets.get("model", widgets["model"].default))


def _folder() -> Path:
    return next(folder for folder in FOLDERS if folder.is_dir())
