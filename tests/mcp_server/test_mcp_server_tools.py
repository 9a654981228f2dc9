"""What clients see of the tools, and what becomes of calls, good and bad."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeAlias

import pytest
from fastmcp import Client as FastClient
from fastmcp.client.transports import StdioTransport
from jsonschema import validate
from mcp import MCPError
from mcp.client.stdio import StdioServerParameters

from ai_node_builder.testing import FakeOpenAI

Connect: TypeAlias = Callable[..., Any]
DEFAULTS = ["generate_image", "get_weather", "calculator", "analyze_text", "get_image"]
ERAS = ("legacy", "2026-07-28")


@pytest.mark.parametrize("mode", [*ERAS, "auto"])
async def test_every_era_lists_and_calls(connect: Connect, mode: str) -> None:
    async with connect(mode=mode) as client:
        assert {tool.name for tool in (await client.list_tools()).tools} == set(DEFAULTS)
        assert (await client.call_tool("calculator", {"expression": "6*7"})).structured_content["result"] == 42


async def test_the_order_is_always_the_same(connect: Connect) -> None:
    async with connect() as client:
        lists = [[tool.name for tool in (await client.list_tools(cache_mode="bypass")).tools] for _ in range(3)]
    assert lists[0] == lists[1] == lists[2]


async def test_hints_are_complete_and_true(connect: Connect) -> None:
    async with connect() as client:
        tools = {tool.name: tool.annotations for tool in (await client.list_tools()).tools}
    hints = {
        name: (a.read_only_hint, a.destructive_hint, a.idempotent_hint, a.open_world_hint) for name, a in tools.items()
    }
    assert hints == {
        "generate_image": (False, False, False, True),
        "get_weather": (True, False, True, True),
        "calculator": (True, False, True, False),
        "analyze_text": (True, False, True, False),
        "get_image": (True, False, True, False),
    }


async def test_titles_icons_and_schemas(connect: Connect) -> None:
    async with connect() as client:
        tools = (await client.list_tools()).tools
    assert all(tool.title and tool.icons and tool.input_schema["type"] == "object" for tool in tools)
    draw = next(tool for tool in tools if tool.name == "generate_image")
    assert list(draw.input_schema["properties"]) == ["prompt"]
    assert draw.output_schema is not None


@pytest.mark.parametrize("mode", ERAS)
async def test_an_unknown_tool_is_a_protocol_error(connect: Connect, mode: str) -> None:
    async with connect(mode=mode) as client:
        with pytest.raises(MCPError, match="generate_image"):
            await client.call_tool("generate_imag", {"prompt": "a lion"})
        assert (await client.call_tool("calculator", {"expression": "1"})).is_error is False


WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("generate_image", {}, "prompt_missing"),
    ("generate_image", {"prompt": "  "}, "prompt_missing"),
    ("generate_image", {"prompt": 7}, "invalid_tool_call"),
    ("generate_image", {"prompt": "x" * 5_000_000}, "prompt_too_long"),
    ("calculator", {"expression": "1/"}, "calculation_error"),
    ("get_image", {"id": "f" * 32}, "not_found"),
    ("get_image", {"id": "f" * 32, "wait": "long"}, "invalid_tool_call"),
]


async def test_wrong_arguments_are_results_that_say_what_to_do(connect: Connect, fake: FakeOpenAI) -> None:
    async with connect() as client:
        replies = [(await client.call_tool(tool, arguments), code) for tool, arguments, code in WRONG]
        assert (await client.call_tool("calculator", {"expression": "1"})).is_error is False
    assert [reply.structured_content["code"] for reply, _ in replies] == [code for _, code in replies]
    assert all(reply.is_error and reply.structured_content["error"] in reply.content[0].text for reply, _ in replies)
    assert fake.image_requests == []


@pytest.mark.parametrize("tool", ["get_image", "get_run"])
async def test_an_id_of_nothing_is_answered_for_a_model(connect: Connect, tool: str) -> None:
    async with connect() as client:
        told = (await client.call_tool(tool, {"id": "f" * 32})).structured_content
    assert told["code"] == "not_found"
    assert told["error"].endswith("give the id that the pending result named.")


async def test_a_refusal_of_the_provider_teaches(connect: Connect, fake: FakeOpenAI) -> None:
    fake.fail_always("moderation_blocked")
    async with connect() as client:
        reply = await client.call_tool("generate_image", {"prompt": "a lion"})
    told = reply.structured_content
    assert (reply.is_error, told["code"], told["charged"]) == (True, "moderation_blocked", "no")


@pytest.mark.parametrize("mode", ERAS)
async def test_a_hundred_calls_at_once(connect: Connect, mode: str) -> None:
    async with connect(mode=mode) as client:
        replies = await asyncio.gather(
            *(client.call_tool("calculator", {"expression": f"{n}*{n}"}) for n in range(100))
        )
    assert [reply.structured_content["result"] for reply in replies] == [n * n for n in range(100)]


async def test_two_clients_at_once(connect: Connect, fake: FakeOpenAI) -> None:
    async with connect() as one, connect() as other:
        pictures = await asyncio.gather(
            one.call_tool("generate_image", {"prompt": "a lion"}),
            other.call_tool("generate_image", {"prompt": "a cat"}),
        )
    assert len({picture.structured_content["filename"] for picture in pictures}) == 2
    assert len(fake.image_requests) == 2


async def test_fastmcp_over_http(url: Callable[..., str]) -> None:
    async with FastClient(url()) as client:
        tools = {tool.name: tool for tool in await client.list_tools()}
        reply = await client.call_tool("generate_image", {"prompt": "a lion"})
        assert (await client.call_tool("calculator", {"expression": "6*7"})).structured_content["result"] == 42
    validate(reply.structured_content, tools["generate_image"].output_schema)


async def test_fastmcp_over_stdio(parameters: StdioServerParameters) -> None:
    transport = StdioTransport(parameters.command, parameters.args, env=parameters.env)
    async with FastClient(transport) as client:
        reply = await client.call_tool("calculator", {"expression": "6*7"})
    assert reply.structured_content["result"] == 42
