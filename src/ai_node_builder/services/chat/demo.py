"""A language model for trying things out: fixed rules instead of AI, offline, free, always the same."""

import json
import re
from collections.abc import Callable, Sequence
from typing import ClassVar

from ai_node_builder.messages import ChatReply, ChatRequest, Message, ToolCall, ToolDefinition

from .demo_answers import answer, introduction, tool_wanted
from .demo_story import scenes
from .wishes import Kind, Wish, read_wish

TOOL_WORDS = {
    Kind.PICTURE: ("image", "picture", "draw", "paint", "illustrat"),
    Kind.SUM: ("calculat", "arithmetic"),
    Kind.WEATHER: ("weather", "forecast"),
    Kind.STATISTICS: ("analy", "statistic"),
}
"""How a tool for each kind of wish shows itself: parts of its name or, failing that, of its description."""

VAGUE = frozenset({"get", "run", "use", "make", "create", "tool", "call", "find", "the", "and", "for", "with"})


class DemoAssistant:
    """The ChatModel called `demo/assistant`. It reads the last request, calls a tool that fits, and says so."""

    model: ClassVar[str] = "demo/assistant"

    async def complete(self, request: ChatRequest, on_text: Callable[[str], None]) -> ChatReply:
        """Never fails, sends nothing, costs nothing; the same conversation always gets the same reply."""
        text, calls = _reply(request)
        for word in re.findall(r"\s*\S+\s*", text):
            on_text(word)
        return ChatReply(text, calls, 0.0, self.model)


def _reply(request: ChatRequest) -> tuple[str, tuple[ToolCall, ...]]:
    asked = next((m for m in reversed(request.messages) if m.role == "user"), Message("user"))
    wish = read_wish(asked.text)
    if request.messages and request.messages[-1].role == "tool":
        return answer(wish, _latest_calls(request.messages)), ()
    if calls := _calls(wish, asked.text, request):
        return "", calls
    if wish:
        return tool_wanted(wish), ()
    kinds = [kind for kind in TOOL_WORDS if find_tool(kind, request.tools)]
    return introduction(kinds, [tool.name for tool in request.tools], bool(asked.images)), ()


def find_tool(kind: Kind, tools: Sequence[ToolDefinition]) -> ToolDefinition | None:
    """The tool for a kind of wish. A story needs one that draws."""
    words = TOOL_WORDS[Kind.PICTURE if kind is Kind.STORY else kind]
    usable = [tool for tool in tools if _argument(tool)]
    named = (tool for tool in usable if any(word in tool.name.lower() for word in words))
    described = (tool for tool in usable if any(word in tool.description.lower() for word in words))
    return next(named, None) or next(described, None)


def _calls(wish: Wish | None, text: str, request: ChatRequest) -> tuple[ToolCall, ...]:
    tool = find_tool(wish.kind, request.tools) if wish else _tool_named_in(text, request.tools)
    if tool is None:
        return ()
    subject = wish.subject if wish else text
    subjects = [scene.prompt for scene in scenes(subject)] if wish and wish.kind is Kind.STORY else [subject]
    first = 1 + sum(len(message.tool_calls) for message in request.messages)
    argument = _argument(tool)
    return tuple(
        ToolCall(f"call_{number}", json.dumps({argument: subject}, ensure_ascii=False), tool.name)
        for number, subject in enumerate(subjects, first)
    )


def _tool_named_in(text: str, tools: Sequence[ToolDefinition]) -> ToolDefinition | None:
    """A tool of another kind, if the request holds a word of its name."""
    known = [find_tool(kind, tools) for kind in TOOL_WORDS]
    said = set(re.findall(r"[^\W_]{3,}", text.lower())) - VAGUE
    others = (tool for tool in tools if tool not in known and _argument(tool))
    return next((tool for tool in others if said & set(re.findall(r"[^\W_]{3,}", tool.name.lower()))), None)


def _argument(tool: ToolDefinition) -> str | None:
    """The first required argument that is a text."""
    properties = tool.input_schema.get("properties", {})
    required = tool.input_schema.get("required", ())
    return next((name for name in required if properties.get(name, {}).get("type") == "string"), None)


def _latest_calls(messages: Sequence[Message]) -> list[tuple[ToolCall, str]]:
    """The calls of the last round, each with its result as text."""
    turn = next((message for message in reversed(messages) if message.tool_calls), Message("assistant"))
    results = {message.tool_call_id: message.text for message in messages if message.role == "tool"}
    return [(call, results.get(call.id, "")) for call in turn.tool_calls]
