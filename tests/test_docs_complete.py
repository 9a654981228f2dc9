"""The reference pages leave nothing out: every setting, error code, command and route is on its page."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ai_node_builder import Settings
from ai_node_builder.cli.group import COMMANDS
from ai_node_builder.errors import AINodeBuilderError
from ai_node_builder.server import create_app

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "ai_node_builder"


def page(name: str) -> str:
    return (ROOT / "docs" / name).read_text()


def error_codes() -> set[str]:
    """The codes of all error classes, and those that a raise names."""
    files = [path for path in SOURCE.rglob("*.py") if "testing" not in path.parts]
    given = {code for path in files for code in re.findall(r'^\s+code = "([a-z_]+)"', path.read_text(), re.MULTILINE)}
    return given | {kind.code for kind in kinds(AINodeBuilderError)} - {"error"}


def kinds(kind: type[AINodeBuilderError]) -> Iterator[type[AINodeBuilderError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from kinds(below)


@pytest.mark.parametrize("code", sorted(error_codes()))
def test_every_error_code_is_documented(code: str) -> None:
    assert f"`{code}`" in page("errors.md")


@pytest.mark.parametrize("name", list(Settings.model_fields))
def test_every_setting_is_documented(name: str) -> None:
    variable = name.upper() if name.startswith("openai_") else f"AINB_{name.upper()}"
    assert f"| `{variable}` |" in page("settings.md")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented(command: str) -> None:
    assert f"ainb {command}" in page("command-line.md")


def test_every_route_is_documented(home: Path) -> None:
    from ai_node_builder import App

    paths = create_app(App(Settings.load(home=home))).openapi()["paths"]
    assert [path for path in paths if path.startswith("/api") and path not in page("http.md")] == []
