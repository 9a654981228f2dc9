"""What an LLM and its tools say to each other."""

from collections.abc import Callable
from dataclasses import dataclass, field

from .types import Json, JsonObject


@dataclass(frozen=True, slots=True)
class ToolDefinition:
    """What a tool tells a model about itself. `input_schema` is a JSON Schema object."""

    name: str
    description: str
    input_schema: JsonObject

    def as_json(self) -> JsonObject:
        """The contract's form: `{"name", "description", "input_schema"}`."""
        return {"name": self.name, "description": self.description, "input_schema": self.input_schema}


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A model's wish. `arguments` is what the model sent: an object, or text that should be one."""

    id: str | None
    arguments: Json
    name: str | None = None

    def as_json(self) -> JsonObject:
        return {"id": self.id, "name": self.name, "arguments": self.arguments}


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation.

    `role` is "system", "user", "assistant" or "tool". An assistant turn may hold `tool_calls`; a tool turn
    answers the call named by `tool_call_id`. `images` are data URLs that a user turn shows to the model.
    """

    role: str
    text: str = ""
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str | None = None
    images: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """One completion to ask for. `model` is "provider/name"; `None` leaves a setting to the provider.

    Requests of different runs take turns; `on_wait` is told where this one has to wait.
    """

    model: str
    messages: tuple[Message, ...]
    tools: tuple[ToolDefinition, ...] = ()
    api_key: str = field(default="", repr=False)
    api_base: str = ""
    temperature: float | None = None
    max_tokens: int | None = None
    top_p: float | None = None
    run_id: str = ""
    on_wait: Callable[[str], None] = field(default=lambda message: None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class ChatReply:
    """A model's answer: text, tool calls, or both. `cost_usd` is None where the price is not known."""

    text: str
    tool_calls: tuple[ToolCall, ...] = ()
    cost_usd: float | None = None
    model: str = ""
