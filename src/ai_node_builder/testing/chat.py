"""A language model that says what a test wants it to say."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeAlias

from ai_node_builder.messages import ChatReply, ChatRequest, ToolCall

Scripted: TypeAlias = str | Sequence[ToolCall] | ChatReply | Exception
"""One reply: its text, its tool calls, both as a ChatReply, or an exception to raise."""


class ScriptedChat:
    """A ChatModel that gives `replies` in order and keeps what it was asked in `requests`.

    AssertionError where it is asked more often than it has replies.
    """

    def __init__(self, replies: Iterable[Scripted] = (), *, cost_usd: float | None = 0.0) -> None:
        self.requests: list[ChatRequest] = []
        self._replies = list(replies)
        self._cost = cost_usd

    async def complete(self, request: ChatRequest, on_text: Callable[[str], None]) -> ChatReply:
        self.requests.append(request)
        assert self._replies, f"the script has no reply to request {len(self.requests)}; add one to replies."
        reply = self._reply(self._replies.pop(0))
        if reply.text:
            on_text(reply.text)
        return replace(reply, model=request.model)

    def _reply(self, scripted: Scripted) -> ChatReply:
        match scripted:
            case Exception():
                raise scripted
            case ChatReply():
                return scripted
            case str():
                return ChatReply(scripted, cost_usd=self._cost)
            case _:
                return ChatReply("", tuple(scripted), self._cost)
