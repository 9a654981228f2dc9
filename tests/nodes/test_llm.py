"""The LLM node: its loop, what it asks, and what it answers."""

import asyncio
import base64
import json
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ai_node_builder.errors import LimitReached, NotFound, OutcomeUnknown, RateLimited, UserError
from ai_node_builder.messages import ChatReply, ToolCall, ToolDefinition
from ai_node_builder.node.context import Context
from ai_node_builder.nodes.calculator_tool import CalculatorTool
from ai_node_builder.nodes.llm import LLM
from ai_node_builder.services.files import ServableFileManager
from ai_node_builder.testing.chat import Scripted, ScriptedChat
from ai_node_builder.types import JsonObject

PAINT = ToolDefinition("paint", "Paints", {"type": "object", "properties": {}})


@dataclass
class World:
    """A hand-made context, and all that the node did to it."""

    chat: ScriptedChat
    files: ServableFileManager
    results: dict[str, JsonObject] = field(default_factory=dict)
    called: list[ToolCall] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    streamed: list[str] = field(default_factory=list)
    spent: list[float | None] = field(default_factory=list)
    kept: list[Any] = field(default_factory=list)
    keeping: list[Any] = field(default_factory=list)
    remembered: list[Any] = field(default_factory=list)

    def context(self) -> Context:
        return Context(SimpleNamespace(chat=self.chat, files=self.files), self, self.call_tool, record=self)

    async def call_tool(self, call: ToolCall) -> JsonObject:
        self.called.append(call)
        await asyncio.sleep(0)
        return {"id": call.id} | self.results.get(call.name or "", {"result": {"success": True}})

    def progress(self, message: str, fraction: float | None = None) -> None:
        self.said.append(message)

    def text(self, piece: str) -> None:
        self.streamed.append(piece)

    def spend(self, cost_usd: float | None) -> None:
        self.spent.append(cost_usd)

    async def keep(self, value: Any) -> None:
        self.keeping.append(value)

    def remember(self, value: Any) -> None:
        self.remembered.append(value)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(ScriptedChat(), ServableFileManager(tmp_path, "http://localhost:8000"))


async def fire(world: World, *replies: Scripted, cost: float | None = 0.25, **fields: Any) -> Any:
    """Fire the node against a script; earlier requests stay in `world.chat.requests`."""
    script = ScriptedChat(replies, cost_usd=cost)
    script.requests, world.chat = world.chat.requests, script
    return await LLM(**{"prompt": "hello"} | fields).run(world.context())


async def test_a_plain_answer(world: World) -> None:
    assert await fire(world, "hi there") == {"response": "hi there", "tool_calls": []}
    assert (world.streamed, world.spent, world.said) == (["hi there"], [0.25], ["asking demo/assistant"])


async def test_what_is_asked(world: World) -> None:
    settings: JsonObject = {
        "model": "openai/x",
        "api_key": "sk-test",
        "api_base": "http://localhost/v1",
        "temperature": 0.5,
    }
    await fire(world, "hi", system_prompt="be kind", max_tokens=9.0, top_p=0.25, **settings)
    request = world.chat.requests[0]
    assert [(message.role, message.text) for message in request.messages] == [("system", "be kind"), ("user", "hello")]
    assert {name: getattr(request, name) for name in settings} == settings
    assert (request.max_tokens, request.top_p) == (9, 0.25)


async def test_a_blank_system_prompt_is_not_sent(world: World) -> None:
    await fire(world, "hi", system_prompt=" \n")
    assert [message.role for message in world.chat.requests[0].messages] == ["user"]


async def test_tools_are_called_until_the_model_answers(world: World) -> None:
    call = ToolCall("a", '{"prompt": "a fox"}', "paint")
    outputs = await fire(world, [call], "done", tools=[PAINT.as_json()])
    assert world.called == [ToolCall("a", {"prompt": "a fox"}, "paint")]
    assert outputs == {
        "response": "done",
        "tool_calls": [{"id": "a", "name": "paint", "arguments": {"prompt": "a fox"}, "result": {"success": True}}],
    }
    assert world.said == ["asking demo/assistant", "calling paint", "asking demo/assistant"]
    assert world.spent == [0.25, 0.25]


