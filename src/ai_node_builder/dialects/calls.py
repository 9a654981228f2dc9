"""Tool calls, read in any of the spellings."""

import json
from collections.abc import Sequence
from typing import Any

from ai_node_builder.errors import InvalidToolCall
from ai_node_builder.messages import ToolCall
from ai_node_builder.types import Json, JsonObject


def read_calls(response: Any) -> list[ToolCall]:
    """The tool calls in a model's response, in their order; InvalidToolCall where it is no response.

    A chat completion (its first choice) or its message, a response of the Responses API, or a message of Claude:
    each as the object of the provider's SDK, or as JSON.
    """
    return [read_call(call) for call in _calls_in(_plain(response))]


def _calls_in(response: Any) -> Sequence[Json]:
    match response:
        case {"choices": [{"message": {} as message}, *_]}:
            return message.get("tool_calls") or ()
        case {"output": [*items]}:
            return [item for item in items if _type(item) == "function_call"]
        case {"tool_calls": calls}:
            return calls or ()
        case {"content": [*blocks]}:
            return [block for block in blocks if _type(block) == "tool_use"]
        case {"role": "assistant"}:
            return ()
    raise InvalidToolCall("this is no response of a model: it has no choices, output, tool_calls or content.")


def _type(item: Any) -> Any:
    return item.get("type") if isinstance(item, dict) else None


def _plain(value: Any) -> Any:
    """JSON of an object of an SDK; all of them are made with pydantic."""
    return value.model_dump() if hasattr(value, "model_dump") else value


def read_call(raw: Any) -> ToolCall:
    """A tool call in any of the dialects, as an SDK's object or as JSON text; InvalidToolCall where it is none.

    `{"id", "arguments"}`, OpenAI's `{"id", "function": {"name", "arguments"}}` and, of the Responses API,
    `{"call_id", "name", "arguments"}`, Claude's `{"id", "name", "input"}` and MCP's `{"name", "arguments"}` are
    understood.
    """
    if isinstance(raw, ToolCall):
        return raw
    raw = _plain(raw)
    if isinstance(raw, str):
        raw = _parse(raw, "the call")
    if not isinstance(raw, dict):
        raise InvalidToolCall(f"expected an object with id and arguments, got {kind(raw)}.")
    function = raw.get("function", raw)
    if not isinstance(function, dict):
        raise InvalidToolCall(f"function must be an object with name and arguments, got {kind(function)}.")
    for spelling in ("arguments", "input"):
        if spelling in function:
            # An item of the Responses API has an id of its own, beside that of the call.
            id = _text_or_none(raw, "call_id") or _text_or_none(raw, "id")
            return ToolCall(id, function[spelling], _text_or_none(function, "name"))
    raise InvalidToolCall('arguments are missing; send {"id": "…", "arguments": {…}}.')


def call_id(raw: Any) -> str | None:
    """The id of a call, also of one that is otherwise malformed; None where it has none."""
    if isinstance(raw, ToolCall):
        return raw.id
    raw = _plain(raw)
    found = (raw.get("call_id") or raw.get("id")) if isinstance(raw, dict) else None
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
