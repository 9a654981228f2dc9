"""Class 4: what a workflow names is never a command; what a human allows shows what it runs, in a clean environment."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from ai_node_builder import App, Settings, Workflow
from ai_node_builder.errors import AINodeBuilderError, SettingInvalid
from ai_node_builder.services.mcp_client import CommandRefused
from ai_node_builder.services.mcp_client.servers import SERVERS, Server, ServerList
from ai_node_builder.types import JsonObject

SMALL = Path(__file__).parent.parent / "mcp_client" / "small_server.py"


def workflow(server: Any) -> Workflow:
    """Asks the server for its surroundings."""
    call = {"id": "1", "name": "surroundings", "arguments": {}}
    nodes = [
        {"id": "call", "type": "json", "widgets": {"value": call}},
        {"id": "tools", "type": "mcp_tools", "widgets": {"server": server}},
    ]
    links = [{"from": ["call", "value"], "to": ["tools", "tool_call"]}]
    return Workflow.read({"version": 1, "nodes": nodes, "links": links})


async def surroundings(home: Path, server: Server) -> JsonObject:
    """What a program sees that a run has started."""
    ServerList(home / SERVERS).add("small", server)
    async with App(Settings.load(home=home)) as app:
        run = await app.run(workflow("small"))
    assert run.outputs is not None, run.errors
    return run.outputs["tools"]["output"]["result"]  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    "name", ['npx -c "touch {}"', "sh -c 'touch {}'", "touch {}", "../../{}", "; touch {}", "$(touch {})", ""]
)
async def test_a_workflow_cannot_bring_a_command(home: Path, tmp_path: Path, name: str) -> None:
    trace = tmp_path / "trace"
    async with App(Settings.load(home=home)) as app:
        run = await app.run(workflow(name.replace("{}", str(trace))))
    assert {error["code"] for error in run.errors} == {"mcp_server_unknown"}
    assert not trace.exists()


async def test_a_workflow_cannot_bring_one_in_another_form(home: Path) -> None:
    async with App(Settings.load(home=home)) as app:
        with pytest.raises(AINodeBuilderError, match="must be a text, not an object"):
            await app.run(workflow({"command": "touch", "args": ["/tmp/x"]}))


@pytest.mark.parametrize(
    "command",
    [
        ["npx", "-c", "touch /tmp/p"],
        ["npx", "-yc", "touch /tmp/p"],
        ["npx", "-p", "harmless", "--call=touch /tmp/p"],
        ["/usr/bin/npx.cmd", "--call", "touch /tmp/p"],
        ["sh", "-c", "touch /tmp/p"],
        ["/bin/bash", "server.sh"],
        ["env", "NODE_OPTIONS=--require=/tmp/x.js", "node", "server.js"],
        ["python3.11", "-c", "import os"],
        ["python", "-Bc", "import os"],
        ["node", "--require=/tmp/x.js", "server.js"],
        ["node", "-e", "process.exit()"],
        ["C:\\Windows\\System32\\cmd.exe", "/c", "calc"],
    ],
)
def test_commands_that_do_not_show_what_they_run(home: Path, command: list[str]) -> None:
    with pytest.raises(CommandRefused, match="put what it is to do into a program of its own"):
        ServerList(home / SERVERS).add("bad", Server(command=command[0], args=tuple(command[1:])))


@pytest.mark.parametrize("name", ["NODE_OPTIONS", "LD_PRELOAD", "PYTHONPATH", "dyld_insert_libraries", "BASH_ENV"])
def test_variables_that_load_code(name: str) -> None:
    with pytest.raises(CommandRefused, match=name):
        Server(command="some-server", env={name: "/tmp/evil"})


def test_what_was_written_into_the_file_by_hand_is_checked_too(home: Path) -> None:
    servers = ServerList(home / SERVERS)
    home.mkdir()
    entries = {"x": {"command": "npx", "args": ["-c", "touch /tmp/p"]}, "y": {"command": "x", "shell": True}}
    servers.path.write_text(json.dumps({"mcpServers": entries}))
    with pytest.raises(CommandRefused, match=r"mcp_servers.json: the server x: npx -c takes code"):
        servers.get("x")
    with pytest.raises(SettingInvalid, match="the server y cannot be used: shell: Extra inputs"):
        servers.get("y")


@pytest.mark.parametrize("command", [["npx", "-y", "@scope/server", "/data"], ["uvx", "server"], ["python", "-m", "x"]])
def test_ordinary_commands_are_taken(command: list[str]) -> None:
    assert Server(command=command[0], args=tuple(command[1:])).target == " ".join(command)


async def test_arguments_reach_the_program_as_they_are(home: Path, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    arguments = (f"; touch {trace}", f"$(touch {trace})", f"`touch {trace}`", "&& true", "a b")
    seen = await surroundings(home, Server(command=sys.executable, args=(str(SMALL), *arguments)))
    assert (seen["arguments"], trace.exists()) == (list(arguments), False)


async def test_the_environment_is_clean(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NODE_OPTIONS", "LD_PRELOAD_X", "PYTHONDONTWRITEBYTECODE", "OPENAI_API_KEY", "AINB_TOKEN"):
        monkeypatch.setenv(name, "inherited-value")
    seen = await surroundings(home, Server(command=sys.executable, args=(str(SMALL),), env={"CITY": "Paris"}))
    assert seen["environment"].pop("CITY") == "Paris"
    assert seen["environment"].keys() <= {"HOME", "LOGNAME", "PATH", "SHELL", "TERM", "USER", "LC_CTYPE", "PWD"}


async def test_it_starts_in_an_empty_folder(home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Launchers run what lies in the folder they are started in."""
    monkeypatch.chdir(tmp_path)
    seen = await surroundings(home, Server(command=sys.executable, args=(str(SMALL),)))
    assert (Path(seen["folder"]), list((home / "mcp").iterdir())) == (home / "mcp", [])


async def test_keys_go_to_the_program_by_reference(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-CANARY-0123456789")
    server = Server.model_validate(
        {"command": sys.executable, "args": [str(SMALL)], "env": {"KEY": {"secret": "OPENAI_API_KEY"}}}
    )
    ServerList(home / SERVERS).add("small", server)
    assert "CANARY" not in (home / SERVERS).read_text()
    async with App(Settings.load(home=home)) as app:
        run = await app.run(workflow("small"))
    assert run.outputs is not None
    assert run.outputs["tools"]["output"]["result"]["environment"]["KEY"] == "***"
    assert "CANARY" not in json.dumps(run.outputs)


def test_the_file_is_for_its_owner_alone(home: Path) -> None:
    servers = ServerList(home / SERVERS)
    servers.add("small", Server(command="some-server", env={"TOKEN": "x"}))
    assert servers.path.stat().st_mode & 0o777 == 0o600
