"""Conversations in the form of OpenAI's chat completions, which litellm takes for every provider."""

import json
from collections.abc import Sequence

from ai_node_builder.dialects import spell
from ai_node_builder.messages import ChatRequest, Message, ToolCall
from ai_node_builder.types import JsonObject


def settings(request: ChatRequest) -> JsonObject:
    """The arguments of `litellm.acompletion` that say what to complete; settings that are None are left out."""
    chosen = {
        "messages": wire_messages(request.messages),
        "tools": [spell(tool, "openai") for tool in request.tools] or None,
        "temperature": request.temperature,
        "max_tokens": request.max_tokens,
        "top_p": request.top_p,
    }
    return {name: value for name, value in chosen.items() if value is not None}


def wire_messages(messages: Sequence[Message]) -> list[JsonObject]:
    return [_wire_message(message) for message in messages]


def _wire_message(message: Message) -> JsonObject:
    wire: JsonObject = {"role": message.role, "content": _content(message)}
    if message.tool_calls:
        wire["tool_calls"] = [_wire_call(call) for call in message.tool_calls]
        wire["content"] = message.text or None
    if message.tool_call_id is not None:
        wire["tool_call_id"] = message.tool_call_id
    return wire


def _content(message: Message) -> str | list[JsonObject]:
    if not message.images:
        return message.text
    pictures: list[JsonObject] = [{"type": "image_url", "image_url": {"url": url}} for url in message.images]
    return [{"type": "text", "text": message.text}, *pictures]


def _wire_call(call: ToolCall) -> JsonObject:
    function = {"name": call.name or "", "arguments": _arguments(call)}
    return {"id": call.id, "type": "function", "function": function}


def _arguments(call: ToolCall) -> str:
    """The arguments as text of a JSON object: litellm fails on anything else before it sends a request."""
    arguments = call.arguments
    if isinstance(arguments, str):
        try:
            arguments = json.loads(arguments)
        except (ValueError, RecursionError):
            arguments = None
    return json.dumps(arguments) if isinstance(arguments, dict) else "{}"
