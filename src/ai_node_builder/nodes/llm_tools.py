"""Tool definitions as they come over wires, in any spelling of the LLM world."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ai_node_builder.dialects import kind
from ai_node_builder.messages import ToolDefinition

SCHEMAS = ("input_schema", "inputSchema", "parameters")
"""Where a definition keeps its JSON Schema: the contract and Claude, MCP, OpenAI."""


def read_definitions(values: Iterable[Any], complain: Callable[[str], None]) -> tuple[ToolDefinition, ...]:
    """The definitions among `values`; lists are looked into. Anything else, and a second tool of one name, is left
    out, and `complain` hears of it: a tool that was called by hand sends its result down the same wire."""
    found: dict[str, ToolDefinition] = {}
    for value in _flat(values):
        definition = _definition(value)
        if definition is None:
            complain(f"left out {_told(value)} at tools: a tool definition has a name and an input_schema")
        elif definition.name in found:
            complain(f"left out the second tool called {definition.name}: a model tells tools apart by name")
        else:
            found[definition.name] = definition
    return tuple(found.values())


def _flat(values: Iterable[Any]) -> Iterator[Any]:
    for value in values:
        yield from value if isinstance(value, list) else [value]


def _definition(value: Any) -> ToolDefinition | None:
    holder = value.get("function", value) if isinstance(value, dict) else None
    if not isinstance(holder, dict):
        return None
    name, description = holder.get("name"), holder.get("description") or ""
    schema = next((holder[key] for key in SCHEMAS if key in holder), None)
    if not (isinstance(name, str) and name and isinstance(description, str) and isinstance(schema, dict)):
        return None
    return ToolDefinition(name, description, schema)


def _told(value: Any) -> str:
    if isinstance(value, dict) and ("result" in value or "error" in value):
        return "a tool result"
    return kind(value)
