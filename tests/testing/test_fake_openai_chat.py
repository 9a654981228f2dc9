import json
from collections import defaultdict
from typing import Any

import httpx
import pytest
from openai import AsyncOpenAI, AsyncStream
from openai.types.chat import (
    ChatCompletion,
    ChatCompletionChunk,
    ChatCompletionMessageParam,
    ChatCompletionToolParam,
)

from ai_node_builder.testing import FakeOpenAI, Reply, ToolCall

USER: ChatCompletionMessageParam = {"role": "user", "content": "draw a lion"}
DRAW: ChatCompletionToolParam = {
    "type": "function",
    "function": {
        "name": "generate_image",
        "parameters": {
            "type": "object",
            "properties": {"n": {"type": "integer"}, "prompt": {"type": "string"}},
            "required": ["n", "prompt"],
        },
    },
}
TWO_CALLS: list[dict[str, Any]] = [
    {"name": "generate_image", "arguments": {"prompt": "a lion in the savanna"}, "id": "img_1"},
    {"name": "get_weather", "arguments": '{"city": "Par'},
]


async def ask(openai: AsyncOpenAI, *messages: ChatCompletionMessageParam, **options: Any) -> ChatCompletion:
    answer: ChatCompletion = await openai.chat.completions.create(model="gpt-4o", messages=messages, **options)
    return answer


async def chunks_of(openai: AsyncOpenAI, **options: Any) -> list[ChatCompletionChunk]:
    stream: AsyncStream[ChatCompletionChunk] = await openai.chat.completions.create(
        model="gpt-4o", messages=[USER], stream=True, **options
    )
    return [chunk async for chunk in stream]


def calls_in(answer: ChatCompletion) -> list[tuple[str, str, str]]:
    calls = answer.choices[0].message.tool_calls or []
    return [(call.id, call.function.name, call.function.arguments) for call in calls if call.type == "function"]


def rebuilt(chunks: list[ChatCompletionChunk]) -> dict[int, tuple[str, str, str]]:
    parts: defaultdict[int, list[list[str]]] = defaultdict(lambda: [[], [], []])
    deltas = [call for chunk in chunks for choice in chunk.choices for call in choice.delta.tool_calls or []]
    for delta in deltas:
        assert delta.function
        for collected, part in zip(
            parts[delta.index], [delta.id, delta.function.name, delta.function.arguments], strict=True
        ):
            collected.append(part or "")
    return {index: ("".join(a), "".join(b), "".join(c)) for index, (a, b, c) in parts.items()}


async def test_scripted_text(fake: FakeOpenAI, openai: AsyncOpenAI) -> None:
    fake.script("one", "two")
    texts = [(await ask(openai, USER)).choices[0].message.content for _ in range(2)]
    assert texts == ["one", "two"]
    assert [request.body["messages"] for request in fake.chat_requests] == [[USER], [USER]]


async def test_scripted_tool_calls(fake: FakeOpenAI, openai: AsyncOpenAI) -> None:
    fake.script(TWO_CALLS)
    answer = await ask(openai, USER)
    first, second = calls_in(answer)
    assert first == ("img_1", "generate_image", '{"prompt": "a lion in the savanna"}')
    assert second == ("call_1_1", "get_weather", '{"city": "Par')
    assert (answer.choices[0].finish_reason, answer.choices[0].message.content) == ("tool_calls", None)


async def test_scripted_text_with_a_tool_call(fake: FakeOpenAI, openai: AsyncOpenAI) -> None:
    fake.script(Reply("Here it comes.", [ToolCall("generate_image", "{}")]))
    answer = await ask(openai, USER)
    assert answer.choices[0].message.content == "Here it comes."
    assert calls_in(answer) == [("call_1_0", "generate_image", "{}")]


