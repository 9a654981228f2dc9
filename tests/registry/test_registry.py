"""Built-in nodes, other people's nodes, and what is refused."""

import logging
from pathlib import Path
from typing import Any

import pytest

from ai_node_builder.errors import DuplicateNodeType, NotFound, OperatorError
from ai_node_builder.node import fields
from ai_node_builder.node.base import Node, Outputs
from ai_node_builder.node.context import Context
from ai_node_builder.node.fields import Output
from ai_node_builder.node.tool import ToolNode
from ai_node_builder.nodes import CATALOGUE
from ai_node_builder.nodes.text import Text
from ai_node_builder.registry.registry import Registry
from ai_node_builder.types import JsonObject, SocketType

SHOUT = '''
from __future__ import annotations

from ai_node_builder.node import fields
from ai_node_builder.node.fields import Output
from ai_node_builder.node.base import Node
from ai_node_builder.nodes.text import Text
from ai_node_builder.types import SocketType


class Shout(Node):
    """Makes a text loud."""

    type = "shout"
    title = "Shout"
    outputs = (Output("text", SocketType.TEXT, "The loud text"),)
    text: str = fields.text(description="The text")

    def run(self, ctx):
        return {"text": self.text.upper()}
'''


class Plain(Node):
    """A node to derive bad ones from."""

    type = "plain"
    title = "Plain"

    def run(self, ctx: Context) -> Outputs:
        return {}


class Echo(ToolNode):
    """A tool."""

    type = "echo_tool"
    title = "Echo"
    tool_name = "echo"
    tool_description = "Says it again"
    family = "echo"
    failure = "Echo error"

    async def call(self, ctx: Context, text: str) -> JsonObject:
        return {"text": text}


class SecondEcho(Echo):
    """A tool of the same name."""

    type = "second_echo_tool"


