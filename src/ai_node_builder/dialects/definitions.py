"""Tool definitions, spelled as each provider wants them."""

from typing import Literal, TypeAlias, get_args

from ai_node_builder.errors import UserError
from ai_node_builder.messages import ToolDefinition
from ai_node_builder.types import JsonObject

Dialect: TypeAlias = Literal["contract", "mcp", "openai", "openai-responses", "anthropic"]


def spell(definition: ToolDefinition, dialect: str = "contract") -> JsonObject:
    """The definition as the dialect writes it; UserError on an unknown dialect.

    contract: `name, description, input_schema` · mcp: the same with MCP's `inputSchema` · openai: a function of
    chat completions · openai-responses: a function of the Responses API · anthropic: a Claude tool.
    """
    name, description, schema = definition.name, definition.description, definition.input_schema
    match dialect:
        case "contract" | "anthropic":
            return definition.as_json()
        case "mcp":
            return {"name": name, "description": description, "inputSchema": schema}
        case "openai":
            function = {"name": name, "description": description, "parameters": schema}
            return {"type": "function", "function": function}
        case "openai-responses":
            # This API is strict unless told otherwise, and would have every optional argument filled in.
            function = {"name": name, "description": description, "parameters": schema}
            return {"type": "function", **function, "strict": False}
        case _:
            raise unknown(dialect)


def unknown(dialect: str) -> UserError:
    """What to raise for a dialect that is not spoken."""
    return UserError(f"unknown dialect {dialect!r}; use one of {', '.join(get_args(Dialect))}.")
