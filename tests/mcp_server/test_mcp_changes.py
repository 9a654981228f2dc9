"""Clients hear of it when the lists of tools and pictures change, whoever changed them."""

import asyncio
import re
import signal
import subprocess
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import mcp_types as types
import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters
from mcp.client.subscriptions import ResourcesListChanged, ToolsListChanged

Connect: TypeAlias = Callable[..., Any]
Ainb: TypeAlias = Callable[..., Any]


@pytest.fixture
def ainb(parameters: StdioServerParameters) -> Ainb:
    """Runs a command in a process of its own."""

    async def run(*arguments: str) -> None:
        command = [parameters.command, *arguments]
        await asyncio.to_thread(subprocess.run, command, env=parameters.env, check=True, capture_output=True)

    return run


class Ear:
    """What a client of a session hears."""

    def __init__(self) -> None:
        self._heard: asyncio.Queue[str] = asyncio.Queue()

    async def __call__(self, message: Any) -> None:
        if isinstance(message, types.ToolListChangedNotification | types.ResourceListChangedNotification):
            await self._heard.put(message.method)

    async def hears(self) -> str:
        return await asyncio.wait_for(self._heard.get(), 60)


async def test_a_client_with_a_session(connect: Connect, ainb: Ainb) -> None:
    ear = Ear()
    async with connect(mode="legacy", message_handler=ear) as client:
        capabilities = client.server_capabilities
        assert capabilities.tools.list_changed is capabilities.resources.list_changed is True
        before = await client.list_tools()
        await ainb("mcp", "publish", "sketch", "--node", "generate_image")
        assert await ear.hears() == "notifications/tools/list_changed"
        assert {tool.name for tool in (await client.list_tools()).tools} - {tool.name for tool in before.tools} == {
            "sketch"
        }
        await ainb("mcp", "unpublish", "sketch")
        assert await ear.hears() == "notifications/tools/list_changed"
        await client.call_tool("generate_image", {"prompt": "a lion"})
        assert await ear.hears() == "notifications/resources/list_changed"


async def test_a_client_of_the_newest_protocol(connect: Connect, ainb: Ainb) -> None:
    async with connect(mode="auto") as client:
        capabilities = client.server_capabilities
        assert capabilities.tools.list_changed is capabilities.resources.list_changed is True
        await client.call_tool("calculator", {"expression": "1"})
        async with client.listen(tools_list_changed=True, resources_list_changed=True) as changes:
            await ainb("mcp", "unpublish", "calculator")
            assert await anext(changes) == ToolsListChanged()
            await client.call_tool("generate_image", {"prompt": "a lion"})
            assert await anext(changes) == ResourcesListChanged()
        assert "calculator" not in [tool.name for tool in (await client.list_tools()).tools]


@pytest.fixture
def served(parameters: StdioServerParameters) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A server that is a process of its own, and its address."""
    command = [parameters.command, "serve", "--port", "0", "--no-open"]
    with subprocess.Popen(command, env=parameters.env, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        found = re.search(r"http://[^ ,]+", process.stderr.readline())
        assert found
        yield found[0], process
        process.kill()


async def test_who_listens_is_told_that_the_server_stops(served: tuple[str, subprocess.Popen[str]]) -> None:
    url, process = served
    async with Client(f"{url}/mcp") as client, client.listen(tools_list_changed=True) as changes:
        process.send_signal(signal.SIGINT)
        assert [change async for change in changes] == []
    _, log = await asyncio.to_thread(process.communicate, timeout=60)
    assert (process.returncode, "Traceback" in log) == (0, False)
