"""An LLM uses the tools of MCP servers in a run, and nothing is left of them when the run is over."""

import os
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from ai_node_builder import App, Settings, Workflow
from ai_node_builder.messages import ToolCall
from ai_node_builder.services.mcp_client.servers import ServerList
from ai_node_builder.testing import ScriptedChat


def workflow(*nodes: tuple[str, str, dict[str, Any]]) -> Workflow:
    """An LLM with these nodes as its tools."""
    links = [
        *({"from": [id, "output"], "to": ["llm", "tools"]} for id, _, _ in nodes),
        *({"from": ["llm", "tool_calls"], "to": [id, "tool_call"]} for id, _, _ in nodes),
    ]
    llm = {"id": "llm", "type": "llm", "widgets": {"prompt": "Go"}}
    items = [{"id": id, "type": type, "widgets": widgets} for id, type, widgets in nodes]
    return Workflow.read({"version": 1, "nodes": [llm, *items], "links": links})


def small(id: str = "mcp", **widgets: Any) -> tuple[str, str, dict[str, Any]]:
    return id, "mcp_tools", {"server": "small"} | widgets


def runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
async def chatting(home: Path, allowed: ServerList) -> AsyncIterator[Any]:
    """`await chatting(*replies)`: an open App whose model says these."""
    async with AsyncExitStack() as at_end:

        async def script(*replies: Any) -> App:
            return await at_end.enter_async_context(App(Settings.load(home=home), chat=ScriptedChat(replies)))

        yield script


async def test_a_model_calls_tools_of_a_server_and_of_ours(chatting: Any) -> None:
    calls = [
        ToolCall("1", {"a": 40, "b": 2}, "add"),
        ToolCall("2", {"expression": "6 * 7"}, "calculator"),
        ToolCall("3", {"text": "ho", "times": 3}, "say_it"),
    ]
    app = await chatting(calls, "done")
    run = await app.run(workflow(small(), ("sums", "calculator_tool", {})))
    results = [made["result"] for made in run.outputs["llm"]["tool_calls"]]
    assert (run.status, results[0]["sum"], results[1]["result"], results[2]["text"]) == ("finished", 42, 42, "hohoho")


async def test_the_program_ends_with_the_run(chatting: Any) -> None:
    run = await (await chatting([ToolCall("1", {}, "surroundings")], "done")).run(workflow(small()))
    assert not runs(run.outputs["llm"]["tool_calls"][0]["result"]["process"])


async def test_the_program_ends_where_the_run_is_cancelled(chatting: Any) -> None:
    app = await chatting([ToolCall("1", {}, "surroundings"), ToolCall("2", {"seconds": 60}, "wait")])
    run_id = await app.start(workflow(small()))
    told = ""
    async for event in app.events(run_id):
        told += event.data
        if "a quarter is done" in told and '"process"' in told:
            await app.parts.runner.cancel(run_id)
    [process] = set(re.findall(r'"process":(\d+)', told))
    assert not runs(int(process))


async def test_one_tool_twice_is_an_error_that_names_both_nodes(chatting: Any) -> None:
    run = await (await chatting()).run(workflow(small("one"), small("two")))
    [error] = run.errors
    assert (run.status, error["code"]) == ("failed", "tool_name_taken")
    assert "one" in error["error"]
    assert "two" in error["error"]


async def test_each_may_offer_a_part(chatting: Any) -> None:
    app = await chatting([ToolCall("1", {"a": 1, "b": 2}, "add")], "done")
    run = await app.run(workflow(small("one", only="add"), small("two", only="refuse")))
    assert run.outputs["llm"]["tool_calls"][0]["result"]["sum"] == 3