def home_with(folder: Path, **files: str) -> Path:
    (folder / "nodes").mkdir()
    for name, source in files.items():
        (folder / "nodes" / f"{name}.py").write_text(source)
    return folder


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installed package `loud`, whose entry point is its module."""
    (tmp_path / "loud_nodes.py").write_text(SHOUT)
    info = tmp_path / "loud-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: loud\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[ai_node_builder.nodes]\nshout = loud_nodes:Shout\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def test_the_builtin_registry_holds_the_catalogue() -> None:
    assert tuple(Registry.builtin()) == CATALOGUE
    assert len({node.type for node in CATALOGUE}) == len(CATALOGUE)


def test_a_type_is_found_by_its_name() -> None:
    registry = Registry.builtin()
    assert registry.get("text") is Text
    assert "text" in registry
    assert "nothing" not in registry


def test_an_unknown_type_offers_the_nearest() -> None:
    with pytest.raises(NotFound, match="'dispaly'; did you mean 'display'"):
        Registry.builtin().get("dispaly")


def test_specs_describe_every_node() -> None:
    specs = Registry.builtin().specs()
    assert [spec["type"] for spec in specs] == [node.type for node in CATALOGUE]
    assert specs[0]["widgets"][0]["name"] == "text"


def test_a_file_in_the_home_folder_adds_its_nodes(tmp_path: Path) -> None:
    registry = Registry.load(home_with(tmp_path, shout=SHOUT))
    assert registry.get("shout").title == "Shout"
    assert registry.broken == []


def test_a_file_that_begins_with_an_underscore_is_left_alone(tmp_path: Path) -> None:
    registry = Registry.load(home_with(tmp_path, _helper="raise RuntimeError"))
    assert registry.broken == []


def test_a_home_without_nodes_is_fine(tmp_path: Path) -> None:
    assert len(Registry.load(tmp_path)) >= len(CATALOGUE)
    assert Registry.load(None).broken == []


@pytest.mark.usefixtures("package")
def test_an_entry_point_adds_its_node() -> None:
    assert Registry.load().get("shout").title == "Shout"
    assert "shout" not in Registry.builtin()


def test_an_entry_point_may_name_a_module(package: Path) -> None:
    entry_points = package / "loud-1.0.dist-info" / "entry_points.txt"
    entry_points.write_text("[ai_node_builder.nodes]\nall = loud_nodes\n")
    assert "shout" in Registry.load()


def test_a_broken_entry_point_is_named(package: Path) -> None:
    entry_points = package / "loud-1.0.dist-info" / "entry_points.txt"
    entry_points.write_text("[ai_node_builder.nodes]\nshout = loud_nodes:Whisper\n")
    (broken,) = Registry.load().broken
    assert broken.path == "loud: shout = loud_nodes:Whisper"
    assert "has no attribute 'Whisper'" in broken.message


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("x = 1\nimport no_such_module\n", "line 2: ModuleNotFoundError: No module named 'no_such_module'"),
        ("x = 1\ndef (:\n", "SyntaxError: invalid syntax (bad.py, line 2)"),
        ("raise SystemExit(3)\n", "line 1: SystemExit: 3"),
        (SHOUT.replace('"shout"', '"Shout Loud"'), "the type 'Shout Loud' must be lower case"),
    ],
)
def test_a_bad_file_is_recorded_and_the_others_work(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, source: str, said: str
) -> None:
    registry = Registry.load(home_with(tmp_path, bad=source, good=SHOUT))
    assert "shout" in registry
    assert [(broken.path, said in broken.message) for broken in registry.broken] == [
        (str(tmp_path / "nodes" / "bad.py"), True)
    ]
    assert caplog.records[0].levelno == logging.WARNING
    assert "bad.py" in caplog.text


def test_a_broken_node_has_a_json_form(tmp_path: Path) -> None:
    (broken,) = Registry.load(home_with(tmp_path, bad="raise ValueError('no')")).broken
    assert broken.as_json() == {"path": str(tmp_path / "nodes" / "bad.py"), "message": "line 1: ValueError: no"}


def test_a_type_that_is_taken_names_both_files(tmp_path: Path) -> None:
    home = home_with(tmp_path, mine=SHOUT.replace('"shout"', '"text"'))
    with pytest.raises(DuplicateNodeType, match=r"mine\.py \(Shout\) and .*text\.py \(Text\) both define"):
        Registry.load(home)


def test_a_tool_name_that_is_taken_is_refused() -> None:
    with pytest.raises(DuplicateNodeType, match="both define the tool 'echo'"):
        Registry([Echo, SecondEcho])


def test_adding_a_class_twice_does_no_harm() -> None:
    assert list(Registry([Plain, Plain])) == [Plain]


def test_tools_are_found_by_tool_name() -> None:
    assert Registry([Plain, Echo]).tools() == {"echo": Echo}


class NoTitle(Plain):
    title = " "


class TwoOutputs(Plain):
    outputs = (Output("a", SocketType.TEXT, ""), Output("a", SocketType.TEXT, ""))


class NoOutput(Plain):
    outputs = ("text",)  # type: ignore[assignment]


class Reserved(Plain):
    outputs: str = fields.text(description="")  # type: ignore[misc, assignment]


class Unset(Plain):
    city: str


class Abstract(Node):
    type = "abstract"
    title = "Abstract"


class NoFamily(ToolNode):
    type = "no_family"
    title = "No family"
    tool_name = "no_family"

    async def call(self, ctx: Context) -> JsonObject:
        return {}


class NoSchema(Echo):
    async def call(self, ctx: Context, when: complex) -> JsonObject:  # type: ignore[override]
        return {}


@pytest.mark.parametrize(
    ("node", "said"),
    [
        (NoTitle, "give the class a title"),
        (TwoOutputs, "two outputs are called a"),
        (NoOutput, "every member of outputs must be an Output"),
        (Reserved, "a field cannot be called 'outputs'"),
        (Unset, "'city' is neither widget nor socket"),
        (Abstract, "write the method run"),
        (NoFamily, "a tool needs tool_description, family, failure"),
        (NoSchema, "no schema can be made of <class 'complex'>"),
    ],
)
def test_a_malformed_class_is_refused(node: Any, said: str) -> None:
    with pytest.raises(OperatorError, match=said) as caught:
        Registry([node])
    assert caught.value.code == "node_invalid"
    assert node.__qualname__ in str(caught.value)
