"""Talking to language models."""

from collections.abc import Callable
from typing import Protocol

from ai_node_builder.messages import ChatReply, ChatRequest

DEMO = "demo/"
"""How the names of models begin that need no key and cost nothing."""

CHAT_MODELS = (
    "demo/assistant",
    "openai/gpt-6-sol",
    "openai/gpt-6-luna",
    "anthropic/claude-opus-5-5",
    "anthropic/claude-sonnet-5-5",
    "anthropic/claude-haiku-5-5",
    "gemini/gemini-3.8-flash",
    "gemini/gemini-pro-latest",
    "mistral/mistral-large-latest",
    "ollama_chat/llama3.1",
)
"""Models to suggest: all can call tools, by litellm's model list of November 2026. Any other name may be given."""


class ChatModel(Protocol):
    """Completes one turn of a conversation."""

    async def complete(self, request: ChatRequest, on_text: Callable[[str], None]) -> ChatReply:
        """Ask for one reply; `on_text` gets its text piece by piece as it arrives.

        Raises UserError, OperatorError or ProviderError, sorted by who must act.
        """
        ...
