"""A key is put in the store, every node kind runs well and badly, and then the key is looked for everywhere."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest

from ai_node_builder.registry.registry import Registry
from ai_node_builder.testing import FakeOpenAI

CANARY = "sk-CANARY-7f3a+b/91=c0ffee0ddba11"
REFERENCE = {"secret": "OPENAI_API_KEY"}
CALLS = {
    "gpt_image_tool": {"prompt": "a lion"},
    "weather_tool": {"city": "Paris"},
    "calculator_tool": {"expression": "6 * 7"},
    "text_analysis_tool": {"text": "A fine day."},
}
LEAKY = '''
"""A node that hands its key around."""
from ai_node_builder import Context, Node, Output, SocketType, secret, text

class Leaky(Node):
    """Tells its key in every way that a node has"""
    type, title = "leaky", "Leaky"
    outputs = (Output("out", SocketType.TEXT, "the key"),)
    key: str = secret(description="a key")
    how: str = text(description="how to end")

    async def run(self, ctx: Context):
        ctx.report.progress(f"my key is {self.key}")
        ctx.report.text(f"it is {self.key}")
        if self.how == "raise":
            raise RuntimeError(f"no luck with {self.key} and {self!r}")
        return {"out": self.key}
'''


class Echo(BaseHTTPRequestHandler):
    """Refuses everything, and quotes the key, as careless providers do."""

    def _refuse(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", 0)))
        said = f"wrong key {self.headers.get('authorization')} ({CANARY})"
        body = json.dumps({"error": {"message": said, "code": "odd", "param": CANARY}}).encode()
        self.send_response(400)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = _refuse

    def log_message(self, format: str, *args: Any) -> None:
        """Tests are quiet."""


@pytest.fixture
def echo() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    server.server_close()


@pytest.fixture
def stored(home: Path, ainb: Any) -> None:
    """The key in the store, and a node that does not keep it to itself."""
    (home / "nodes").mkdir(parents=True)
    (home / "nodes" / "leaky.py").write_text(LEAKY)
    assert ainb("secrets", "set", "OPENAI_API_KEY", input=CANARY)[0] == 0


@pytest.fixture
def ainb() -> Any:
    """`ainb(*arguments, input="", **environment)`: exit status, and stdout and stderr together."""

    def run(*arguments: str, input: str = "", **environment: str) -> tuple[int, str]:
        command = [sys.executable, "-m", "ai_node_builder", *arguments]
        done = subprocess.run(command, input=input.encode(), capture_output=True, env=os.environ | environment)
        return done.returncode, (done.stdout + done.stderr).decode()

    return run


def every_node() -> dict[str, Any]:
    """A workflow with each node kind, its keys named, its tools called; and one that tells its key."""
    nodes, links = [], []
    for node in Registry.builtin():
        widgets: dict[str, Any] = {name: REFERENCE for name, one in node.widgets().items() if one.kind == "secret"}
        widgets |= {"prompt": "hello"} if "prompt" in node.widgets() else {}
        widgets |= {"model": "openai/gpt-4o"} if node.type == "llm" else {}
        nodes.append({"id": node.type, "type": node.type, "widgets": widgets})
        if node.type in CALLS:
            call = {"id": "1", "arguments": CALLS[node.type]}
            nodes.append({"id": f"call_{node.type}", "type": "json", "widgets": {"value": call}})
            links.append({"from": [f"call_{node.type}", "value"], "to": [node.type, "tool_call"]})
    leaks = {"leaks": "", "raises": "raise"}
    nodes += [{"id": id, "type": "leaky", "widgets": {"key": REFERENCE, "how": how}} for id, how in leaks.items()]
    links.append({"from": ["leaks", "out"], "to": ["display", "value"]})
    return {"version": 1, "name": "everything", "nodes": nodes, "links": links}


def spellings(key: str) -> list[bytes]:
    return [key.encode(), json.dumps(key)[1:-1].encode(), key.removeprefix("sk-").encode()]


def must_be_clean(what: str, content: bytes | str) -> None:
    raw = content.encode(errors="replace") if isinstance(content, str) else content
    found = [raw[max(0, raw.find(one) - 200) :][:400] for one in spellings(CANARY) if one in raw]
    assert not found, f"{what} holds the key: {found[0]!r}"


def home_must_be_clean(home: Path) -> None:
    files = [path for path in home.rglob("*") if path.is_file()]
    assert {"ai-node-builder.db", "secrets.key"} <= {path.name for path in files}
    for path in files:
        must_be_clean(str(path), path.read_bytes())


@pytest.mark.parametrize("well", [True, False])
def test_through_the_command_line(
    ainb: Any, stored: None, home: Path, tmp_path: Path, fake: FakeOpenAI, echo: str, well: bool
) -> None:
    address = fake.base_url if well else echo
    path = tmp_path / "all.workflow.json"
    path.write_text(json.dumps(every_node()))
    status, said = ainb("--debug", "run", str(path), "--json", OPENAI_BASE_URL=address)
    assert (status, "no luck with ***" in said) == (1, True)
    must_be_clean("ainb run", said)
    draw = ("tool", "generate_image", "--call", json.dumps({"arguments": CALLS["gpt_image_tool"]}))
    for command in (("secrets",), ("secrets", "test", "OPENAI_API_KEY"), ("doctor",), draw):
        must_be_clean(command[0], ainb("--debug", *command, OPENAI_BASE_URL=address)[1])
    home_must_be_clean(home)


def tool_names() -> dict[str, str]:
    return {tool.type: name for name, tool in Registry.builtin().tools().items()}


@pytest.mark.parametrize("well", [True, False])
def test_through_http(
    stored: None, home: Path, serve: Any, fake: FakeOpenAI, echo: str, well: bool, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = serve(openai_base_url=fake.base_url if well else echo)
    saved = get(client, "POST", "/api/workflows", json=every_node())
    run_id = get(client, "POST", "/api/runs", json={"workflow_id": saved["id"]})["run_id"]
    must_be_clean("events", client.get(f"/api/runs/{run_id}/events").content)
    for tool, arguments in CALLS.items():
        must_be_clean(tool, client.post(f"/api/tools/{tool_names()[tool]}", json={"arguments": arguments}).content)
    for path in (f"runs/{run_id}", f"workflows/{saved['id']}", "secrets", "images", "costs", "nodes"):
        get(client, "GET", f"/api/{path}")
    assert get(client, "POST", "/api/secrets/OPENAI_API_KEY/test", json={})["accepted"] is well
    must_be_clean("the log", caplog.text)
    home_must_be_clean(home)


def get(client: httpx.Client, method: str, path: str, **body: Any) -> Any:
    """The reply, which must be a good one and must not hold the key."""
    reply = client.request(method, path, **body)
    must_be_clean(path, reply.content)
    assert reply.status_code in (200, 201), reply.text
    return reply.json()


@pytest.mark.parametrize(
    "body",
    [
        {"value": CANARY, "hosts": 7},
        {"value": [CANARY]},
        {"valeu": CANARY},
        {"value": f"{CANARY} x"},
        {"value": CANARY, "hosts": ["a b"]},
    ],
)
def test_a_refusal_does_not_quote_the_key(server: httpx.Client, body: dict[str, Any]) -> None:
    reply = server.put("/api/secrets/SOME_KEY", json=body)
    assert 400 <= reply.status_code < 500
    must_be_clean("the refusal", reply.content)


def test_a_body_that_is_no_json_is_not_quoted(server: httpx.Client) -> None:
    reply = server.put("/api/secrets/X", content=f'{{"value": "{CANARY}', headers={"content-type": "application/json"})
    assert reply.status_code == 422
    must_be_clean("the refusal", reply.content)
