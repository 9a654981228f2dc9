"""Which tools clients see is a person's choice: on the command line, over HTTP, and refused where it cannot work."""

import asyncio
import json
import os
import sqlite3
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import mcp_types as types
import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters

from ai_node_builder.testing import FakeOpenAI

Paid = Callable[..., httpx.Client]
Ainb = Callable[..., subprocess.CompletedProcess[str]]
SKETCH = {"kind": "node", "target": "gpt_image_tool", "widgets": {"quality": "low", "size": "1536x1024"}}
POSTER = {
    "version": 1,
    "name": "Poster",
    "nodes": [
        {"id": "topic", "type": "text"},
        {"id": "draw", "type": "gpt_image", "widgets": {"quality": "low"}},
        {"id": "shown", "type": "display"},
    ],
    "links": [
        {"from": ["topic", "text"], "to": ["draw", "prompt"]},
        {"from": ["draw", "image"], "to": ["shown", "value"]},
    ],
}
TOPIC = {"topic": {"node": "topic", "widget": "text", "description": "What the poster shows"}}


@pytest.fixture
def ainb(parameters: StdioServerParameters) -> Ainb:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([parameters.command, *arguments], env=parameters.env, capture_output=True, text=True)

    return run


@pytest.fixture
def poster(tmp_path: Path) -> Path:
    file = tmp_path / "poster.workflow.json"
    file.write_text(json.dumps(POSTER))
    return file


@pytest.fixture
def http(paid: Paid) -> httpx.Client:
    return paid()


def put(http: httpx.Client, name: str, tool: dict[str, Any]) -> httpx.Response:
    return http.put(f"/api/mcp/tools/{name}", json=tool)


def get(http: httpx.Client, name: str) -> Any:
    return http.get(f"/api/mcp/tools/{name}").json()


def delete(http: httpx.Client, what: str) -> int:
    return http.delete(f"/api/{what}").status_code


def saved(http: httpx.Client) -> str:
    id: str = http.post("/api/workflows", json=POSTER).json()["id"]
    return id


async def seen(target: Any) -> dict[str, Any]:
    async with Client(target) as client:
        return {tool.name: tool for tool in (await client.list_tools()).tools}


async def test_a_tool_with_other_widgets(http: httpx.Client, fake: FakeOpenAI) -> None:
    assert put(http, "sketch", SKETCH).status_code == 200
    async with Client(f"{http.base_url}/mcp") as client:
        reply = await client.call_tool("sketch", {"prompt": "a lion"})
    assert reply.structured_content["quality"] == "low"
    assert (fake.image_requests[0].body["quality"], fake.image_requests[0].body["size"]) == ("low", "1536x1024")


async def test_a_hidden_tool_is_gone_and_comes_back(http: httpx.Client) -> None:
    put(http, "calculator", {"kind": "node", "target": "calculator_tool", "enabled": False})
    assert "calculator" not in await seen(f"{http.base_url}/mcp")
    assert get(http, "calculator")["enabled"] is False
    assert delete(http, "mcp/tools/calculator") == 204
    assert "calculator" in await seen(f"{http.base_url}/mcp")


async def test_nothing_to_fetch_where_nothing_draws(http: httpx.Client) -> None:
    put(http, "generate_image", {"kind": "node", "target": "gpt_image_tool", "enabled": False})
    assert "get_image" not in await seen(f"{http.base_url}/mcp")


@pytest.mark.parametrize(
    ("name", "tool", "code"),
    [
        ("two words", SKETCH, "name_unfit"),
        ("get_image", SKETCH, "name_unfit"),
        ("calculator", SKETCH, "name_unfit"),
        ("sketch", SKETCH | {"target": "gpt_imag_tool"}, "not_found"),
        ("sketch", SKETCH | {"target": "display"}, "wrong_usage"),
        ("sketch", SKETCH | {"widgets": {"qualty": "low"}}, "unknown_widget"),
        ("sketch", SKETCH | {"widgets": {"quality": 7}}, "widget_wrong_kind"),
        ("sketch", SKETCH | {"widgets": {"api_key": "sk-plain"}}, "plain_secret"),
        ("sketch", SKETCH | {"more": 1}, "request_misshapen"),
        ("poster", {"kind": "workflow", "target": "f" * 32}, "not_found"),
    ],
)
def test_what_cannot_work_is_refused(http: httpx.Client, name: str, tool: dict[str, Any], code: str) -> None:
    assert put(http, name, tool).json()["code"] == code
    assert http.get(f"/api/mcp/tools/{name}").status_code in (200, 404)
    assert "sketch" not in [one["name"] for one in http.get("/api/mcp/tools").json()]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"topic": {"node": "topi", "widget": "text"}}, "unknown_node"),
        ({"topic": {"node": "topic", "widget": "txt"}}, "unknown_widget"),
        ({"topic": "topic.text"}, "wrong_usage"),
        ({"topic": {"node": "topic", "widget": 7}}, "wrong_usage"),
        ({"two words": {"node": "topic", "widget": "text"}}, "wrong_usage"),
        ({"quality": {"node": "draw", "widget": "quality"}}, "wrong_usage"),
        ({"key": {"node": "draw", "widget": "api_key"}}, "wrong_usage"),
    ],
)
def test_arguments_that_cannot_be(http: httpx.Client, arguments: Any, code: str) -> None:
    tool = {"kind": "workflow", "target": saved(http), "widgets": arguments}
    assert put(http, "poster", tool).json()["code"] == code


