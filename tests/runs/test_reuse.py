"""What an earlier run of a workflow came to is used again, as long as nothing has changed."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import func, select

from ai_node_builder import App, Settings, Workflow
from ai_node_builder.events import NodeFinished, NodeStarted, read_event
from ai_node_builder.runs import Run
from ai_node_builder.services.tables import results
from ai_node_builder.testing import FakeOpenAI
from ai_node_builder.workflow.answer import pictures_in

FLARE = "gpt-image-2.6-flare"


def drawing(name: str = "An LLM that draws", **widgets: dict[str, Any]) -> Workflow:
    """An LLM with the image tool, whose results also go to a display of their own."""
    set_ = {
        "prompt": {"text": "Draw a sunset over mountains"},
        "painter": {"model": FLARE, "quality": "low"},
        "llm": {"model": "openai/gpt-4o"},
    }
    for node, values in widgets.items():
        set_[node] = set_[node] | values
    kinds = {"prompt": "text", "painter": "gpt_image_tool", "llm": "llm", "answer": "display", "easel": "display"}
    return workflow(
        name,
        {id: (kind, set_.get(id, {})) for id, kind in kinds.items()},
        "prompt.text -> llm.prompt",
        "painter.output -> llm.tools",
        "llm.tool_calls -> painter.tool_call",
        "llm.response -> answer.value",
        "painter.output -> easel.value",
    )


def workflow(name: str, nodes: dict[str, tuple[str, dict[str, Any]]], *links: str) -> Workflow:
    ends = [[end.split(".") for end in link.split(" -> ")] for link in links]
    return Workflow.read(
        {
            "version": 1,
            "name": name,
            "nodes": [{"id": id, "type": kind, "widgets": widgets} for id, (kind, widgets) in nodes.items()],
            "links": [{"from": start, "to": end} for start, end in ends],
        }
    )


PICTURE = ("gpt_image", {"model": FLARE, "quality": "low", "prompt": "a lion"})
BY_HAND = {
    "call": ("json", {"value": '{"id": "img_1", "arguments": {"prompt": "a lion"}}'}),
    "painter": ("gpt_image_tool", {"model": FLARE, "quality": "low"}),
    "easel": ("display", {}),
}
BY_HAND_LINKS = ("call.value -> painter.tool_call", "painter.output -> easel.value")


def asked(fake: FakeOpenAI) -> tuple[int, int]:
    """How many completions and pictures were asked for."""
    return len(fake.chat_requests), len(fake.image_requests)


async def finished(app: App, run: Run) -> dict[str, NodeFinished]:
    """The last end of each node."""
    events = [read_event(event.data) async for event in app.events(run.id)]
    return {event.node: event for event in events if isinstance(event, NodeFinished)}


async def test_a_second_run_asks_for_nothing(fake_app: App, fake: FakeOpenAI) -> None:
    first = await fake_app.run(drawing())
    second = await fake_app.run(drawing())
    assert asked(fake) == (2, 1)
    assert (second.status, second.cost_usd) == ("finished", 0)
    assert first.cost_usd
    assert second.outputs["answer"] == first.outputs["answer"]


async def test_nodes_say_that_they_are_cached(fake_app: App) -> None:
    await fake_app.run(drawing())
    ends = await finished(fake_app, await fake_app.run(drawing()))
    assert {node: end.cached for node, end in ends.items()} == {
        "prompt": False,
        "painter": True,
        "llm": True,
        "answer": False,
        "easel": False,
    }
    assert (ends["llm"].cost_usd, ends["llm"].seconds) == (0, 0)


async def test_the_picture_of_a_tool_comes_back_with_the_answer(fake_app: App) -> None:
    """On its node, and along the tool's other wires."""
    first = await fake_app.run(drawing())
    second = await fake_app.run(drawing())
    for node, output in ("painter", "output"), ("easel", "value"):
        assert list(pictures_in(second.outputs[node])) == list(pictures_in(first.outputs[node])) != []
        result = second.outputs[node][output]["result"]
        assert (result["cached"], result["cost_usd"]) == (True, 0)


