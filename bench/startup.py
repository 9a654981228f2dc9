"""How long things take to start: whole processes, against the barest program that does the same."""

import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter, sleep

import httpx

from .rows import Row, in_turn

ROUNDS = 9
BARE = [sys.executable, "-c", "pass"]
IMPORT = [sys.executable, "-c", "import ai_node_builder"]
DEFINITION = [str(Path(sys.executable).parent / "ainb"), "tool", "generate_image"]
BARE_SERVER = """
import sys, uvicorn
from fastapi import FastAPI
app = FastAPI()
app.get("/healthz")(lambda: {"status": "ok"})
uvicorn.run(app, port=int(sys.argv[1]), log_level="warning")
"""


def compare() -> list[Row]:
    """All rows of starting up, in milliseconds."""
    imports = in_turn(lambda: _process(IMPORT), lambda: _process(BARE), ROUNDS)
    definition = in_turn(lambda: _process(DEFINITION), lambda: _process(BARE), ROUNDS)
    with tempfile.TemporaryDirectory() as home:
        ours = [DEFINITION[0], "serve", "--no-open", "--port"]
        theirs = [sys.executable, "-c", BARE_SERVER]
        servers = in_turn(lambda: _server(ours, home), lambda: _server(theirs, home), ROUNDS)
    return [
        Row("import ai_node_builder, against python -c pass", *imports, "ms", 5, "at most"),
        Row("ainb tool generate_image, against python -c pass", *definition, "ms", 12, "at most"),
        Row("server to /healthz, against bare FastAPI", *servers, "ms", 3, "at most"),
    ]


def _process(command: list[str]) -> float:
    started = perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return 1000 * (perf_counter() - started)


def _server(command: list[str], home: str) -> float:
    port = _free_port()
    started = perf_counter()
    environment = os.environ | {"AINB_HOME": home}
    with subprocess.Popen([*command, str(port)], env=environment, stderr=subprocess.DEVNULL) as server:
        try:
            return 1000 * (_answered(port) - started)
        finally:
            server.terminate()


def _answered(port: int) -> float:
    for _ in range(3000):
        try:
            httpx.get(f"http://127.0.0.1:{port}/healthz").raise_for_status()
            return perf_counter()
        except httpx.ConnectError:
            sleep(0.01)
    raise TimeoutError("the server does not answer")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
