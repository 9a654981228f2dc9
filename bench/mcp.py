"""From spawn to the answered list of tools over stdio, against a server of one tool, written with the same SDK."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from .rows import Row, in_turn

ROUNDS = 9
OURS = [str(Path(sys.executable).parent / "ainb"), "mcp"]
MINIMAL = """
from mcp.server import MCPServer
server = MCPServer("minimal")

@server.tool()
def add(a: int, b: int) -> int:
    "Add two numbers"
    return a + b

server.run()
"""
HELLO = {
    "id": 1,
    "method": "initialize",
    "params": {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "bench", "version": "1"}},
}


def compare() -> list[Row]:
    """The row of a cold start, in milliseconds."""
    with tempfile.TemporaryDirectory() as home:
        subprocess.run([OURS[0], "mcp", "tools"], env=_environment(home), check=True, stdout=subprocess.DEVNULL)
        minimal = [sys.executable, "-c", MINIMAL]
        figures = in_turn(lambda: _listed(OURS, home), lambda: _listed(minimal, home), ROUNDS)
    return [Row("ainb mcp to tools/list, against a minimal server", *figures, "ms", 1.3, "at most")]


def _listed(command: list[str], home: str) -> float:
    started = perf_counter()
    with subprocess.Popen(
        command, env=_environment(home), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as server:
        _send(server, HELLO)
        _answer(server)
        _send(server, {"method": "notifications/initialized"})
        _send(server, {"id": 2, "method": "tools/list"})
        assert _answer(server)["result"]["tools"]
        seconds = perf_counter() - started
        server.communicate()
    return 1000 * seconds


def _environment(home: str) -> dict[str, str]:
    return os.environ | {"AINB_HOME": home}


def _send(server: "subprocess.Popen[bytes]", message: dict[str, object]) -> None:
    assert server.stdin is not None
    server.stdin.write(json.dumps({"jsonrpc": "2.0"} | message).encode() + b"\n")
    server.stdin.flush()


def _answer(server: "subprocess.Popen[bytes]") -> dict[str, dict[str, object]]:
    assert server.stdout is not None
    answer: dict[str, dict[str, object]] = json.loads(server.stdout.readline())
    return answer
