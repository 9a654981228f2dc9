"""Answers to requests of Anthropic's Messages API, from the same script as chat requests."""

import json
from collections.abc import Iterable
from typing import Any

from .chat_api import Reply, Script
from .replies import ApiError, HttpReply, JsonObject, json_reply


def anthropic_reply(body: JsonObject, script: Script, number: int) -> HttpReply:
    """The answer to request `number`, as one JSON object; this fake does not stream it."""
    if body.get("stream"):
        raise ApiError(400, "The fake does not stream the Messages API.", param="stream")
    if not (isinstance(body.get("messages"), list) and body["messages"]):
        raise ApiError(400, "messages: Field required", param="messages")
    messages = [one for message in body["messages"] for one in _messages(message)]
    reply = script.next_reply({"messages": messages, "tools": _tools(body)})
    content = list(_content(reply, number))
    payload = {
        "id": f"msg_fake_{number}",
        "type": "message",
        "role": "assistant",
        "model": body.get("model"),
        "content": content,
        "stop_reason": "tool_use" if reply.tool_calls else "end_turn",
        "stop_sequence": None,
        "usage": {"input_tokens": len(json.dumps(body)) // 4, "output_tokens": len(json.dumps(content)) // 4},
    }
    return json_reply(payload)


def _messages(message: JsonObject) -> Iterable[JsonObject]:
    """A message as chat messages: tool results are messages of their own there."""
    content = message.get("content") or ""
    blocks: list[Any] = [{"type": "text", "text": content}] if isinstance(content, str) else content
    for block in blocks:
        if block.get("type") == "tool_result":
            yield {"role": "tool", "content": block.get("content")}
    if texts := [block for block in blocks if block.get("type") == "text"]:
        yield {"role": message.get("role"), "content": texts}


def _tools(body: JsonObject) -> list[JsonObject]:
    return [
        {"function": {"name": tool["name"], "parameters": tool["input_schema"]}}
        for tool in body.get("tools") or ()
        if "input_schema" in tool
    ]


def _content(reply: Reply, number: int) -> Iterable[JsonObject]:
    if reply.text:
        yield {"type": "text", "text": reply.text}
    for call in reply.calls(number):
        yield {"type": "tool_use", "id": call.id, "name": call.name, "input": _input(call.arguments)}


def _input(arguments: str) -> Any:
    try:
        return json.loads(arguments)
    except ValueError as error:
        raise ApiError(400, f"Claude's arguments are an object, not text; mend the script: {error}") from error
