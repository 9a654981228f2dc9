"""`ainb mcp servers`: the list of MCP servers that a human allows."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Invoke = Callable[..., Any]

SMALL = str(Path(__file__).parent.parent / "mcp_client" / "small_server.py")


def entries(home: Path) -> Any:
    return json.loads((home / "mcp_servers.json").read_text())["mcpServers"]


def add(invoke: Invoke, name: str, *arguments: str) -> Any:
    return invoke("mcp", "servers", "add", name, *arguments)


def test_a_program_is_kept_with_its_whole_path(invoke: Invoke, home: Path) -> None:
    ran = add(invoke, "files", "--env", "A=b=c", "--secret", "TOKEN=MY_TOKEN", "--", "python3", "-u", SMALL)
    assert (ran.code, ran.out.startswith("files: /")) == (0, True)
    entry = entries(home)["files"]
    assert (Path(entry["command"]).is_absolute(), entry["args"]) == (True, ["-u", SMALL])
    assert entry["env"] == {"A": "b=c", "TOKEN": {"secret": "MY_TOKEN"}}


def test_an_address_with_a_header(invoke: Invoke, home: Path) -> None:
    add(invoke, "notes", "--url", "https://notes.example/mcp", "--header", "Authorization=NOTES")
    assert entries(home) == {
        "notes": {"url": "https://notes.example/mcp", "headers": {"Authorization": {"secret": "NOTES"}}}
    }


def test_the_list_and_taking_off_it(invoke: Invoke) -> None:
    add(invoke, "notes", "--url", "https://notes.example/mcp")
    assert invoke("mcp", "servers", "list").out == "notes\thttps://notes.example/mcp\n"
    assert invoke("mcp", "servers", "rm", "notes").code == 0
    assert invoke("mcp", "servers", "list").out == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["x"], "give either `-- COMMAND ARGUMENT...` or --url"),
        (["x", "--url", "https://a.example", "--", "python3"], "give either"),
        (["x", "--url", "file:///etc/passwd"], "must begin with http"),
        (["x", "--url", "https://a.example", "--env", "A=b"], "go with a command"),
        (["x", "--env", "A", "--", "python3"], "NAME=VALUE"),
        (["x", "--", "no-such-program"], "install it first"),
    ],
)
def test_wrong_usage(invoke: Invoke, home: Path, arguments: list[str], said: str) -> None:
    ran = invoke("mcp", "servers", "add", *arguments)
    assert (ran.code, said in ran.err) == (2, True), ran.err
    assert not (home / "mcp_servers.json").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["x", "--", "sh", "-c", "touch /tmp/p"], "sh runs whatever its arguments say"),
        (["x", "--env", "LD_PRELOAD=/tmp/x.so", "--", "python3"], "the variable LD_PRELOAD loads code"),
        (["../x", "--", "python3", "server.py"], "name the server with up to 64 letters"),
    ],
)
def test_what_is_not_allowed(invoke: Invoke, home: Path, arguments: list[str], said: str) -> None:
    ran = invoke("mcp", "servers", "add", *arguments)
    assert (ran.code, said in ran.err) == (1, True), ran.err
    assert not (home / "mcp_servers.json").exists()


def test_the_tools_of_a_server(invoke: Invoke) -> None:
    add(invoke, "small", "--", sys.executable, SMALL)
    ran = invoke("mcp", "servers", "tools", "small")
    assert "add\tAdds two numbers.\n" in ran.out, ran.err


def test_a_server_that_is_not_allowed(invoke: Invoke) -> None:
    add(invoke, "small", "--", sys.executable, SMALL)
    ran = invoke("mcp", "servers", "tools", "smal")
    assert (ran.code, "did you mean 'small'" in ran.err) == (1, True)
