"""The demo assistant: what it understands, which tools it calls, and what it says."""

import json
from typing import Any

import pytest

from ai_node_builder.messages import ChatReply, ChatRequest, Message, ToolCall, ToolDefinition
from ai_node_builder.nodes.calculator_tool import CalculatorTool
from ai_node_builder.nodes.gpt_image_tool import GPTImageTool
from ai_node_builder.nodes.weather_tool import WeatherTool
from ai_node_builder.services.chat.demo import DemoAssistant
from ai_node_builder.services.chat.wishes import read_wish

STATISTICS = ToolDefinition(
    "analyze_text",
    "Counts words",
    {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]},
)
TOOLS = (GPTImageTool.definition(), CalculatorTool.definition(), WeatherTool.definition(), STATISTICS)


async def ask(*turns: str | Message, tools: tuple[ToolDefinition, ...] = TOOLS, on_text: Any = list) -> ChatReply:
    messages = tuple(Message("user", turn) if isinstance(turn, str) else turn for turn in turns)
    return await DemoAssistant().complete(ChatRequest("demo/assistant", messages, tools), on_text)


async def told(request: str, call: ToolCall, result: Any) -> str:
    """What it says to the result of a call."""
    turn, answer = Message("assistant", tool_calls=(call,)), Message("tool", json.dumps(result), tool_call_id=call.id)
    return (await ask(request, turn, answer)).text


REQUESTS = [
    ("Generate an image of a sunset over mountains", "generate_image", {"prompt": "a sunset over mountains"}),
    ("draw a cat", "generate_image", {"prompt": "a cat"}),
    ("Please paint me a red fox in the snow, please!", "generate_image", {"prompt": "a red fox in the snow"}),
    ("Create a watercolor painting of a lighthouse", "generate_image", {"prompt": "a lighthouse, watercolor"}),
    ("Could you make a picture of two dogs for me?", "generate_image", {"prompt": "two dogs"}),
    ("An image of a lion.", "generate_image", {"prompt": "a lion"}),
    ("What is 12*7?", "calculator", {"expression": "12*7"}),
    ("What is (17 + 4) * 2?", "calculator", {"expression": "(17 + 4) * 2"}),
    ("calculate three plus 4 times 2", "calculator", {"expression": "3 + 4 * 2"}),
    ("How much is 1,000 divided by 8?", "calculator", {"expression": "1000 / 8"}),
    ("what's 15% of 80?", "calculator", {"expression": "15/100*80"}),
    ("What is the square root of 16?", "calculator", {"expression": "sqrt(16)"}),
    ("weather in Paris", "get_weather", {"city": "Paris"}),
    ("What's the weather in Oslo, Norway like today?", "get_weather", {"city": "Oslo, Norway"}),
    ("How cold is it in São Paulo right now?", "get_weather", {"city": "São Paulo"}),
    ("Analyse this text: Draw a cat. Now!", "analyze_text", {"text": "Draw a cat. Now!"}),
    ('How many words are in "the quick fox"?', "analyze_text", {"text": "the quick fox"}),
]


@pytest.mark.parametrize(("request_text", "name", "arguments"), REQUESTS)
async def test_it_calls_the_tool_that_fits(request_text: str, name: str, arguments: dict[str, str]) -> None:
    reply = await ask(request_text)
    assert [(call.id, call.name) for call in reply.tool_calls] == [("call_1", name)]
    assert json.loads(str(reply.tool_calls[0].arguments)) == arguments
    assert (reply.text, reply.cost_usd) == ("", 0.0)


@pytest.mark.parametrize(
    "text",
    ["", "hello", "who painted the Mona Lisa?", "Draw a picture", "what is the date 2026-11-22", "I have 3 cats"],
)
async def test_other_requests_get_a_polite_answer(text: str) -> None:
    assert read_wish(text) is None
    reply = await ask(text)
    assert reply.tool_calls == ()
    assert reply.text.startswith("I am the demo assistant: fixed rules, no AI.")


async def test_a_story_is_drawn_in_three_scenes() -> None:
    reply = await ask("Tell a short story about a lighthouse keeper and a fox, and illustrate it")
    prompts = [json.loads(str(call.arguments))["prompt"] for call in reply.tool_calls]
    assert [call.id for call in reply.tool_calls] == ["call_1", "call_2", "call_3"]
    assert len(set(prompts)) == 3
    assert all(prompt.startswith("a lighthouse keeper and a fox, ") for prompt in prompts)


