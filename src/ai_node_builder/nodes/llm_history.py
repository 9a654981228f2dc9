"""Earlier turns that are handed to an LLM node, in the form that chat APIs have in common."""

import json
from typing import Any, Literal

import msgspec

from ai_node_builder.errors import UserError
from ai_node_builder.messages import Message


class _Turn(msgspec.Struct):
    role: Literal["user", "assistant"]
    content: str


def read_history(value: Any) -> list[Message]:
    """The turns in `[{"role": "user", "content": "hello"}, …]`, or in the text of that; none in an empty text.

    UserError names what does not fit. Other keys of a turn are passed over.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return []
    try:
        turns = msgspec.convert(json.loads(value) if isinstance(value, str) else value, list[_Turn])
    except (ValueError, RecursionError) as error:
        raise UserError(
            f"history cannot be read: {error}. Write a list of turns, each with role (user or assistant) and content.",
            code="history_unreadable",
        ) from error
    return [Message(turn.role, turn.content) for turn in turns]
