"""Tool results, spelled as each provider wants them back."""

import json

from ai_node_builder.types import JsonObject

from .definitions import unknown


def spell_result(result: JsonObject, dialect: str = "contract") -> JsonObject:
    """A tool result as the dialect writes it; UserError on an unknown dialect.

    `result` is the contract's: `{"id", "result"}` or `{"id", "error", …}`, with the id of the call that it answers.

    openai: a message of the role `tool` · openai-responses: a `function_call_output` · anthropic: a `tool_result`
    block · mcp: a `CallToolResult`.
    """
    id, failed = result["id"], "error" in result
    match dialect:
        case "contract":
            return result
        case "openai":
            return {"role": "tool", "tool_call_id": id, "content": result_text(result)}
        case "openai-responses":
            return {"type": "function_call_output", "call_id": id, "output": result_text(result)}
        case "anthropic":
            return {"type": "tool_result", "tool_use_id": id, "content": result_text(result), "is_error": failed}
        case "mcp":
            inner = {name: value for name, value in result.items() if name != "id"} if failed else result["result"]
            content = [{"type": "text", "text": result_text(result)}]
            return {"content": content, "structuredContent": inner, "isError": failed}
        case _:
            raise unknown(dialect)


def result_text(result: JsonObject) -> str:
    """A tool result as the JSON text that a model reads."""
    # Models send half characters, which no provider takes back.
    return json.dumps(result, ensure_ascii=False).encode(errors="replace").decode()
