"""A reply put together from the pieces of a stream."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ai_node_builder.messages import ToolCall


@dataclass(slots=True)
class _Call:
    index: int
    id: str
    name: str
    arguments: str


class StreamedReply:
    """Takes chunks in the form of OpenAI's chat completions, or one whole answer."""

    def __init__(self, on_text: Callable[[str], None]) -> None:
        self.text = ""
        self.finish_reason: str | None = None
        self.usage: Any = None
        self._on_text = on_text
        self._calls: list[_Call] = []

    @property
    def tool_calls(self) -> tuple[ToolCall, ...]:
        """The calls in the order they began, arguments as the text that the model wrote."""
        return tuple(ToolCall(call.id or None, call.arguments, call.name or None) for call in self._calls)

    @property
    def empty(self) -> bool:
        return not self.text and not self._calls

    def add(self, chunk: Any) -> None:
        """Take one chunk of a stream."""
        self.usage = getattr(chunk, "usage", None) or self.usage
        for choice in chunk.choices[:1]:
            self.finish_reason = choice.finish_reason or self.finish_reason
            self._add(choice.delta)

    def add_whole(self, answer: Any) -> None:
        """Take an answer that came in one piece."""
        self.usage = getattr(answer, "usage", None)
        for choice in answer.choices[:1]:
            self.finish_reason = choice.finish_reason
            self._add(choice.message)

    def _add(self, said: Any) -> None:
        if said.content:
            self.text += said.content
            self._on_text(said.content)
        for position, call in enumerate(getattr(said, "tool_calls", None) or ()):
            self._add_call(call, position)

    def _add_call(self, call: Any, position: int) -> None:
        index = getattr(call, "index", None)
        index = position if index is None else index
        known = self._open_call(index, call.id)
        known.name = known.name or call.function.name or ""
        known.arguments += call.function.arguments or ""

    def _open_call(self, index: int, id: str | None) -> _Call:
        """The call that a piece belongs to. Some servers number every call 0, and only the ids differ."""
        latest = next((call for call in reversed(self._calls) if call.index == index), None)
        if latest is None or (id and latest.id and id != latest.id):
            latest = _Call(index, id or "", "", "")
            self._calls.append(latest)
        latest.id = latest.id or id or ""
        return latest
