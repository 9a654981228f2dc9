"""The Responses API and the Messages API of the fake server, as the real clients see them."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from anthropic import AsyncAnthropic, AuthenticationError
from anthropic import BadRequestError as AnthropicBadRequest
from openai import AsyncOpenAI, BadRequestError

from ai_node_builder.testing import FakeOpenAI

SCHEMA: dict[str, Any] = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
FUNCTION: Any = {"type": "function", "name": "get_weather", "parameters": SCHEMA, "strict": False}
TOOL: Any = {"name": "get_weather", "input_schema": SCHEMA}
CALL = [{"name": "get_weather", "arguments": {"city": "Paris"}, "id": "call_7"}]


@pytest.fixture
async def claude(fake: FakeOpenAI) -> AsyncIterator[AsyncAnthropic]:
    url = fake.base_url.removesuffix("/v1")
    async with AsyncAnthropic(base_url=url, api_key="sk-test-1234", max_retries=0) as client:
        yield client


async def say(claude: AsyncAnthropic, content: Any, **more: Any) -> Any:
    turns: Any = [{"role": "user", "content": content}]
    return await claude.messages.create(model="claude", max_tokens=100, messages=turns, **more)


async def test_a_response_of_text(openai: AsyncOpenAI) -> None:
    reply = await openai.responses.create(model="gpt-6", input="hello")
    assert (reply.output_text, reply.status) == ("You said: hello", "completed")
    assert reply.usage is not None
    assert reply.usage.total_tokens == reply.usage.input_tokens + reply.usage.output_tokens


async def test_a_response_calls_the_first_tool(openai: AsyncOpenAI) -> None:
    reply = await openai.responses.create(model="gpt-6", input="Oslo", tools=[FUNCTION])
    [call] = reply.output
    assert call.type == "function_call"
    assert (call.name, call.arguments) == ("get_weather", '{"city": "Oslo"}')


async def test_a_response_to_a_tool_s_output(openai: AsyncOpenAI) -> None:
    output: Any = {"type": "function_call_output", "call_id": "1", "output": '{"servable_url": "http://x/1.png"}'}
    reply = await openai.responses.create(model="gpt-6", input=[output], tools=[FUNCTION])
    assert reply.output_text == "Here is the picture: http://x/1.png"


async def test_a_scripted_response(fake: FakeOpenAI, openai: AsyncOpenAI) -> None:
    fake.script(CALL)
    [call] = (await openai.responses.create(model="gpt-6", input="go")).output
    assert call.type == "function_call"
    assert call.call_id == "call_7"


@pytest.mark.parametrize(("body", "said"), [({"input": []}, "'input'"), ({"input": "x", "stream": True}, "stream")])
async def test_requests_that_no_response_answers(openai: AsyncOpenAI, body: Any, said: str) -> None:
    with pytest.raises(BadRequestError, match=said):
        await openai.responses.create(model="gpt-6", **body)


async def test_a_message_of_text(claude: AsyncAnthropic) -> None:
    reply = await say(claude, "hello")
    assert (reply.content[0].text, reply.stop_reason) == ("You said: hello", "end_turn")


async def test_a_message_calls_the_first_tool(claude: AsyncAnthropic) -> None:
    reply = await say(claude, "Oslo", tools=[TOOL])
    assert (reply.content[0].name, reply.content[0].input, reply.stop_reason) == (
        "get_weather",
        {"city": "Oslo"},
        "tool_use",
    )


async def test_a_message_about_a_tool_s_result(claude: AsyncAnthropic) -> None:
    result = {"type": "tool_result", "tool_use_id": "1", "content": "4 degrees"}
    assert (await say(claude, [result], tools=[TOOL])).content[0].text == "4 degrees"


@pytest.mark.parametrize(("more", "said"), [({"stream": True}, "stream"), ({"messages": []}, "messages")])
async def test_requests_that_no_message_answers(claude: AsyncAnthropic, more: Any, said: str) -> None:
    with pytest.raises(AnthropicBadRequest, match=said):
        await claude.messages.create(
            **{"model": "c", "max_tokens": 9, "messages": [{"role": "user", "content": "x"}]} | more
        )


async def test_a_script_that_claude_cannot_say(fake: FakeOpenAI, claude: AsyncAnthropic) -> None:
    fake.script([{"name": "get_weather", "arguments": "{broken"}])
    with pytest.raises(AnthropicBadRequest, match="mend the script"):
        await say(claude, "x")


@pytest.mark.parametrize(("key", "status"), [("sk-test-1234", 200), ("sk-bad-1234", 401), ("", 401)])
async def test_keys_in_anthropic_s_own_header(fake: FakeOpenAI, key: str, status: int) -> None:
    body = {"model": "claude", "messages": [{"role": "user", "content": "x"}]}
    async with httpx.AsyncClient(headers={"X-Api-Key": key}) as client:
        assert (await client.post(f"{fake.base_url}/messages", json=body)).status_code == status
    assert fake.chat_requests[-1].headers["x-api-key"] == f"…{key[-4:]}"


async def test_a_wrong_key_in_the_client(claude: AsyncAnthropic) -> None:
    with pytest.raises(AuthenticationError):
        await say(claude.with_options(api_key="sk-bad-key"), "x")
