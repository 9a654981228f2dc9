"""`ainb tool`: the contract's answers on stdout, everything else on stderr."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ai_node_builder.nodes.gpt_image_tool import GPTImageTool
from ai_node_builder.testing import FakeOpenAI

Ainb = Callable[..., Any]

SUM = '{"id": "s1", "arguments": {"expression": "6 * 7"}}'
LION = '{"id": "img_1", "arguments": {"prompt": "A majestic lion"}}'
DEMO = ("--set", "model=demo/painter", "--set", "quality=low", "--set", "size=1024x640")


def test_the_tools_one_a_line(ainb: Ainb) -> None:
    ran = ainb("tool")
    names = [line.split("\t")[0] for line in ran.out.splitlines()]
    assert {"generate_image", "calculator", "get_weather", "analyze_text"} <= set(names)
    assert all(len(line.split("\t")) == 2 for line in ran.out.splitlines())
    assert (ran.code, ran.err) == (0, "")


def test_a_definition_is_the_contracts(ainb: Ainb) -> None:
    ran = ainb("tool", "generate_image")
    assert ran.json == GPTImageTool.definition().as_json()
    assert (ran.code, ran.err) == (0, "")


@pytest.mark.parametrize(
    ("dialect", "keys"),
    [
        ("contract", {"name", "description", "input_schema"}),
        ("anthropic", {"name", "description", "input_schema"}),
        ("mcp", {"name", "description", "inputSchema"}),
        ("openai", {"type", "function"}),
        ("openai-responses", {"type", "name", "description", "parameters", "strict"}),
    ],
)
def test_a_definition_in_every_dialect(invoke: Ainb, dialect: str, keys: set[str]) -> None:
    assert invoke("tool", "calculator", "--dialect", dialect).json.keys() == keys


def test_tools_from_the_home_folder_are_there_too(invoke: Ainb, home: Path) -> None:
    (home / "nodes").mkdir(parents=True)
    (home / "nodes" / "shout.py").write_text(SHOUT)
    assert "shout\tShouts" in invoke("tool").out
    assert invoke("tool", "shout").json["name"] == "shout"
    answer = invoke("tool", "shout", "--call", '{"arguments": {"text": "hé"}}').json
    assert answer == {"id": "shout_success", "result": {"text": "HÉ"}}


SHOUT = '''
from ai_node_builder import ToolNode


class Shout(ToolNode):
    """Shouts"""

    type = "shout"
    title = "Shout"
    tool_name = "shout"
    tool_description = "Shouts a text"
    family = "shout"
    failure = "Shouting error"

    async def call(self, ctx, text: str):
        return {"text": text.upper()}
'''


def test_a_call_is_answered_on_stdout(ainb: Ainb) -> None:
    ran = ainb("tool", "calculator", "--call", SUM)
    assert (ran.json["id"], ran.json["result"]["result"]) == ("s1", 42)
    assert (ran.code, ran.err) == (0, "")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_call_from_a_file(invoke: Ainb, tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "call.json"
    file.write_text(SUM, encoding=encoding)
    assert invoke("tool", "calculator", "--call", f"@{file}").json["result"]["result"] == 42


def test_a_call_from_stdin(invoke: Ainb) -> None:
    assert invoke("tool", "calculator", "--call", "-", input=SUM).json["id"] == "s1"


@pytest.mark.parametrize("call", ["{", "", "null", "[1]", '"text"', "7", "[" * 100_000, '{"id": "x"}', "\ud800"])
def test_a_bad_call_gets_the_contracts_error(invoke: Ainb, call: str) -> None:
    ran = invoke("tool", "calculator", "--call", call)
    assert ran.json["error"].startswith("Invalid tool call format")
    assert ran.json["code"] == "invalid_tool_call"
    assert ran.code == 1


def test_an_error_is_told_in_one_line_on_stderr_too(ainb: Ainb) -> None:
    ran = ainb("tool", "generate_image", "--call", LION)
    assert ran.json["id"] == "img_1"
    assert ran.json["error"].startswith("OpenAI API key is required")
    assert ran.err == f"Error: {ran.json['error']}\n"
    assert ran.code == 1


def test_widgets_are_set_for_the_call(invoke: Ainb) -> None:
    call = '{"arguments": {"expression": "sin(90)"}}'
    ran = invoke("tool", "calculator", "--call", call, "--set", "angle_unit=degrees", "--set", "precision=3")
    assert (ran.json["result"]["result"], ran.json["result"]["angle_unit"]) == (1, "degrees")


def test_the_same_key_gives_the_same_picture(ainb: Ainb) -> None:
    first = ainb("tool", "generate_image", "--call", LION, *DEMO, "--key", "k1")
    again = ainb("tool", "generate_image", "--call", LION, *DEMO, "--key", "k1")
    other = ainb("tool", "generate_image", "--call", LION, *DEMO, "--key", "k2")
    assert first.json["result"]["filename"] == again.json["result"]["filename"]
    assert first.json["result"]["filename"] != other.json["result"]["filename"]
    assert "demo/painter draws" in first.err


def test_a_key_on_the_command_line_is_used_kept_nowhere_and_warned_of(ainb: Ainb, fake: FakeOpenAI, home: Path) -> None:
    arguments = ("tool", "generate_image", "--call", LION, "--set", "model=gpt-image-2")
    ran = ainb(*arguments, "--set", "api_key=sk-shown-9876", OPENAI_BASE_URL=fake.base_url)
    assert ran.json["result"]["cost_usd"] > 0
    assert fake.image_requests[0].headers["authorization"].endswith("9876")
    assert "history" in ran.err
    assert "sk-shown" not in ran.out + ran.err
    assert not [file for file in home.rglob("*") if file.is_file() and b"sk-shown" in file.read_bytes()]


def test_a_key_by_name_is_used_without_a_warning(ainb: Ainb, fake: FakeOpenAI) -> None:
    arguments = ("tool", "generate_image", "--call", LION, "--set", 'api_key={"secret": "OPENAI_API_KEY"}')
    ran = ainb(*arguments, OPENAI_BASE_URL=fake.base_url, OPENAI_API_KEY="sk-bad-1234")
    assert ran.json["code"] == "api_key_rejected"
    assert fake.image_requests[0].headers["authorization"].endswith("1234")
    assert "history" not in ran.err


def test_a_key_that_is_not_there_is_an_error_of_the_call(invoke: Ainb) -> None:
    ran = invoke("tool", "generate_image", "--call", LION, "--set", 'api_key={"secret": "NO_SUCH_KEY"}')
    assert (ran.json["id"], ran.json["code"], ran.code) == ("img_1", "secret_missing", 1)


def test_a_tool_that_is_broken_still_gets_a_result(ainb: Ainb, home: Path) -> None:
    (home / "nodes").mkdir(parents=True)
    (home / "nodes" / "shout.py").write_text(SHOUT.replace("text.upper()", "text[99]"))
    ran = ainb("tool", "shout", "--call", '{"id": "s1", "arguments": {"text": "x"}}')
    assert (ran.json["id"], ran.json["code"], ran.code) == ("s1", "internal_error", 1)
    assert "IndexError" in ran.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nope",), "there is no tool 'nope'"),
        (("generate_imag",), "did you mean 'generate_image'"),
        (("calculator", "--dialect", "klingon"), "'klingon' is not one of"),
        (("--dialect", "mcp"), "name the tool"),
        (("--call", "{}"), "name the tool"),
        (("calculator", "--set", "precision=3"), "go with --call"),
        (("calculator", "--key", "k"), "go with --call"),
        (("calculator", "--call", SUM, "--dialect", "mcp"), "not with --call"),
        (("calculator", "--call", "@/not/there.json"), "cannot be read"),
        (("calculator", "--call", SUM, "--key", ""), "1 to 200"),
        (("calculator", "--call", SUM, "--set", "precision"), "write it as NAME=VALUE"),
        (("calculator", "--call", SUM, "--set", "precison=3"), "did you mean 'precision'"),
        (("calculator", "--call", SUM, "--set", "precision=many"), "is not a number"),
        (("calculator", "--call", SUM, "--set", "precision=99"), "must be at most 15"),
        (("calculator", "--call", SUM, "--set", "angle_unit=turns"), "choose radians, degrees"),
        (("generate_image", "--call", LION, "--set", 'api_key={"secret": 1}'), "api_key must be empty or name"),
    ],
)
def test_wrong_usage_is_told_on_stderr(invoke: Ainb, arguments: tuple[str, ...], said: str) -> None:
    ran = invoke("tool", *arguments)
    assert said in ran.err
    assert (ran.code, ran.out) == (2, "")


def test_bytes_that_are_no_text_are_wrong_usage(invoke: Ainb) -> None:
    ran = invoke("tool", "calculator", "--call", "-", input=b"\xff\xfe\xff")
    assert (ran.code, ran.out) == (2, "")


def test_json_survives_a_stdout_that_knows_no_unicode(ainb: Ainb) -> None:
    call = json.dumps({"id": "löwe €", "arguments": {"expression": "1"}})
    assert ainb("tool", "calculator", "--call", call, PYTHONIOENCODING="latin-1").json["id"] == "löwe €"
