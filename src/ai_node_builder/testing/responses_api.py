"""Answers to requests of OpenAI's Responses API, from the same script as chat requests."""

import json
import time
from collections.abc import Iterable, Mapping
from typing import Any

from .chat_api import Reply, Script
from .replies import ApiError, HttpReply, JsonObject, json_reply


def responses_reply(body: JsonObject, script: Script, number: int) -> HttpReply:
    """The answer to request `number`, as one JSON object; this fake does not stream it."""
    if body.get("stream"):
        raise ApiError(400, "The fake does not stream the Responses API.", param="stream")
    reply = script.next_reply({"messages": _messages(body.get("input")), "tools": _tools(body)})
    said = len(reply.text) // 4 + 1
    payload = {
        "id": f"resp_fake_{number}",
        "object": "response",
        "created_at": int(time.time()),
        "status": "completed",
        "model": body.get("model"),
        "output": list(_output(reply, number)),
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": body.get("tools") or [],
        "usage": _usage(len(json.dumps(body)) // 4, said),
    }
    return json_reply(payload)


def _messages(given: Any) -> list[JsonObject]:
    """The input as chat messages."""
    items = [{"role": "user", "content": given}] if isinstance(given, str) else given
    if not (isinstance(items, list) and items):
        message = "Missing required parameter: 'input'."
        raise ApiError(400, message, code="missing_required_parameter", param="input")
    return [_message(item) for item in items]


def _message(item: Mapping[str, Any]) -> JsonObject:
    match item.get("type", "message"):
        case "function_call":
            return {"role": "assistant", "content": ""}
        case "function_call_output":
            return {"role": "tool", "content": item.get("output")}
    return {"role": item.get("role"), "content": item.get("content")}


def _tools(body: JsonObject) -> list[JsonObject]:
    return [{"function": tool} for tool in body.get("tools") or () if tool.get("type") == "function"]


def _output(reply: Reply, number: int) -> Iterable[JsonObject]:
    if reply.text:
        content = [{"type": "output_text", "text": reply.text, "annotations": []}]
        head = {"type": "message", "id": f"msg_fake_{number}", "role": "assistant", "status": "completed"}
        yield head | {"content": content}
    for index, call in enumerate(reply.calls(number)):
        names = {"id": f"fc_fake_{number}_{index}", "call_id": call.id, "name": call.name}
        yield {"type": "function_call", "status": "completed", "arguments": call.arguments} | names


def _usage(sent: int, said: int) -> JsonObject:
    return {
        "input_tokens": sent,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens": said,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": sent + said,
    }
