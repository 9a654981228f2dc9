"""`ainb tool`: the tools, their definitions, and calling one."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from ai_node_builder.dialects import Dialect, spell
from ai_node_builder.nearest import did_you_mean
from ai_node_builder.registry.registry import Registry
from ai_node_builder.types import Json

from .output import print_json, print_rows

if TYPE_CHECKING:
    from ai_node_builder.node.tool import ToolNode

LONGEST_KEY = 200


def _short_enough(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    if value is not None and not 0 < len(value) <= LONGEST_KEY:
        raise click.BadParameter(f"give it 1 to {LONGEST_KEY} characters.", ctx, param)
    return value


@click.command()
@click.argument("name", required=False)
@click.option("--dialect", type=click.Choice(get_args(Dialect)), help="How to spell the definition.")
@click.option("--call", "source", metavar="JSON|@FILE|-", help="Call the tool, and print its result.")
@click.option("--set", "given", multiple=True, metavar="WIDGET=VALUE", help="Set a widget for this call.")
@click.option("--key", callback=_short_enough, help="Idempotency key: the same key always gives the same picture.")
def tool(name: str | None, dialect: str | None, source: str | None, given: tuple[str, ...], key: str | None) -> None:
    """List the tools, print the definition of one, or call it.

    \b
    ainb tool
    ainb tool generate_image --dialect openai
    ainb tool calculator --call '{"id": "1", "arguments": {"expression": "6 * 7"}}'
    """
    if source is None and (given or key):
        raise click.UsageError("--set and --key go with --call.")
    if source is not None and dialect:
        raise click.UsageError("--dialect goes with a definition, not with --call.")
    if name is None and (dialect or source is not None):
        raise click.UsageError("name the tool; `ainb tool` lists them.")
    if name is None:
        _list()
    elif source is None:
        print_json(spell(_find(name).definition(), dialect or "contract"))
    else:
        _call(_find(name), read_call(source), given, key)


def _list() -> None:
    tools = _all_tools().values()
    print_rows(("Tool", "What it does"), ((tool.tool_name, tool.description()) for tool in tools))


def _find(name: str) -> "type[ToolNode]":
    """The class of a tool. The built-in ones are looked at first: that needs neither settings nor the disk."""
    builtin = Registry.builtin().tools()
    if name in builtin:
        return builtin[name]
    tools = _all_tools()
    if name not in tools:
        raise click.BadParameter(f"there is no tool {name!r}{did_you_mean(name, tools)}", param_hint="NAME")
    return tools[name]


def _all_tools() -> "dict[str, type[ToolNode]]":
    from ai_node_builder.app.settings import Settings

    return Registry.load(Settings.load().home).tools()


def read_call(source: str) -> Json:
    """The call that `--call` names. What is not a JSON object is passed on as text: the tool says what is wrong."""
    text = _text(source)
    try:
        call: Json = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return call if isinstance(call, dict) else text


def _text(source: str) -> str:
    if source != "-" and not source.startswith("@"):
        return source
    try:
        content = sys.stdin.buffer.read() if source == "-" else Path(source[1:]).read_bytes()
        return content.decode(json.detect_encoding(content))
    except (OSError, UnicodeDecodeError) as error:
        raise click.BadParameter(f"{source} cannot be read: {error}", param_hint="--call") from error


def _call(tool: "type[ToolNode]", call: Json, given: tuple[str, ...], key: str | None) -> None:
    from .calling import call_tool, read_widgets

    answer = call_tool(tool, call, read_widgets(tool, given), key)
    if "error" in answer:
        raise click.ClickException(answer["error"])
