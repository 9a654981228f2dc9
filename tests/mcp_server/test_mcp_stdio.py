"""The pipe itself: it carries the protocol and nothing else, and survives whatever comes in."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters

from ai_node_builder.mcp.transports.lines import LONGEST
from tests.mcp_server.pipe import HELLO, Pipe

NOISY = """
import ctypes, os, subprocess, sys
from typing import Annotated
from ai_node_builder import Context, ToolNode

print("import noise")

class Noisy(ToolNode):
    \"\"\"Makes noise\"\"\"

    type = "noisy"
    title = "Noisy"
    tool_name = "noisy"
    tool_description = "Makes noise."
    family = "noisy"
    failure = "Noise error"

    async def call(self, ctx: Context, text: Annotated[str, "What to shout"]):
        print(text)
        sys.stdout.write(text)
        os.write(1, text.encode() + b"\\n")
        ctypes.CDLL(None).puts(text.encode())
        subprocess.run(["echo", text], check=True)
        return {"success": True, "stdin": sys.stdin.read()}
"""
SUM = {
    "jsonrpc": "2.0",
    "id": 9,
    "method": "tools/call",
    "params": {"name": "calculator", "arguments": {"expression": "6*7"}},
}


@pytest.fixture
def noisy(home: Path) -> None:
    (home / "nodes").mkdir(parents=True)
    (home / "nodes" / "noisy.py").write_text(NOISY)


@pytest.fixture
def pipe(parameters: StdioServerParameters) -> Iterator[Pipe]:
    with Pipe(parameters) as opened:
        yield opened


def test_nothing_but_protocol_on_stdout(noisy: None, parameters: StdioServerParameters) -> None:
    with Pipe(parameters) as pipe:
        call = {"name": "noisy", "arguments": {"text": "HEARD"}}
        pipe.send({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call})
        reply = pipe.receive()["result"]
        out, err = pipe.rest()
    assert reply["structuredContent"] == {"success": True, "stdin": ""}
    assert out == b""
    assert b"import noise" in err
    assert err.count(b"HEARD") >= 3  # what C has not flushed by the end is nowhere


@pytest.mark.parametrize(
    "line", [b"{broken", b"[]", b"7", b'{"jsonrpc": "2.0"}', b"\xff\xfe", b'{"id": 1, "method": 7}']
)
def test_what_is_no_message_is_answered_and_survived(pipe: Pipe, line: bytes) -> None:
    pipe.send(line)
    assert pipe.receive()["error"]["code"] == -32700
    pipe.send(SUM)
    assert pipe.receive()["result"]["structuredContent"]["result"] == 42


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"name": "calculator", "arguments": '{"expression": "1"}'}, "params.arguments: Input should be a valid dict"),
        ({"arguments": {}}, "params.name: Field required"),
    ],
)
def test_parameters_that_do_not_fit_are_named(pipe: Pipe, params: dict[str, Any], said: str) -> None:
    pipe.send(SUM | {"params": params})
    error = pipe.receive()["error"]
    assert (error["code"], said in error["message"]) == (-32602, True)


def test_a_client_that_reads_no_more_is_a_client_that_is_gone(pipe: Pipe) -> None:
    pipe.stop_reading()
    pipe.send(b"{broken")
    _, err = pipe.rest()
    assert (pipe.exit_code, b"ExceptionGroup" in err) == (0, False)


def test_a_message_that_is_too_long(pipe: Pipe) -> None:
    pipe.send(b'{"jsonrpc": "2.0", "id": 1, "method": "' + b"x" * (LONGEST + 10) + b'"}')
    assert "11 MB" in pipe.receive()["error"]["message"]
    pipe.send(SUM)
    assert pipe.receive()["id"] == 9


@pytest.mark.parametrize("version", ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"])
def test_every_older_version_is_spoken(parameters: StdioServerParameters, version: str) -> None:
    hello = HELLO | {"params": {**HELLO["params"], "protocolVersion": version}}  # type: ignore[dict-item]
    process = subprocess.run(
        [parameters.command, *parameters.args],
        env=parameters.env,
        input=f"{json.dumps(hello)}\n".encode(),
        capture_output=True,
        timeout=60,
    )
    assert json.loads(process.stdout)["result"]["protocolVersion"] == version


@pytest.fixture
def spoilt(home: Path) -> None:
    home.write_text("a file")


async def test_a_home_that_cannot_be_opened_is_told(spoilt: None, parameters: StdioServerParameters) -> None:
    async with Client(parameters) as client:
        assert (await client.list_tools()).tools
        with pytest.raises(Exception, match="home folder"):
            await client.call_tool("calculator", {"expression": "1"})


@pytest.mark.parametrize("method", ["tools/lists", "resources/subscribe", "tasks/get"])
def test_a_method_that_is_not_there(pipe: Pipe, method: str) -> None:
    pipe.send({"jsonrpc": "2.0", "id": 3, "method": method, "params": {"taskId": "none", "uri": "image://a.png"}})
    assert pipe.receive()["error"]["code"] in (-32601, -32602)


def test_a_setting_that_cannot_be_used_is_told(parameters: StdioServerParameters) -> None:
    env = {**(parameters.env or {}), "AINB_MCP_WAIT": "soon"}
    done = subprocess.run([parameters.command, "mcp"], env=env, input=b"", capture_output=True)
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"mcp_wait" in done.stderr
