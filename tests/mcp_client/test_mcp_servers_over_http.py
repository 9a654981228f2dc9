"""Servers at a web address are added over HTTP, and reached where workflows may connect to; programs are not."""

import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from ai_node_builder import App, Settings
from ai_node_builder.errors import AINodeBuilderError
from ai_node_builder.services.mcp_client.servers import SERVERS, Server, ServerList

SMALL = Path(__file__).parent / "small_server.py"
WEB = {"url": "https://notes.example/mcp", "headers": {"Authorization": "NOTES_KEY"}}


@pytest.fixture
def program(home: Path) -> ServerList:
    """A list with a program on it."""
    servers = ServerList(home / SERVERS)
    servers.add("small", Server(command=sys.executable, args=(str(SMALL),), env={"CITY": "Paris"}))
    return servers


@pytest.fixture
def local() -> Iterator[int]:
    """The port of a server over HTTP on this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    with subprocess.Popen([sys.executable, SMALL, "http", str(port)], stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        assert next(line for line in process.stderr if "running on" in line)
        yield port
        process.terminate()
        process.stderr.read()


def names(http: httpx.Client) -> list[str]:
    return [server["name"] for server in http.get("/api/mcp/servers").json()]


def test_a_server_is_added_shown_and_removed(server: httpx.Client, program: ServerList) -> None:
    added = server.put("/api/mcp/servers/notes", json=WEB).json()
    assert added == {"name": "notes", "kind": "address", "target": WEB["url"], "keys": ["NOTES_KEY"]}
    small = server.get("/api/mcp/servers").json()[0]
    assert (small["name"], small["kind"], str(SMALL) in small["target"]) == ("small", "program", True)
    assert program.get("notes").internet_only
    assert server.delete("/api/mcp/servers/notes").status_code == 204
    assert names(server) == ["small"]


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        ("small", WEB, "mcp_server_is_program"),
        ("other", {"command": "touch", "args": ["/tmp/x"]}, "request_misshapen"),
        ("other", WEB | {"command": "touch"}, "request_misshapen"),
        ("other", WEB | {"internet_only": False}, "request_misshapen"),
        ("other", {"url": "stdio:touch"}, "wrong_usage"),
        ("other", {"url": "https://me:secret@notes.example/mcp"}, "wrong_usage"),
        ("other", {"url": "http://127.0.0.1:9/mcp"}, "host_not_allowed"),
        ("other", {"url": "http://169.254.169.254/mcp"}, "host_not_allowed"),
        ("other", WEB | {"headers": {"Bad Header": "KEY"}}, "request_misshapen"),
        ("two words", WEB, "wrong_usage"),
    ],
)
def test_what_is_refused(server: httpx.Client, program: ServerList, name: str, body: dict[str, Any], code: str) -> None:
    assert server.put(f"/api/mcp/servers/{name}", json=body).json()["code"] == code
    assert names(server) == ["small"]
    assert program.get("small").command


def test_a_program_stays(server: httpx.Client, program: ServerList) -> None:
    assert server.delete("/api/mcp/servers/small").json()["code"] == "mcp_server_is_program"
    assert server.delete("/api/mcp/servers/smal").json()["code"] == "mcp_server_unknown"
    assert names(server) == ["small"]


def test_a_server_is_tried(server: httpx.Client, program: ServerList) -> None:
    offered = {tool["name"]: tool["description"] for tool in server.post("/api/mcp/servers/small/test", json={}).json()}
    assert offered["add"] == "Adds two numbers."
    assert server.post("/api/mcp/servers/none/test", json={}).json()["code"] == "mcp_server_unknown"


def test_one_on_this_machine_that_the_operator_opened(serve: Callable[..., httpx.Client], local: int) -> None:
    http = serve(allow_hosts=f"127.0.0.1:{local}")
    assert http.put("/api/mcp/servers/web", json={"url": f"http://127.0.0.1:{local}/mcp"}).status_code == 200
    assert "add" in [tool["name"] for tool in http.post("/api/mcp/servers/web/test", json={}).json()]


async def test_an_address_that_changed_since_is_not_reached(home: Path, local: int) -> None:
    """What counts is the address at the time of the connection."""
    url = f"http://127.0.0.1:{local}/mcp"
    servers = ServerList(home / SERVERS)
    servers.add("typed", Server(url=url))
    servers.add("added", Server(url=url, internet_only=True))
    async with App(Settings.load(home=home)) as app:
        found: dict[str, Any] = {}
        for name in ("typed", "added"):
            connection = app.parts.services.mcp.connect(name, 20)
            try:
                found[name] = len(await connection.tools()) > 0
            except AINodeBuilderError as error:
                found[name] = error.code
            finally:
                await connection.close()
    assert found == {"typed": True, "added": "host_not_allowed"}


@pytest.mark.parametrize(
    ("path", "said"), [("/mcp", "wants a key, or another one (HTTP 401)"), ("/nothing", "not at its url (HTTP 404)")]
)
def test_what_a_server_over_http_answers_is_told(
    serve: Callable[..., httpx.Client], tmp_path: Path, path: str, said: str
) -> None:
    guarded = serve(home=tmp_path / "other", token="hush")
    http = serve(allow_hosts=guarded.base_url.netloc.decode())
    http.put("/api/mcp/servers/notes", json={"url": str(guarded.base_url.join(path))})
    assert said in http.post("/api/mcp/servers/notes/test", json={}).json()["detail"]
