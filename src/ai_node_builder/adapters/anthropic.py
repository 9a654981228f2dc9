"""Tool nodes for the plain `anthropic` client.

turns = [{"role": "user", "content": "Draw a fox"}]
reply = client.messages.create(model=..., max_tokens=1000, messages=turns, tools=definitions(painter))
turns += await answers(app, reply, painter)
"""

from typing import Any

from ai_node_builder.app.app import App
from ai_node_builder.dialects import read_calls, spell, spell_result
from ai_node_builder.node.tool import ToolNode

from .calling import call_all


def definitions(*tools: ToolNode) -> list[Any]:
    """What to pass to `messages` as `tools`."""
    return [spell(tool.definition(), "anthropic") for tool in tools]


async def answers(app: App, reply: Any, *tools: ToolNode) -> list[Any]:
    """What to append to the conversation: Claude's turn, then one with what each of its tool calls came to.

    `reply` is a whole message. Empty where it calls no tools; then it is the last word.
    """
    calls = read_calls(reply)
    if not calls:
        return []
    results = await call_all(app, calls, tools)
    content = [spell_result(result, "anthropic") for result in results]
    return [{"role": "assistant", "content": reply.content}, {"role": "user", "content": content}]
