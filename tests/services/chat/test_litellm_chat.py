"""A conversation over HTTP with the fake server: what is sent, and what comes back."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

import pytest

from ai_node_builder.messages import ChatReply, Message, ToolCall, ToolDefinition
from ai_node_builder.services.chat.litellm_chat import LiteLLMChat
from ai_node_builder.services.chat.providers import OpenAIAccount
from ai_node_builder.services.outgoing import Outgoing
from ai_node_builder.testing import FakeOpenAI

Ask: TypeAlias = Callable[..., Awaitable[ChatReply]]

PAINT = ToolDefinition(
    "paint", "Paints", {"type": "object", "properties": {"prompt": {"type": "string"}}, "required": ["prompt"]}
)


async def test_a_reply_streams_and_has_its_price(ask: Ask, fake: FakeOpenAI) -> None:
    fake.script("A lighthouse stands on a rock.")
    pieces: list[str] = []
    reply = await ask("hello", on_text=pieces.append)
    assert reply.text == "".join(pieces) == "A lighthouse stands on a rock."
    assert len(pieces) > 1
    # 2 tokens in at $2.5 and 8 out at $10 a million, as the fake server counts.
    assert reply.cost_usd == pytest.approx(2 * 2.5e-6 + 8 * 1e-5)


async def test_several_tool_calls_come_back_whole(ask: Ask, fake: FakeOpenAI) -> None:
    fake.script([{"name": "paint", "arguments": {"prompt": "a fox"}}, {"name": "paint", "arguments": '{"prompt": '}])
    reply = await ask("draw two", tools=(PAINT,))
    assert [(call.name, call.arguments) for call in reply.tool_calls] == [
        ("paint", '{"prompt": "a fox"}'),
        ("paint", '{"prompt": '),
    ]
    assert len({call.id for call in reply.tool_calls}) == 2


async def test_what_is_sent(ask: Ask, fake: FakeOpenAI) -> None:
    picture = Message("user", "look", images=("data:image/png;base64,iVBORw0KGgo=",))
    await ask(Message("system", "be kind"), picture, tools=(PAINT,), temperature=0.5, max_tokens=9, top_p=0.25)
    body = fake.chat_requests[0].body
    assert body["model"] == "gpt-4o"
    assert (body["temperature"], body["max_tokens"], body["top_p"]) == (0.5, 9, 0.25)
    assert body["stream_options"] == {"include_usage": True}
    assert body["messages"][0] == {"role": "system", "content": "be kind"}
    assert body["messages"][1]["content"][1] == {
        "type": "image_url",
        "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="},
    }
    assert body["tools"][0]["function"]["parameters"] == PAINT.input_schema


async def test_settings_that_are_none_are_not_sent(ask: Ask, fake: FakeOpenAI) -> None:
    await ask("hello")
    assert not {"temperature", "max_tokens", "top_p", "tools"} & fake.chat_requests[0].body.keys()


async def test_a_conversation_with_tools_is_told_again(ask: Ask, fake: FakeOpenAI) -> None:
    calls = (ToolCall("a", {"prompt": "fox"}, "paint"), ToolCall("b", '{"prompt": ', "paint"))
    result = Message("tool", '{"error": "no"}', tool_call_id="b")
    await ask("draw", Message("assistant", tool_calls=calls), Message("tool", "{}", tool_call_id="a"), result)
    sent = fake.chat_requests[0].body["messages"]
    arguments = [call["function"]["arguments"] for call in sent[1]["tool_calls"]]
    assert arguments == ['{"prompt": "fox"}', "{}"]
    assert sent[3] == {"role": "tool", "content": '{"error": "no"}', "tool_call_id": "b"}


@pytest.mark.parametrize("model", ["openai/gpt-4o", "gpt-4o", "gpt-99", "my-llama", "meta-llama/llama"])
async def test_a_server_of_ones_own_serves_any_model_without_a_key(ask: Ask, fake: FakeOpenAI, model: str) -> None:
    await ask("hello", model=model, api_key="")
    assert fake.chat_requests[0].body["model"] == model.removeprefix("openai/")


async def test_the_account_is_used_where_the_request_names_none(fake: FakeOpenAI, ask: Ask) -> None:
    chat = LiteLLMChat(OpenAIAccount("sk-account", fake.base_url))
    await ask("hello", chat=chat, api_base="", api_key="")
    assert fake.chat_requests[0].headers["authorization"].endswith("ount")


@pytest.mark.parametrize("variable", ["OPENAI_BASE_URL", "OPENAI_API_BASE"])
async def test_without_an_account_the_environment_is_read(
    fake: FakeOpenAI, ask: Ask, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, fake.base_url)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-from-the-environment")
    await ask("hello", api_base="", api_key="")
    assert fake.chat_requests[0].headers["authorization"].endswith("ment")


async def test_an_address_from_the_request_never_gets_the_operators_key(
    fake: FakeOpenAI, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-from-the-environment")
    await ask("hello", chat=LiteLLMChat(OpenAIAccount("sk-account"), Outgoing("127.0.0.1")), api_key="")
    assert fake.chat_requests[0].headers["authorization"].endswith("-key")


async def test_a_price_that_is_not_known_is_none(ask: Ask, fake: FakeOpenAI) -> None:
    assert (await ask("hello", model="openai/a-model-of-ones-own")).cost_usd is None