async def test_a_workflow_as_a_tool(http: httpx.Client, fake: FakeOpenAI) -> None:
    put(http, "poster", {"kind": "workflow", "target": saved(http), "widgets": TOPIC})
    async with Client(f"{http.base_url}/mcp") as client:
        tool = next(one for one in (await client.list_tools()).tools if one.name == "poster")
        missing = await client.call_tool("poster", {})
        reply = await client.call_tool("poster", {"topic": "a lion"})
    assert tool.input_schema["required"] == ["topic"]
    assert tool.annotations is not None
    assert (tool.annotations.read_only_hint, tool.annotations.open_world_hint) == (False, True)
    assert missing.structured_content["code"] == "argument_missing"
    told = reply.structured_content
    assert (told["success"], told["status"], list(told["outputs"])) == (True, "finished", ["shown"])
    assert [block.type for block in reply.content] == ["text", "resource_link", "image"]
    assert fake.image_requests[0].body["prompt"] == "a lion"


async def test_a_dear_workflow_is_asked_about(paid: Paid, fake: FakeOpenAI) -> None:
    asked: list[str] = []

    async def decline(context: Any, params: types.ElicitRequestParams) -> types.ElicitResult:
        asked.append(params.message)
        return types.ElicitResult(action="decline")

    http = paid(mcp_ask_above=0.001)
    put(http, "poster", {"kind": "workflow", "target": saved(http), "widgets": TOPIC})
    async with Client(f"{http.base_url}/mcp", elicitation_callback=decline) as client:
        reply = await client.call_tool("poster", {"topic": "a lion"})
    assert (reply.is_error, reply.structured_content["code"]) == (True, "spending_refused")
    assert (len(asked), fake.image_requests) == (1, [])


async def test_a_workflow_that_takes_long_is_fetched_later(paid: Paid, fake: FakeOpenAI) -> None:
    fake.fail_always("slow", seconds=60)
    http = paid(mcp_wait=0.2)
    put(http, "poster", {"kind": "workflow", "target": saved(http), "widgets": TOPIC})
    async with Client(f"{http.base_url}/mcp") as client:
        pending = (await client.call_tool("poster", {"topic": "a lion"})).structured_content
        again = (await client.call_tool("poster", {"topic": "a lion"})).structured_content
        assert (pending["pending"], again["run_id"]) == (True, pending["run_id"])
        fake.heal()
        reply = (await client.call_tool("get_run", {"id": pending["run_id"]})).structured_content
    assert (reply["success"], len(fake.image_requests)) == (True, 1)


async def test_the_same_call_twice_at_once_is_one_run(http: httpx.Client, fake: FakeOpenAI) -> None:
    put(http, "poster", {"kind": "workflow", "target": saved(http), "widgets": TOPIC})
    async with Client(f"{http.base_url}/mcp") as client:
        replies = await asyncio.gather(*(client.call_tool("poster", {"topic": "a lion"}) for _ in range(5)))
    assert len({reply.structured_content["run_id"] for reply in replies}) == 1
    assert len(fake.image_requests) == 1


@pytest.mark.parametrize("comes", ["after the program ended", "while the program ends"])
async def test_a_workflow_that_was_cut_off_goes_on(
    ainb: Ainb, parameters: StdioServerParameters, poster: Path, fake: FakeOpenAI, comes: str
) -> None:
    ainb("mcp", "publish", "poster", "--workflow", str(poster))
    fake.fail_always("slow", seconds=60)
    async with Client(parameters) as client:
        call = asyncio.create_task(client.call_tool("poster", {"topic": "a lion"}))
        await asyncio.to_thread(fake.wait_for_images, 1, 30)
        call.cancel()
        await asyncio.wait({call})
    if comes == "after the program ended":
        fake.heal()
    async with Client(parameters) as client:
        call = asyncio.create_task(client.call_tool("poster", {"topic": "a lion"}))
        fake.heal()
        reply = await call
    assert reply.structured_content["success"] is True
    assert len(fake.image_requests) == 1


