"""What the demo assistant says."""

import json
from collections.abc import Sequence
from typing import Any

from ai_node_builder.messages import ToolCall
from ai_node_builder.types import Json, JsonObject

from .demo_story import scenes
from .wishes import Kind, Wish

ABILITIES = {
    Kind.PICTURE: 'draw ("Draw a sunset over mountains") and illustrate a story ("Tell a story about a fox")',
    Kind.SUM: 'do sums ("What is 12 * 7?")',
    Kind.WEATHER: 'look up the weather ("Weather in Paris")',
    Kind.STATISTICS: 'count words ("Analyse: …")',
}
TOOL_NODES = {
    Kind.PICTURE: "a GPT Image Tool",
    Kind.STORY: "a GPT Image Tool",
    Kind.SUM: "a Calculator Tool",
    Kind.WEATHER: "a Weather Tool",
    Kind.STATISTICS: "a Text Analysis Tool",
}
DEMO_NOTE = "(From the demo assistant, which follows fixed rules and is no AI.)"
UNSAID = frozenset({"success", "instructions"})
LONGEST = 200


def introduction(kinds: Sequence[Kind], tools: Sequence[str], shown_pictures: bool) -> str:
    """Who speaks, what it can do with the tools that are attached, and how to get a real model."""
    abilities = ", ".join(ABILITIES[kind] for kind in kinds)
    can = f"With the tools attached I can {abilities}" if abilities else _no_abilities(tools)
    blind = ", and I cannot look at pictures" if shown_pictures else ""
    return (
        f"I am the demo assistant: fixed rules, no AI{blind}. {can}; for anything else choose a real model in the "
        "model widget, such as openai/gpt-6-luna, and give its API key."
    )


def _no_abilities(tools: Sequence[str]) -> str:
    if tools:
        return f"Name one of the tools attached ({', '.join(tools)}) and I call it with your words"
    return "No tool is attached; connect one to tools, such as a GPT Image Tool, and I can call it"


def tool_wanted(wish: Wish) -> str:
    """The answer to a wish for which no tool is attached. A story can be told without pictures."""
    missing = f"To go further, connect {TOOL_NODES[wish.kind]} to my tools. {DEMO_NOTE}"
    if wish.kind is Kind.STORY:
        return "\n\n".join([*(scene.text for scene in scenes(wish.subject)), missing])
    return f"You ask for {_thing(wish)}, and no tool for it is attached. {missing}"


def _thing(wish: Wish) -> str:
    article = "" if wish.kind in (Kind.STATISTICS, Kind.WEATHER) else "a "
    return f"{article}{wish.kind}"


def answer(wish: Wish | None, calls: Sequence[tuple[ToolCall, str]]) -> str:
    """What came of the tool calls."""
    parts = [_outcome(call, _parsed(result)) for call, result in calls]
    if wish and wish.kind is Kind.STORY:
        told = [scene.text for scene in scenes(wish.subject)]
        parts = [part for scene in zip(told, parts, strict=False) for part in scene]
    elif wish and wish.kind is Kind.PICTURE:
        parts.insert(0, f"You asked for {wish.subject}.")
    return "\n\n".join([*parts, DEMO_NOTE])


def _outcome(call: ToolCall, result: Json) -> str:
    if not isinstance(result, dict):
        return f"{call.name} answered: {result}"
    if "error" in result:
        return f"{call.name} failed: {result['error']}"
    found = result.get("result", result)
    if not isinstance(found, dict):
        return f"{call.name} answered: {found}"
    if "servable_url" in found:
        return _picture(found)
    if "expression" in found and "result" in found:
        return f"{found['expression']} = {found.get('formatted', found['result'])}"
    return f"{call.name} answered: {_listed(found)}."


def _picture(found: JsonObject) -> str:
    url = found["servable_url"]
    alt = str(found.get("prompt_used", "the picture")).replace("[", "(").replace("]", ")")
    return f"![{alt}]({url})\n\n[{found.get('filename', url)}]({url})"


def _listed(found: JsonObject) -> str:
    """The facts of a result in one line, those that are empty left out; a long text is cut."""
    facts = {name: _short(value) for name, value in found.items() if name not in UNSAID}
    return ", ".join(f"{name.replace('_', ' ')} {said}" for name, said in facts.items() if said)


def _short(value: Any) -> str:
    match value:
        case None:
            return ""
        case dict():
            return f"({_listed(value)})" if value else ""
        case list():
            return f"({', '.join(map(_short, value))})" if value else ""
        case str() if len(value) > LONGEST:
            return f"{value[:LONGEST]}…"
        case str():
            return value
    return json.dumps(value)


def _parsed(text: str) -> Json:
    try:
        parsed: Json = json.loads(text)
    except ValueError:
        return text
    return parsed