async def test_results_go_back_in_the_order_of_the_calls(world: World) -> None:
    calls = [ToolCall(id, "{}", name) for id, name in (("a", "paint"), ("b", "sing"), ("c", "paint"))]
    world.results["sing"] = {"error": "no voice", "code": "x"}
    await fire(world, calls, "done")
    turn, *results = world.chat.requests[1].messages[1:]
    assert [call.id for call in turn.tool_calls] == ["a", "b", "c"]
    assert [result.tool_call_id for result in results] == ["a", "b", "c"]
    assert json.loads(results[1].text) == {"id": "b", "error": "no voice", "code": "x"}


async def test_calls_of_one_round_run_side_by_side(world: World) -> None:
    started = asyncio.Barrier(2)

    async def wait_for_the_other(call: ToolCall) -> JsonObject:
        await started.wait()
        return {"id": call.id, "result": {}}

    world.call_tool = wait_for_the_other  # type: ignore[method-assign]
    assert (await fire(world, [ToolCall("a", {}, "x"), ToolCall("b", {}, "x")], "done"))["response"] == "done"


async def test_broken_arguments_reach_the_tool_as_they_are(world: World) -> None:
    await fire(world, [ToolCall("a", '{"prompt": ', "paint")], "sorry")
    assert world.called[0].arguments == '{"prompt": '


async def test_ids_are_made_unique(world: World) -> None:
    await fire(world, [ToolCall("a", {}, "x"), ToolCall("a", {}, "x"), ToolCall(None, {}, "x")], "done")
    assert len({call.id for call in world.called} - {None}) == 3
    assert world.called[0].id == "a"


async def test_text_beside_calls_is_kept(world: World) -> None:
    await fire(world, ChatReply("let me see", (ToolCall("a", {}, "x"),), 0.0), "done")
    assert world.chat.requests[1].messages[1].text == "let me see"


async def test_rounds_are_capped(world: World) -> None:
    again = [ToolCall(None, {}, "paint")]
    with pytest.raises(LimitReached, match="after 2 rounds; raise the max_rounds widget"):
        await fire(world, again, again, again, max_rounds=2)
    assert len(world.called) == 2


async def test_the_last_round_may_end_in_an_answer(world: World) -> None:
    again = [ToolCall(None, {}, "paint")]
    assert (await fire(world, again, again, "done", max_rounds=2))["response"] == "done"


@pytest.mark.parametrize(("error", "spent"), [(OutcomeUnknown("?"), [None]), (RateLimited("wait"), [])])
async def test_a_failure_reports_money_that_may_be_gone(world: World, error: Exception, spent: list[None]) -> None:
    with pytest.raises(type(error)):
        await fire(world, error)
    assert world.spent == spent


@pytest.mark.parametrize("prompt", ["", " \n"])
async def test_a_blank_prompt_asks_nobody(world: World, prompt: str) -> None:
    with pytest.raises(UserError, match="wire a text into prompt"):
        await fire(world, prompt=prompt)
    assert world.chat.requests == []


async def test_a_picture_is_shown_to_the_model(world: World) -> None:
    info = world.files.save(b"\x89PNG and so on", suffix=".png")
    await fire(world, "a cat", image={"filename": info.filename, "servable_url": info.url})
    shown = base64.b64encode(b"\x89PNG and so on").decode()
    assert world.chat.requests[0].messages[0].images == (f"data:image/png;base64,{shown}",)


