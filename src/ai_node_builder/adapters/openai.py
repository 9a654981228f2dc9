"""Tool nodes for the plain `openai` client, with chat completions or the Responses API.

turns = [{"role": "user", "content": "Draw a fox"}]
reply = client.chat.completions.create(model=..., messages=turns, tools=definitions(painter))
turns += await answers(app, reply, painter)
"""

from typing import Any, Literal

from ai_node_builder.app.app import App
from ai_node_builder.dialects import read_calls, spell, spell_result
from ai_node_builder.node.tool import ToolNode

from .calling import call_all


def definitions(*tools: ToolNode, api: Literal["chat", "responses"] = "chat") -> list[Any]:
    """What to pass as `tools`, to `chat.completions` or to `responses`."""
    dialect = "openai" if api == "chat" else "openai-responses"
    return [spell(tool.definition(), dialect) for tool in tools]


async def answers(app: App, reply: Any, *tools: ToolNode) -> list[Any]:
    """What to append to the conversation: the model's turn, then what each of its tool calls came to.

    `reply` is a whole chat completion or response. Empty where it calls no tools; then it is the last word.
    """
    calls = read_calls(reply)
    if not calls:
        return []
    results = await call_all(app, calls, tools)
    if hasattr(reply, "output"):
        return [*reply.output, *(spell_result(result, "openai-responses") for result in results)]
    return [reply.choices[0].message, *(spell_result(result, "openai") for result in results)]
