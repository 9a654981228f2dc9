"""Answers to chat requests: from the script if there is one, else what a willing model would do."""

import json
import re
import time
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .replies import ApiError, HttpReply, JsonObject, json_reply

_FRAGMENT = 12  # characters of text or arguments in one piece of a stream


@dataclass(frozen=True)
class ToolCall:
    """One tool call of a reply. `arguments` go out as they stand, so they may be broken JSON."""

    name: str
    arguments: str
    id: str = ""


@dataclass(frozen=True)
class Reply:
    """What the model says: text, tool calls, or both.

    A tool call is a ToolCall or `{"name", "arguments": dict or str, "id": optional}`;
    without an id it gets one of its own.
    """

    text: str = ""
    tool_calls: Sequence[ToolCall | Mapping[str, Any]] = ()

    def calls(self, number: int) -> list[ToolCall]:
        """The tool calls of the reply to request `number`, each with an id."""
        return [_call(call, f"call_{number}_{index}") for index, call in enumerate(self.tool_calls)]


Scripted = str | Reply | Mapping[str, Any] | Sequence[ToolCall | Mapping[str, Any]]
"""A reply as people write it: text, a list of tool calls, a Reply, or a Reply's fields as a dict."""


def _call(call: ToolCall | Mapping[str, Any], default_id: str) -> ToolCall:
    if isinstance(call, ToolCall):
        return ToolCall(call.name, call.arguments, call.id or default_id)
    arguments = call.get("arguments", {})
    if not isinstance(arguments, str):
        arguments = json.dumps(arguments)
    return ToolCall(call["name"], arguments, call.get("id") or default_id)


class Script:
    """The replies that wait for the next chat requests. Safe to use from several threads."""

    def __init__(self) -> None:
        self._replies: deque[Reply] = deque()

    def add(self, replies: Iterable[Scripted]) -> None:
        """Raises TypeError for a reply that is none of the shapes of `Scripted`; then none is added."""
        self._replies.extend([_as_reply(reply) for reply in replies])

    def next_reply(self, body: JsonObject) -> Reply:
        try:
            return self._replies.popleft()
        except IndexError:
            return willing_reply(body)


def _as_reply(scripted: Scripted) -> Reply:
    match scripted:
        case Reply():
            reply = scripted
        case str():
            reply = Reply(scripted)
        case Mapping():
            reply = Reply(**scripted)
        case _:
            reply = Reply(tool_calls=tuple(scripted))
    for call in reply.tool_calls:
        if not isinstance(call, ToolCall) and "name" not in call:
            raise TypeError(f"The tool call {call!r} has no name. Add one: {{'name': 'generate_image'}}.")
    return reply


def willing_reply(body: JsonObject) -> Reply:
    """Call the first tool for a user's message, and report what the tools gave back."""
    messages = body["messages"]
    last = messages[-1]
    if last.get("role") == "tool":
        return Reply("\n".join(_report(message) for message in _latest_tool_messages(messages)))
    if last.get("role") == "user" and body.get("tools") and body.get("tool_choice") != "none":
        return Reply(tool_calls=[_first_tool_call(body["tools"][0]["function"], _text(last))])
    return Reply(f"You said: {_text(last)}")


def _latest_tool_messages(messages: Sequence[JsonObject]) -> list[JsonObject]:
    """The answers to one round of tool calls: all tool messages at the end."""
    start = len(messages)
    while start and messages[start - 1].get("role") == "tool":
        start -= 1
    return list(messages[start:])


def _report(message: JsonObject) -> str:
    content = _text(message)
    url = re.search(r'"servable_url":\s*"([^"]+)"', content)
    return f"Here is the picture: {url[1]}" if url else content


def _first_tool_call(function: JsonObject, prompt: str) -> Mapping[str, Any]:
    schema = function.get("parameters") or {}
    properties = schema.get("properties", {})
    texts = [name for name in schema.get("required", ()) if properties.get(name, {}).get("type") == "string"]
    return {"name": function["name"], "arguments": {texts[0]: prompt} if texts else {}}


def _text(message: JsonObject) -> str:
    content = message.get("content") or ""
    if isinstance(content, str):
        return content
    return "".join(part.get("text", "") for part in content)


def chat_reply(body: JsonObject, script: Script, number: int) -> HttpReply:
    """The answer to chat request `number`, as one JSON object or as server-sent events."""
    if not (isinstance(body.get("messages"), list) and body["messages"]):
        message = "Missing required parameter: 'messages'."
        raise ApiError(400, message, code="missing_required_parameter", param="messages")
    completion = _Completion(body, script.next_reply(body), number)
    return completion.stream() if body.get("stream") else json_reply(completion.whole())


class _Completion:
    """One reply in OpenAI's two shapes."""

    def __init__(self, body: JsonObject, reply: Reply, number: int) -> None:
        self._body = body
        self._text = reply.text
        self._calls = reply.calls(number)
        self._finish_reason = "tool_calls" if self._calls else "stop"
        self._head = {
            "id": f"chatcmpl-fake-{number}",
            "created": int(time.time()),
            "model": body.get("model"),
        }

    def whole(self) -> JsonObject:
        message: JsonObject = {"role": "assistant", "content": self._text or None, "refusal": None}
        if self._calls:
            message["tool_calls"] = [_wire_call(call, call.arguments) for call in self._calls]
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": self._finish_reason}
        return self._head | {"object": "chat.completion", "choices": [choice], "usage": self._usage()}

    def stream(self) -> HttpReply:
        chunks = [self._chunk(delta) for delta in self._deltas()]
        chunks.append(self._chunk({}, self._finish_reason))
        if (self._body.get("stream_options") or {}).get("include_usage"):
            chunks = [chunk | {"usage": None} for chunk in chunks]
            chunks.append(self._chunk({}) | {"choices": [], "usage": self._usage()})
        events = [json.dumps(chunk) for chunk in chunks] + ["[DONE]"]
        return HttpReply([f"data: {event}\n\n".encode() for event in events], content_type="text/event-stream")

    def _deltas(self) -> Iterable[JsonObject]:
        yield {"role": "assistant", "content": "" if self._text else None, "refusal": None}
        for fragment in _fragments(self._text):
            yield {"content": fragment}
        for index, call in enumerate(self._calls):
            yield {"tool_calls": [{"index": index} | _wire_call(call, "")]}
            for fragment in _fragments(call.arguments):
                yield {"tool_calls": [{"index": index, "function": {"arguments": fragment}}]}

    def _chunk(self, delta: JsonObject, finish_reason: str | None = None) -> JsonObject:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
        return self._head | {"object": "chat.completion.chunk", "choices": [choice]}

    def _usage(self) -> JsonObject:
        """Four characters to a token, OpenAI's own rule of thumb."""
        sent = sum(len(_text(message)) for message in self._body["messages"]) // 4 + 1
        said = (len(self._text) + sum(len(call.arguments) for call in self._calls)) // 4 + 1
        return {"prompt_tokens": sent, "completion_tokens": said, "total_tokens": sent + said}


def _wire_call(call: ToolCall, arguments: str) -> JsonObject:
    return {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": arguments}}


def _fragments(text: str) -> list[str]:
    return [text[start : start + _FRAGMENT] for start in range(0, len(text), _FRAGMENT)]