@pytest.mark.parametrize(
    ("image", "kind"), [("x.png", UserError), ({"url": "x"}, UserError), ({"filename": "gone.png"}, NotFound)]
)
async def test_a_picture_that_is_none(world: World, image: Any, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        await fire(world, image=image)


async def test_memory_keeps_a_runs_turns(world: World) -> None:
    await fire(world, [ToolCall("a", {}, "x")], "first", memory=True, system_prompt="be kind")
    await fire(world, [ToolCall("a", {}, "x")], "second", memory=True, prompt="and now?", system_prompt="be kind")
    roles = [message.role for message in world.chat.requests[-1].messages]
    assert roles == ["system", *["user", "assistant", "tool", "assistant"], *["user", "assistant", "tool"]]
    assert len({call.id for call in world.called}) == 2


async def test_without_memory_each_firing_starts_anew(world: World) -> None:
    await fire(world, "first", memory=True)
    await fire(world, "second")
    assert len(world.chat.requests[1].messages) == 1


OPENAI = {"name": "paint", "description": "Paints", "parameters": PAINT.input_schema}
SPELLINGS = [
    PAINT.as_json(),
    {"name": "paint", "description": "Paints", "inputSchema": PAINT.input_schema},
    {"type": "function", "function": OPENAI},
    {"type": "function"} | OPENAI,
    [PAINT.as_json()],
]


@pytest.mark.parametrize("spelling", SPELLINGS)
async def test_definitions_of_every_dialect(world: World, spelling: Any) -> None:
    await fire(world, "hi", tools=[spelling])
    assert world.chat.requests[0].tools == (PAINT,)


@pytest.mark.parametrize(
    ("value", "named"),
    [
        ({"id": "a", "result": {}}, "a tool result"),
        ("paint", "a text"),
        (None, "null"),
        ({"name": "paint"}, "an object"),
        ({"name": "", "input_schema": {}}, "an object"),
        ({"function": "paint"}, "an object"),
    ],
)
async def test_what_is_no_definition_is_left_out_and_told(world: World, value: Any, named: str) -> None:
    await fire(world, "hi", tools=[value, CalculatorTool.definition().as_json()])
    assert [tool.name for tool in world.chat.requests[0].tools] == ["calculator"]
    assert world.said[0].startswith(f"left out {named} at tools")


async def test_a_second_tool_of_one_name_is_left_out_and_told(world: World) -> None:
    await fire(world, "hi", tools=[PAINT.as_json(), PAINT.as_json()])
    assert len(world.chat.requests[0].tools) == 1
    assert "second tool called paint" in world.said[0]


def test_the_key_never_shows() -> None:
    assert "sk-test" not in repr(LLM(prompt="hello", api_key="sk-test"))


async def test_each_reply_is_kept_and_a_resumed_firing_hears_it_again(world: World) -> None:
    call = ToolCall("a", {"prompt": "a fox"}, "paint")
    first = await fire(world, [call], "done", tools=[PAINT.as_json()])
    world.kept = json.loads(json.dumps(world.keeping))
    world.chat.requests.clear()
    assert await fire(world, tools=[PAINT.as_json()]) == first
    assert (world.chat.requests, world.called) == ([], [call, call])
    assert world.spent == [0.25, 0.25]


async def test_it_goes_on_after_the_last_reply_on_record(world: World) -> None:
    await fire(world, [ToolCall("a", {}, "paint")], "done")
    world.kept, world.spent = world.keeping[:2], []
    world.chat.requests.clear()
    await fire(world, "done")
    (request,) = world.chat.requests
    assert [message.role for message in request.messages] == ["user", "assistant", "tool"]
    assert world.spent == [0.25]


@pytest.mark.parametrize(("kept", "spent"), [(["asked"], [None, 0.25]), (["asked", "refused"], [0.25]), ([], [0.25])])
async def test_an_answer_that_never_came_may_have_cost_something(
    world: World, kept: list[Any], spent: list[float | None]
) -> None:
    world.kept = kept
    await fire(world, "done")
    assert world.spent == spent


async def test_a_refusal_is_an_answer(world: World) -> None:
    with pytest.raises(RateLimited):
        await fire(world, RateLimited("wait"))
    assert world.keeping == ["asked", "refused"]


async def test_pictures_are_remembered_by_name(world: World) -> None:
    info = world.files.save(b"\x89PNG and so on", suffix=".png")
    await fire(world, "a cat", image={"filename": info.filename}, memory=True)
    assert "base64" not in json.dumps(world.remembered)
    await fire(world, "the same", memory=True)
    first, _, second = world.chat.requests[-1].messages
    assert (len(first.images), second.images) == (1, ())