async def test_a_reused_call_is_told_as_a_call(fake_app: App) -> None:
    await fake_app.run(drawing())
    run = await fake_app.run(drawing())
    events = [read_event(event.data) async for event in fake_app.events(run.id)]
    call = [event for event in events if isinstance(event, NodeStarted) and event.node == "painter"][-1]
    assert (call.firing, call.caller, call.caller_firing) == (2, "llm", 1)
    assert call.call
    assert call.call["name"] == "generate_image"


async def test_a_third_run_is_as_cheap(fake_app: App, fake: FakeOpenAI) -> None:
    """What is below a reused result is unchanged too, though that result says that it is cached."""
    nodes = {
        "picture": PICTURE,
        "look": ("llm", {"model": "openai/gpt-4o", "prompt": "What is it?"}),
        "more": ("llm", {"model": "openai/gpt-4o"}),
    }
    links = ("picture.image -> look.image", "look.response -> more.prompt")
    for _ in range(3):
        run = await fake_app.run(workflow("", nodes, *links))
    assert asked(fake) == (2, 1)
    assert run.cost_usd == 0


@pytest.mark.parametrize(
    ("change", "again"),
    [
        ({"prompt": {"text": "Draw a red fox"}}, (2, 1)),
        ({"llm": {"system_prompt": "Be brief."}}, (2, 1)),
        ({"painter": {"size": "1024x1536"}}, (2, 1)),
        ({"llm": {"temperature": 0.5}}, (2, 1)),
        ({"llm": {"api_base": ""}}, (0, 0)),
        ({"llm": {"api_key": {"secret": "OPENAI_API_KEY"}}}, (0, 0)),
        ({"name": "Another"}, (2, 1)),
    ],
)
async def test_what_changes_what_runs_again(
    fake_app: App, fake: FakeOpenAI, change: Any, again: tuple[int, int]
) -> None:
    await fake_app.run(drawing())
    await fake_app.run(drawing(**change))
    assert asked(fake) == (2 + again[0], 1 + again[1])


async def test_runs_of_a_saved_workflow_have_their_own_results(fake_app: App, fake: FakeOpenAI) -> None:
    for workflow_id in (None, "one", "two", "one"):
        await fake_app.run(drawing(), workflow_id=workflow_id)
    assert asked(fake) == (6, 3)


async def test_a_fresh_run_does_everything_and_is_used_by_the_next(fake_app: App, fake: FakeOpenAI) -> None:
    await fake_app.run(drawing())
    fresh = await fake_app.run(drawing(), fresh=True)
    assert asked(fake) == (4, 2)
    third = await fake_app.run(drawing())
    assert asked(fake) == (4, 2)
    assert third.outputs["answer"] == fresh.outputs["answer"]


async def test_a_picture_that_was_deleted_is_made_again(fake_app: App, fake: FakeOpenAI) -> None:
    first = await fake_app.run(drawing())
    ((filename, _),) = pictures_in(first.outputs["painter"])
    fake_app.parts.services.files.delete(filename)
    await fake_app.run(drawing())
    assert asked(fake) == (4, 2)


async def test_what_is_below_a_new_picture_is_new_as_well(fake_app: App, fake: FakeOpenAI) -> None:
    nodes = {"picture": PICTURE, "look": ("llm", {"model": "openai/gpt-4o", "prompt": "What is it?"})}
    document = workflow("", nodes, "picture.image -> look.image")
    first = await fake_app.run(document)
    fake_app.parts.services.files.delete(first.outputs["picture"]["filename"])
    await fake_app.run(document)
    assert asked(fake) == (2, 2)