async def test_a_story_shows_its_pictures_between_the_paragraphs() -> None:
    asked = Message("user", "Tell a story about a fox")
    calls = (await ask(asked)).tool_calls
    found = [{"result": {"servable_url": f"http://x/{call.id}.png", "prompt_used": "p"}} for call in calls]
    answers = [Message("tool", json.dumps(f), tool_call_id=call.id) for call, f in zip(calls, found, strict=True)]
    reply = await ask(asked, Message("assistant", tool_calls=calls), *answers)
    places = [reply.text.index(part) for part in ("call_1.png", "By noon", "call_2.png", "When night", "call_3.png")]
    assert places == sorted(places)
    assert reply.tool_calls == ()


async def test_a_story_without_a_painter_is_told_without_pictures() -> None:
    text = (await ask("Tell a story about a fox", tools=())).text
    assert "this story of a fox began" in text
    assert "connect a GPT Image Tool" in text


async def test_a_wish_without_its_tool_names_the_tool() -> None:
    reply = await ask("What is 12*7?", tools=(GPTImageTool.definition(),))
    assert reply.tool_calls == ()
    assert "connect a Calculator Tool" in reply.text


async def test_a_picture_comes_with_its_link() -> None:
    url = "http://localhost:8000/servable/gpt_image_1a2b3c4d.png"
    found = {"servable_url": url, "filename": "gpt_image_1a2b3c4d.png", "prompt_used": "a cat [asleep]"}
    text = await told("draw a cat", ToolCall("a", "{}", "generate_image"), {"id": "a", "result": found})
    assert text.startswith("You asked for a cat.")
    assert f"![a cat (asleep)]({url})" in text
    assert f"[gpt_image_1a2b3c4d.png]({url})" in text
    assert "no AI" in text


async def test_a_sum_is_an_equation() -> None:
    found = {"success": True, "expression": "12*700", "result": 8400, "formatted": "8,400"}
    text = await told("12*700", ToolCall("a", "{}", "calculator"), {"id": "a", "result": found})
    assert text.startswith("12*700 = 8,400\n")


@pytest.mark.parametrize(
    ("result", "said"),
    [
        (
            {"id": "a", "result": {"success": True, "city": "Oslo", "temperature": -3}},
            "tool answered: city Oslo, temperature -3.",
        ),
        (
            {"id": "a", "result": {"counts": {"words": 9}, "language": None, "key_words": ["sea", "x" * 300]}},
            f"tool answered: counts (words 9), key words (sea, {'x' * 200}…).",
        ),
        ({"id": "a", "result": "fine"}, "tool answered: fine"),
        ({"id": "a", "error": "The key is missing.", "code": "x"}, "tool failed: The key is missing."),
        ("just text", "tool answered: just text"),
    ],
)
async def test_results_are_told_plainly(result: Any, said: str) -> None:
    assert (await told("hello", ToolCall("a", "{}", "tool"), result)).startswith(said)


async def test_ids_count_through_the_conversation() -> None:
    earlier = Message("assistant", tool_calls=(ToolCall("call_1", "{}", "x"), ToolCall("call_2", "{}", "x")))
    results = [Message("tool", "{}", tool_call_id=id) for id in ("call_1", "call_2")]
    reply = await ask("hi", earlier, *results, Message("assistant", "done"), "draw a cat")
    assert reply.tool_calls[0].id == "call_3"


async def test_another_tool_is_called_when_its_name_is_said() -> None:
    schema = {
        "type": "object",
        "properties": {"n": {"type": "integer"}, "q": {"type": "string"}},
        "required": ["n", "q"],
    }
    library = ToolDefinition("search_library", "Finds books", schema)
    reply = await ask("Please search for whales", tools=(*TOOLS, library))
    assert reply.tool_calls == (ToolCall("call_1", '{"q": "Please search for whales"}', "search_library"),)


@pytest.mark.parametrize(
    "schema", [{}, {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}]
)
async def test_a_tool_that_takes_no_text_is_left_alone(schema: dict[str, Any]) -> None:
    assert (await ask("draw a cat", tools=(ToolDefinition("draw", "Draws", schema),))).tool_calls == ()


async def test_it_admits_that_it_cannot_see() -> None:
    reply = await ask(Message("user", "Describe this picture.", images=("data:image/png;base64,AA==",)))
    assert "I cannot look at pictures" in reply.text


async def test_it_streams_word_by_word() -> None:
    pieces: list[str] = []
    reply = await ask("Tell a story", tools=(), on_text=pieces.append)
    assert "".join(pieces) == reply.text
    assert len(pieces) == len(reply.text.split())
