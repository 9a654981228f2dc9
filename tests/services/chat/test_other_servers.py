"""Servers that speak OpenAI's language in their own way, and other languages."""

import json
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

import pytest

from ai_node_builder import errors
from ai_node_builder.messages import ChatReply, Message, ToolCall, ToolDefinition
from ai_node_builder.services.chat.litellm_chat import LiteLLMChat
from ai_node_builder.services.outgoing import Outgoing

Ask: TypeAlias = Callable[..., Awaitable[ChatReply]]
Serve: TypeAlias = Callable[..., Any]

PAINT = ToolDefinition(
    "paint", "Paints", {"type": "object", "properties": {"prompt": {"type": "string"}}, "required": ["prompt"]}
)


def events(*chunks: Any) -> tuple[str, bytes]:
    """Server-sent events; a chunk that has a `type` is named after it, as Anthropic does."""
    lines = [
        f"event: {c['type']}\ndata: {json.dumps(c)}\n\n" if "type" in c else f"data: {json.dumps(c)}\n\n"
        for c in chunks
    ]
    return "text/event-stream", "".join([*lines, "data: [DONE]\n\n"]).encode()


def piece(delta: dict[str, Any], finish_reason: str | None = None) -> dict[str, Any]:
    """One chunk of an OpenAI stream."""
    choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
    return {"id": "chatcmpl-1", "object": "chat.completion.chunk", "model": "m", "choices": [choice]}


async def test_a_server_that_ignores_stream_is_asked_once_more_and_remembered(ask: Ask, serve: Serve) -> None:
    message = {"role": "assistant", "content": "whole", "tool_calls": None}
    whole = {
        "id": "c",
        "object": "chat.completion",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
    }
    server, chat = serve(("application/json", json.dumps(whole).encode())), LiteLLMChat(outgoing=Outgoing("127.0.0.1"))
    replies = [await ask("hello", chat=chat, api_base=server.url) for _ in range(2)]
    assert [reply.text for reply in replies] == ["whole", "whole"]
    assert [body.get("stream", False) for body in server.bodies] == [True, False, False]


async def test_calls_that_all_have_the_number_0(ask: Ask, serve: Serve) -> None:
    one = {"index": 0, "id": "x", "type": "function", "function": {"name": "paint", "arguments": '{"prompt": "1"}'}}
    two = one | {"id": "y", "function": {"name": "paint", "arguments": '{"prompt": "2"}'}}
    server = serve(events(piece({"tool_calls": [one]}), piece({"tool_calls": [two]}, "tool_calls")))
    reply = await ask("draw", api_base=server.url, tools=(PAINT,))
    assert [call.arguments for call in reply.tool_calls] == ['{"prompt": "1"}', '{"prompt": "2"}']


@pytest.mark.parametrize(
    ("reason", "kind"), [("length", errors.LimitReached), ("content_filter", errors.ModerationBlocked)]
)
async def test_an_answer_withheld(ask: Ask, serve: Serve, reason: str, kind: type[Exception]) -> None:
    server = serve(events(piece({"role": "assistant"}), piece({}, reason)))
    with pytest.raises(kind):
        await ask("hello", api_base=server.url)


async def test_an_empty_answer_is_an_answer(ask: Ask, serve: Serve) -> None:
    server = serve(events(piece({"role": "assistant"}), piece({}, "stop")))
    assert (await ask("hello", api_base=server.url)).text == ""
    assert len(server.bodies) == 1


def anthropic_stream() -> tuple[str, bytes]:
    start = {
        "id": "m",
        "type": "message",
        "role": "assistant",
        "content": [],
        "model": "c",
        "usage": {"input_tokens": 9},
    }
    call: dict[str, Any] = {"type": "tool_use", "id": "t1", "name": "paint", "input": {}}
    return events(
        {"type": "message_start", "message": start},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "Gladly"}},
        {"type": "content_block_stop", "index": 0},
        {"type": "content_block_start", "index": 1, "content_block": call},
        {"type": "content_block_delta", "index": 1, "delta": {"type": "input_json_delta", "partial_json": '{"prompt"'}},
        {"type": "content_block_delta", "index": 1, "delta": {"type": "input_json_delta", "partial_json": ': "fox"}'}},
        {"type": "content_block_stop", "index": 1},
        {"type": "message_delta", "delta": {"stop_reason": "tool_use"}, "usage": {"output_tokens": 9}},
        {"type": "message_stop"},
    )


async def test_claude(ask: Ask, serve: Serve) -> None:
    server = serve(anthropic_stream())
    broken = Message("assistant", tool_calls=(ToolCall("t0", '{"prompt": ', "paint"),))
    history = (Message("user", "draw"), broken, Message("tool", "{}", tool_call_id="t0"))
    reply = await ask(*history, model="anthropic/claude-sonnet-4-5", api_base=server.url, tools=(PAINT,))
    assert (reply.text, reply.tool_calls) == ("Gladly", (ToolCall("t1", '{"prompt": "fox"}', "paint"),))
    assert server.bodies[0]["messages"][1]["content"][0]["input"] == {}
