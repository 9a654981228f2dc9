"""What an LLM node puts on record: that it asked, what it heard, and the turns that later firings remember."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from ai_node_builder.messages import ChatReply, Message, ToolCall
from ai_node_builder.types import JsonObject

ASKED = "asked"
"""A completion was asked for."""
REFUSED = "refused"
"""It brought an error."""


def kept_reply(reply: ChatReply) -> JsonObject:
    return {"text": reply.text, "tool_calls": [call.as_json() for call in reply.tool_calls]}


def replies_in(kept: Iterable[Any]) -> Iterator[ChatReply]:
    """The replies on record. Their cost is not among them: it is spent."""
    for value in kept:
        if isinstance(value, Mapping):
            yield ChatReply(value["text"], _calls(value))


def was_unanswered(kept: Sequence[Any]) -> bool:
    """Whether the run was cut off before an answer came, which may have been charged all the same."""
    return bool(kept) and kept[-1] == ASKED


def as_turn(message: Message, picture: str | None) -> JsonObject:
    """A turn to remember: its picture by file name, for the bytes would be kept again and again."""
    turn = asdict(message) | {"tool_calls": [call.as_json() for call in message.tool_calls], "picture": picture}
    del turn["images"]
    return turn


def read_turn(turn: Mapping[str, Any], images: tuple[str, ...]) -> Message:
    return Message(turn["role"], turn["text"], _calls(turn), turn["tool_call_id"], images)


def _calls(value: Mapping[str, Any]) -> tuple[ToolCall, ...]:
    return tuple(ToolCall(**call) for call in value["tool_calls"])
