"""Which model a name leads to."""

import pytest

from ai_node_builder.errors import ApiKeyMissing, UnknownModel, UserError
from ai_node_builder.messages import ChatRequest, Message
from ai_node_builder.services.chat import CHAT_MODELS
from ai_node_builder.services.chat.router import ChatRouter
from ai_node_builder.services.litellm import loaded
from ai_node_builder.testing.chat import ScriptedChat


def request(model: str, api_base: str = "") -> ChatRequest:
    return ChatRequest(model, (Message("user", "hello"),), api_base=api_base)


def unheard(piece: str) -> None:
    """Nobody listens."""


async def test_demo_models_stay_here() -> None:
    network = ScriptedChat()
    reply = await ChatRouter(network=network).complete(request("demo/assistant"), unheard)
    assert reply.model == "demo/assistant"
    assert network.requests == []


@pytest.mark.parametrize("model", ["openai/gpt-4o", "gpt-4o", "ollama_chat/demo/assistant", "demonstration"])
async def test_all_others_go_to_the_network(model: str) -> None:
    network = ScriptedChat(["hi"])
    assert (await ChatRouter(network=network).complete(request(model), unheard)).text == "hi"


@pytest.mark.parametrize(
    ("model", "hint"), [("demo/asistant", "did you mean 'demo/assistant'"), (" ", "no model is chosen")]
)
async def test_a_wrong_name(model: str, hint: str) -> None:
    with pytest.raises(UnknownModel, match=hint):
        await ChatRouter(network=ScriptedChat()).complete(request(model), unheard)


MISSING = [
    ("openai/gpt-4o", "", "OpenAI API key is required.*set OPENAI_API_KEY"),
    ("gpt-99", "", "OpenAI API key is required"),
    ("claude-sonnet-4-5", "", "Anthropic API key is required.*set ANTHROPIC_API_KEY"),
    ("gemini/gemini-pro-latest", "", "Google Gemini API key is required.*set GEMINI_API_KEY"),
    ("openai/gpt-4o", "https://example.com/v1", "set OPENAI_API_KEY and leave api_base empty"),
]


@pytest.mark.parametrize(("model", "api_base", "words"), MISSING)
async def test_a_missing_key_is_told_before_anything_is_sent(model: str, api_base: str, words: str) -> None:
    with pytest.raises(ApiKeyMissing, match=words):
        await ChatRouter().complete(request(model, api_base), unheard)


@pytest.mark.parametrize("model", ["llama", "nobody/llama"])
async def test_a_name_without_a_provider(model: str) -> None:
    with pytest.raises(UnknownModel, match="write provider/model"):
        await ChatRouter().complete(request(model), unheard)


@pytest.mark.parametrize("api_base", ["localhost:11434", "ftp://localhost", "http://"])
async def test_an_address_that_is_none(api_base: str) -> None:
    with pytest.raises(UserError, match="an address begins with http"):
        await ChatRouter().complete(request("openai/m", api_base), unheard)


@pytest.mark.parametrize("model", CHAT_MODELS[1:])
async def test_the_models_that_are_suggested_can_call_tools(model: str) -> None:
    litellm = await loaded()
    assert litellm.supports_function_calling(model.replace("ollama_chat/", "ollama/"))
