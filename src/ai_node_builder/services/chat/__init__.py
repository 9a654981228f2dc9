"""Talking to language models."""

from collections.abc import Callable
from typing import Protocol

from ai_node_builder.messages import ChatReply, ChatRequest


class ChatModel(Protocol):
    """Completes one turn of a conversation."""

    async def complete(self, request: ChatRequest, on_text: Callable[[str], None]) -> ChatReply:
        """Ask for one reply; `on_text` gets its text piece by piece as it arrives.

        Raises UserError, OperatorError or ProviderError, sorted by who must act.
        """
        ...
