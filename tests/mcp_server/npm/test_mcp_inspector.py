"""The MCP Inspector's command line, which is the MCP project's own client, over both transports."""

import json
import subprocess
from collections.abc import Callable
from typing import Any, TypeAlias

import httpx
import pytest
from mcp.client.stdio import StdioServerParameters

Inspect: TypeAlias = Callable[..., Any]


@pytest.fixture
def demo(parameters: StdioServerParameters) -> None:
    """Pictures come from the demo model."""
    said = ["mcp", "publish", "generate_image", "--set", "model=demo/painter"]
    subprocess.run([parameters.command, *said], env=parameters.env, check=True, capture_output=True)


@pytest.fixture(params=["stdio", "http"])
def inspect(
    request: pytest.FixtureRequest,
    run: Callable[..., subprocess.CompletedProcess[str]],
    parameters: StdioServerParameters,
    serve: Callable[..., httpx.Client],
) -> Inspect:
    """Asks a server something, in a process of its own; answers the result."""
    if request.param == "http":
        target = [str(serve().base_url.join("/mcp")), "--transport", "http"]
    else:
        target = [parameters.command, *parameters.args]
        target += [part for pair in (parameters.env or {}).items() for part in ("-e", "=".join(pair))]

    def ask(method: str, *arguments: str) -> Any:
        done = run("mcp-inspector-cli", "--cli", *target, "--method", method, *arguments)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return ask


def call(inspect: Inspect, tool: str, argument: str) -> Any:
    return inspect("tools/call", "--tool-name", tool, "--tool-arg", argument)


def test_it_lists_the_tools(inspect: Inspect) -> None:
    tools = {tool["name"]: tool for tool in inspect("tools/list")["tools"]}
    assert {"generate_image", "calculator", "get_image"} <= tools.keys()
    assert tools["generate_image"]["inputSchema"]["required"] == ["prompt"]
    assert tools["generate_image"]["annotations"]["readOnlyHint"] is False


def test_it_calculates(inspect: Inspect) -> None:
    reply = call(inspect, "calculator", "expression=6*7")
    assert (reply["isError"], reply["structuredContent"]["result"]) == (False, 42)


@pytest.mark.usefixtures("demo")
def test_it_draws_and_finds_the_picture(inspect: Inspect) -> None:
    reply = call(inspect, "generate_image", "prompt=a red fox")
    filename = reply["structuredContent"]["filename"]
    assert [block["type"] for block in reply["content"]] == ["text", "resource_link", "image"]
    assert [one["uri"] for one in inspect("resources/list")["resources"]] == [f"image://{filename}"]


def test_what_it_calls_wrongly_is_told(inspect: Inspect) -> None:
    reply = call(inspect, "calculator", "expression=6*")
    assert (reply["isError"], reply["structuredContent"]["charged"]) == (True, "no")