async def test_streamed_text(fake: FakeOpenAI, openai: AsyncOpenAI) -> None:
    text = "A lion, drawn with care and in many pieces."
    fake.script(text)
    chunks = await chunks_of(openai)
    pieces = [chunk.choices[0].delta.content or "" for chunk in chunks]
    assert "".join(pieces) == text
    assert len(pieces) > 3
    assert [chunk.choices[0].finish_reason for chunk in chunks] == [None] * (len(chunks) - 1) + ["stop"]
    assert all(chunk.usage is None for chunk in chunks)


async def test_streamed_tool_calls_are_rebuilt_by_index(fake: FakeOpenAI, openai: AsyncOpenAI) -> None:
    fake.script(TWO_CALLS)
    chunks = await chunks_of(openai)
    assert rebuilt(chunks) == {
        0: ("img_1", "generate_image", '{"prompt": "a lion in the savanna"}'),
        1: ("call_1_1", "get_weather", '{"city": "Par'),
    }
    assert chunks[-1].choices[0].finish_reason == "tool_calls"
    assert len(chunks) > 6


async def test_streamed_usage_comes_last(fake: FakeOpenAI, openai: AsyncOpenAI) -> None:
    *others, last = await chunks_of(openai, stream_options={"include_usage": True})
    assert last.choices == []
    assert last.usage
    assert last.usage.total_tokens == last.usage.prompt_tokens + last.usage.completion_tokens > 0
    assert all(chunk.usage is None and chunk.choices for chunk in others)


async def test_the_wire_of_a_stream(fake: FakeOpenAI, http: httpx.AsyncClient) -> None:
    response = await http.post("/chat/completions", json={"messages": [USER], "stream": True})
    events = response.text.removesuffix("\n\n").split("\n\n")
    assert response.headers["content-type"] == "text/event-stream"
    assert events[-1] == "data: [DONE]"
    assert {json.loads(event.removeprefix("data: "))["object"] for event in events[:-1]} == {"chat.completion.chunk"}


async def test_unscripted_it_calls_the_first_tool(openai: AsyncOpenAI) -> None:
    answer = await ask(openai, USER, tools=[DRAW])
    assert calls_in(answer) == [("call_1_0", "generate_image", '{"prompt": "draw a lion"}')]
    assert answer.usage
    assert answer.usage.prompt_tokens > 0


async def test_unscripted_it_calls_a_tool_without_text_arguments(openai: AsyncOpenAI) -> None:
    bare: ChatCompletionToolParam = {"type": "function", "function": {"name": "now"}}
    content: Any = [{"type": "text", "text": "what time is it?"}]
    answer = await ask(openai, {"role": "user", "content": content}, tools=[bare])
    assert calls_in(answer) == [("call_1_0", "now", "{}")]


@pytest.mark.parametrize("options", [{}, {"tools": [DRAW], "tool_choice": "none"}])
async def test_unscripted_and_without_tools_it_answers(openai: AsyncOpenAI, options: dict[str, Any]) -> None:
    answer = await ask(openai, USER, **options)
    assert answer.choices[0].message.content == "You said: draw a lion"


async def test_unscripted_it_reports_what_the_tools_gave(openai: AsyncOpenAI) -> None:
    drawn = json.dumps({"result": {"servable_url": "http://localhost/servable/lion.png"}})
    answer = await ask(
        openai,
        USER,
        {"role": "tool", "tool_call_id": "a", "content": drawn},
        {"role": "tool", "tool_call_id": "b", "content": "12 degrees"},
        tools=[DRAW],
    )
    text = "Here is the picture: http://localhost/servable/lion.png\n12 degrees"
    assert answer.choices[0].message.content == text


async def test_a_chat_without_messages(http: httpx.AsyncClient) -> None:
    response = await http.post("/chat/completions", json={"model": "gpt-4o", "messages": []})
    assert response.status_code == 400
    assert response.json()["error"]["param"] == "messages"


@pytest.mark.parametrize("wrong", [5, {"txt": "typo"}, ["generate_image"], [{"arguments": {}}]])
def test_a_reply_that_is_none(fake: FakeOpenAI, wrong: Any) -> None:
    with pytest.raises(TypeError):
        fake.script("fine", wrong)
