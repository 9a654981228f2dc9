"""Tool definitions and tool calls in the spellings of the LLM world."""

import json
from typing import Literal, TypeAlias, get_args

from ai_node_builder.errors import InvalidToolCall, UserError
from ai_node_builder.messages import ToolCall, ToolDefinition
from ai_node_builder.types import Json, JsonObject

Dialect: TypeAlias = Literal["contract", "mcp", "openai", "anthropic"]


def spell(definition: ToolDefinition, dialect: str = "contract") -> JsonObject:
    """The definition as the dialect writes it; UserError on an unknown dialect.

    contract: `name, description, input_schema` · mcp: the same with MCP's `inputSchema` ·
    openai: a chat completions function · anthropic: a Claude tool.
    """
    name, description, schema = definition.name, definition.description, definition.input_schema
    match dialect:
        case "contract" | "anthropic":
            return definition.as_json()
        case "mcp":
            return {"name": name, "description": description, "inputSchema": schema}
        case "openai":
            function = {"name": name, "description": description, "parameters": schema}
            return {"type": "function", "function": function}
        case _:
            raise UserError(f"unknown dialect {dialect!r}; use one of {', '.join(get_args(Dialect))}.")


def read_call(raw: Json | ToolCall) -> ToolCall:
    """A tool call in any of the dialects, or as JSON text of one; InvalidToolCall where it is none.

    `{"id", "arguments"}`, OpenAI's `{"id", "function": {"name", "arguments"}}`, Claude's
    `{"id", "name", "input"}` and MCP's `{"name", "arguments"}` are understood.
    """
    if isinstance(raw, ToolCall):
        return raw
    if isinstance(raw, str):
        raw = _parse(raw, "the call")
    if not isinstance(raw, dict):
        raise InvalidToolCall(f"expected an object with id and arguments, got {kind(raw)}.")
    function = raw.get("function", raw)
    if not isinstance(function, dict):
        raise InvalidToolCall(f"function must be an object with name and arguments, got {kind(function)}.")
    for spelling in ("arguments", "input"):
        if spelling in function:
            return ToolCall(_text_or_none(raw, "id"), function[spelling], _text_or_none(function, "name"))
    raise InvalidToolCall('arguments are missing; send {"id": "…", "arguments": {…}}.')


def call_id(raw: Json | ToolCall) -> str | None:
    """The id of a call, also of one that is otherwise malformed; None where it has none."""
    if isinstance(raw, ToolCall):
        return raw.id
    found = raw.get("id") if isinstance(raw, dict) else None
    return found if isinstance(found, str) and found else None


def read_arguments(arguments: Json) -> JsonObject:
    """The arguments as an object. Models send them as JSON text too; blank text stands for no arguments."""
    if isinstance(arguments, str):
        arguments = _parse(arguments, "arguments") if arguments.strip() else {}
    if not isinstance(arguments, dict):
        raise InvalidToolCall(f"arguments must be an object, got {kind(arguments)}.")
    return arguments


def kind(value: Json) -> str:
    """The JSON name of a value's type, with its article, for messages."""
    names = {
        str: "a text",
        bool: "a boolean",
        int: "a number",
        float: "a number",
        list: "a list",
        dict: "an object",
    }
    return "null" if value is None else names.get(type(value), f"a {type(value).__name__}")


def _parse(text: str, what: str) -> Json:
    try:
        parsed: Json = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidToolCall(f"{what} must be valid JSON ({error}).") from error
    return parsed


def _text_or_none(holder: JsonObject, key: str) -> str | None:
    value = holder.get(key)
    if value is not None and not isinstance(value, str):
        raise InvalidToolCall(f"{key} must be a text, got {kind(value)}.")
    return value or None
