"""Which key goes to which address; nothing is sent where it may not go."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

import pytest

from ai_node_builder.errors import SecretNotForHost, UnknownModel
from ai_node_builder.messages import ChatReply
from ai_node_builder.services.chat.litellm_chat import LiteLLMChat
from ai_node_builder.services.chat.providers import OpenAIAccount
from ai_node_builder.services.outgoing import Outgoing
from ai_node_builder.services.secrets import Binding, Key
from ai_node_builder.testing import FakeOpenAI

Ask: TypeAlias = Callable[..., Awaitable[ChatReply]]

HERE = Key("sk-test-of-this-host", Binding("MINE", "", ("127.0.0.1",)))
OPENAI = Key("sk-test-of-openai", Binding("OPENAI_API_KEY", "openai", ("api.openai.com",)))


async def test_a_key_that_is_bound_to_the_host_is_sent(ask: Ask, fake: FakeOpenAI) -> None:
    await ask(api_key=HERE)
    assert fake.chat_requests[0].headers["authorization"].endswith("host")


@pytest.mark.parametrize("model", ["openai/gpt-4o", "gpt-4o", "anthropic/claude-sonnet-4-5", "ollama_chat/llama3.2"])
async def test_an_address_of_a_workflow_gets_no_key_of_another_host(ask: Ask, fake: FakeOpenAI, model: str) -> None:
    with pytest.raises(SecretNotForHost, match="ainb secrets allow OPENAI_API_KEY --host 127"):
        await ask(model=model, api_key=OPENAI)
    assert fake.chat_requests == []


async def test_another_provider_gets_no_key(ask: Ask) -> None:
    with pytest.raises(SecretNotForHost, match="is not sent to anthropic"):
        await ask(model="anthropic/claude-sonnet-4-5", api_base="", api_key=OPENAI)


async def test_the_address_that_the_operator_set_gets_the_key(ask: Ask, fake: FakeOpenAI) -> None:
    chat = LiteLLMChat(OpenAIAccount(base_url=fake.base_url), find_key={"OPENAI_API_KEY": OPENAI}.get)
    await ask(chat=chat, api_base="", api_key="")
    await ask(chat=chat, api_base="", api_key=OPENAI)
    assert [one.headers["authorization"][-4:] for one in fake.chat_requests] == ["enai", "enai"]


@pytest.mark.parametrize(
    ("model", "given"),
    [
        ("huggingface/https://evil.example/v1", {"api_base": ""}),
        ("vertex_ai/gemini-2.5-pro", {"api_key": ""}),
        ("bedrock/anthropic.claude-v2", {"api_key": ""}),
    ],
)
async def test_no_credentials_of_this_machine_go_to_an_address_of_a_workflow(
    ask: Ask, fake: FakeOpenAI, model: str, given: dict[str, Any]
) -> None:
    with pytest.raises(UnknownModel):
        await ask(model=model, chat=LiteLLMChat(outgoing=Outgoing("127.0.0.1")), **given)
    assert fake.chat_requests == []