async def test_one_that_was_cut_off_long_ago_begins_anew(
    ainb: Ainb, parameters: StdioServerParameters, poster: Path, fake: FakeOpenAI, home: Path
) -> None:
    ainb("mcp", "publish", "poster", "--workflow", str(poster))
    fake.fail_always("slow", seconds=60)
    async with Client(parameters) as client:
        call = asyncio.create_task(client.call_tool("poster", {"topic": "a lion"}))
        await asyncio.to_thread(fake.wait_for_images, 1, 30)
        call.cancel()
        await asyncio.wait({call})
    fake.heal()
    await asyncio.to_thread(cut_off, home)
    with sqlite3.connect(home / "ai-node-builder.db") as database:
        database.execute("UPDATE runs SET created_at = strftime('%Y-%m-%d %H:%M:%f000', created_at, '-61 minutes')")
    async with Client(parameters) as client:
        reply = await client.call_tool("poster", {"topic": "a lion"})
    assert reply.structured_content["success"] is True
    assert statuses(home) == ["interrupted", "finished"]


def cut_off(home: Path) -> None:
    """Return once the first run is known to have been."""
    while statuses(home) != ["interrupted"]:
        time.sleep(0.05)


def statuses(home: Path) -> list[str]:
    """How the runs stand, the oldest first."""
    with sqlite3.connect(home / "ai-node-builder.db") as database:
        return [status for (status,) in database.execute("SELECT status FROM runs ORDER BY created_at")]


async def test_a_workflow_that_fails_says_why(http: httpx.Client, fake: FakeOpenAI) -> None:
    fake.fail_always("moderation_blocked")
    put(http, "poster", {"kind": "workflow", "target": saved(http), "widgets": TOPIC})
    async with Client(f"{http.base_url}/mcp") as client:
        reply = await client.call_tool("poster", {"topic": "a lion"})
    assert (reply.is_error, reply.structured_content["code"]) == (True, "moderation_blocked")


async def test_a_workflow_that_was_deleted_is_left_out(http: httpx.Client) -> None:
    id = saved(http)
    put(http, "poster", {"kind": "workflow", "target": id, "widgets": TOPIC})
    delete(http, f"workflows/{id}")
    assert "poster" not in await seen(f"{http.base_url}/mcp")


async def test_on_the_command_line(
    ainb: Ainb, parameters: StdioServerParameters, poster: Path, fake: FakeOpenAI
) -> None:
    assert ainb("mcp", "publish", "sketch", "--node", "generate_image", "--set", "quality=low").returncode == 0
    assert ainb("mcp", "publish", "poster", "--workflow", str(poster)).returncode == 0
    assert ainb("mcp", "unpublish", "get_weather").returncode == 0
    tools = await seen(parameters)
    assert list(tools) == ["generate_image", "calculator", "analyze_text", "poster", "sketch", "get_image", "get_run"]
    assert list(tools["poster"].input_schema["properties"]) == ["topic"]
    listed = {one["name"]: one for one in json.loads(ainb("mcp", "tools", "--json").stdout)}
    assert (listed["get_weather"]["enabled"], listed["sketch"]["widgets"]) == (False, {"quality": "low"})
    ainb("mcp", "publish", "get_weather")
    ainb("mcp", "unpublish", "sketch")
    assert {"get_weather", "poster"} <= set(await seen(parameters))


@pytest.mark.parametrize(
    "arguments",
    [
        ("publish", "sketch", "--node", "generate_imag"),
        ("publish", "sketch", "--node", "generate_image", "--set", "qualty=low"),
        ("publish", "poster", "--workflow", "nowhere"),
        ("publish", "poster", "--input", "topic=prompt.text"),
        ("unpublish", "nothing"),
    ],
)
def test_the_command_line_refuses_what_cannot_work(ainb: Ainb, arguments: tuple[str, ...]) -> None:
    done = ainb("mcp", *arguments)
    assert done.returncode in (1, 2)
    assert "Error" in done.stderr
    assert os.linesep * 6 not in done.stderr
    assert "Traceback" not in done.stderr