async def test_a_call_by_hand_is_used_again(fake_app: App, fake: FakeOpenAI) -> None:
    for _ in range(2):
        run = await fake_app.run(workflow("", BY_HAND, *BY_HAND_LINKS))
    assert asked(fake) == (0, 1)
    assert run.outputs["easel"]["value"]["result"]["cached"]
    assert run.cost_usd == 0


@pytest.mark.parametrize("fault", ["moderation_blocked", "insufficient_quota"])
async def test_a_failure_is_not_used_again(fake_app: App, fake: FakeOpenAI, fault: str) -> None:
    """Neither the failed call nor what the model made of it."""
    fake.fail_next(fault, on="images")
    await fake_app.run(drawing())
    run = await fake_app.run(drawing())
    assert asked(fake) == (4, 2)
    assert list(pictures_in(run.outputs["painter"]))


async def test_the_weather_is_asked_for_each_time(fake_app: App, fake: FakeOpenAI) -> None:
    """And so is a model that could ask for it."""
    nodes = {"weather": ("weather_tool", {}), "llm": ("llm", {"model": "openai/gpt-4o", "prompt": "hello"})}
    links = ("weather.output -> llm.tools", "llm.tool_calls -> weather.tool_call")
    fake.script("hi", "hi")
    for _ in range(2):
        await fake_app.run(workflow("", nodes, *links))
    assert asked(fake) == (2, 0)


async def test_what_holds_a_key_is_not_kept(fake_settings: Settings, fake: FakeOpenAI) -> None:
    key = "sk-canary-12345678"
    fake.script(f"the key is {key}", "second")
    nodes = {"llm": ("llm", {"model": "openai/gpt-4o", "prompt": "hello", "api_key": {"secret": "OPENAI_API_KEY"}})}
    async with App(fake_settings.model_copy(update={"openai_api_key": SecretStr(key)})) as app:
        for _ in range(2):
            await app.run(workflow("", nodes))
        assert len(fake.chat_requests) == 2
        assert len(await kept(app)) == 1
        assert key not in json.dumps(await kept(app))


async def kept(app: App) -> list[Any]:
    query = select(results.c.signature, results.c.result)
    return await app.parts.database.read(lambda connection: [list(row) for row in connection.execute(query)])


async def test_the_oldest_results_are_dropped(fake_app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ai_node_builder.runs.results.KEPT", 2)
    for name in ("one", "two", "three"):
        await fake_app.run(drawing(name))
    count = select(func.count()).select_from(results)
    assert await fake_app.parts.database.read(lambda c: c.execute(count).scalar_one()) == 2


async def test_a_large_result_is_not_kept(fake_app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ai_node_builder.engine.reuse.LARGEST", 100)
    await fake_app.run(drawing())
    assert await kept(fake_app) == []


async def test_results_of_many_nodes_are_found(new_reusing: Callable[[], Any]) -> None:
    machine = new_reusing()
    ids = [f"n{i}" for i in range(1200)]
    links = [f"n{i - 1}.out -> n{i}.x" for i in range(1, 1200)]
    await machine.run(dict.fromkeys(ids, "step"), *links)
    fired: list[str] = []
    machine.scripts |= {id: lambda node, ctx: fired.append(ctx.origin.node_id) for id in ids}
    run = await machine.run(dict.fromkeys(ids, "step"), *links)
    assert (run.status, fired) == ("finished", [])


async def test_a_run_that_is_cut_off_leaves_what_it_finished(new_reusing: Callable[[], Any]) -> None:
    machine, gate = new_reusing(), asyncio.Event()
    machine.scripts |= {"a": lambda node, ctx: {"out": "first"}, "b": lambda node, ctx: gate.wait()}
    run_id = await machine.start({"a": "step", "b": "step"}, "a.out -> b.x")
    await machine.until(run_id, "node_finished")
    await machine.runner.cancel(run_id)
    machine.scripts = {"a": lambda node, ctx: {"out": "second"}}
    run = await machine.run({"a": "step", "b": "step"}, "a.out -> b.x")
    assert run.outputs["b"] == {"out": "first"}
