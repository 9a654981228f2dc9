"""`ainb run`: the answer on stdout, what happens on stderr, all problems at once."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ai_node_builder.testing import FakeOpenAI

Ainb = Callable[..., Any]
Write = Callable[..., str]

EXAMPLES = Path(__file__).parents[2] / "examples"
PICTURE = str(EXAMPLES / "picture.workflow.json")
SMALL = ("--set", "painter.quality=low", "--set", "painter.size=1024x1024")


def text(value: str) -> dict[str, Any]:
    return {"type": "text", "widgets": {"text": value}}


def test_a_display_node_is_the_answer(ainb: Ainb, workflow_file: Write) -> None:
    file = workflow_file({"a": text("héllo\nyou"), "b": text("unseen"), "d": {"type": "display"}}, "a.text -> d.value")
    ran = ainb("run", file)
    assert ran.out == "héllo\nyou\n"
    assert "run finished" in ran.err
    assert ran.code == 0


def test_without_a_display_the_last_nodes_are_the_answer(invoke: Ainb, workflow_file: Write) -> None:
    nodes = {"a": text("one"), "j": {"type": "json", "widgets": {"value": {"n": [1]}}}}
    assert invoke("run", workflow_file(nodes)).out == 'a:\none\nj:\n{\n  "n": [\n    1\n  ]\n}\n'


def test_an_llm_that_only_calls_its_tools_is_a_last_node(invoke: Ainb, workflow_file: Write) -> None:
    nodes = {
        "ask": text("What is 6 * 7?"),
        "llm": {"type": "llm", "widgets": {"model": "demo/assistant"}},
        "sums": {"type": "calculator_tool"},
    }
    links = ("ask.text -> llm.prompt", "sums.output -> llm.tools", "llm.tool_calls -> sums.tool_call")
    ran = invoke("run", workflow_file(nodes, *links))
    assert "42" in ran.out
    assert "called by llm" in ran.err
    assert "[" not in ran.out


def test_a_picture_is_its_url_and_its_file(ainb: Ainb, home: Path) -> None:
    ran = ainb("run", str(EXAMPLES / "direct_call.workflow.json"), *SMALL)
    url, path = ran.out.splitlines()
    assert url == f"http://localhost:8000/servable/{Path(path).name}"
    assert Path(path).parent == home / "servable"
    assert Path(path).read_bytes().startswith(b"\x89PNG")


def test_a_picture_node_tells_of_its_picture_once(invoke: Ainb, workflow_file: Write) -> None:
    painter = {"type": "gpt_image", "widgets": {"model": "demo/painter", "prompt": "a lion"}}
    ran = invoke("run", workflow_file({"painter": painter}), *SMALL)
    assert len(ran.out.splitlines()) == 2
    assert "painter: demo/painter draws" in ran.err


def test_widgets_are_set_for_the_run(invoke: Ainb, workflow_file: Write) -> None:
    file = workflow_file({"my.node": text("old")})
    before = Path(file).read_text()
    assert invoke("run", file, "--set", "my.node.text=new=er").out == "new=er\n"
    assert Path(file).read_text() == before


def test_the_whole_run_as_json(ainb: Ainb, workflow_file: Write) -> None:
    ran = ainb("run", workflow_file({"a": text("x")}), "--json")
    assert ran.json.keys() == {"run_id", "status", "outputs", "errors", "cost_usd", "seconds"}
    assert ran.json["status"] == "finished"
    assert ran.json["outputs"] == {"a": {"text": "x"}}
    assert (ran.json["errors"], ran.json["cost_usd"]) == ([], 0)


def test_a_run_that_fails_names_the_node_and_keeps_what_came(ainb: Ainb, workflow_file: Write) -> None:
    nodes = {"a": text("kept"), "bad": {"type": "json", "widgets": {"value": "{"}}, "d": {"type": "display"}}
    ran = ainb("run", workflow_file(nodes, "a.text -> d.value"))
    assert "bad: failed" in ran.err
    assert "line 1, column 2" in ran.err
    assert (ran.code, ran.out) == (1, "kept\n")


def test_a_run_that_fails_as_json(invoke: Ainb, workflow_file: Write) -> None:
    ran = invoke("run", workflow_file({"bad": {"type": "json", "widgets": {"value": "{"}}}), "--json")
    assert (ran.json["status"], ran.json["errors"][0]["node"]) == ("failed", "bad")
    assert ran.code == 1


PROBLEMS = {
    "a": {"type": "txt"},
    "b": {"type": "display"},
    "p": {"type": "gpt_image", "widgets": {"size": 3, "qualty": "low"}},
}


def test_all_problems_are_listed_at_once(ainb: Ainb, workflow_file: Write, home: Path) -> None:
    ran = ainb("run", workflow_file(PROBLEMS, "p.image -> b.valu"))
    lines = ran.err.splitlines()
    assert lines[0] == "Error: the workflow has 6 problems:"
    for said in ("a: no node type 'txt'", "the widget size", "'qualty'", "b has no input 'valu'", "b: the input value"):
        assert any(said in line for line in lines), said
    assert (ran.code, ran.out) == (1, "")


def test_all_problems_as_json(invoke: Ainb, workflow_file: Write) -> None:
    ran = invoke("run", workflow_file(PROBLEMS), "--json")
    assert {"a", "b", "p"} == {problem["node"] for problem in ran.json["problems"]}
    assert ran.code == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"version": 1,\n "nodes": [}', "line 2, column 12"),
        (b"", "line 1, column 1"),
        (b"\xff", "not UTF-8"),
        (b"[]", "must be an object"),
        (b'{"version": 2}', "version must be 1"),
    ],
)
def test_a_file_that_is_no_workflow(invoke: Ainb, tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "bad.json").write_bytes(content)
    ran = invoke("run", str(tmp_path / "bad.json"))
    assert said in ran.err
    assert (ran.code, ran.out) == (1, "")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("a.txt=x", "did you mean 'text'"),
        ("b.text=x", "there is no node 'b'"),
        ("a.text", "write it as NAME=VALUE"),
        ("text=x", "write it as NODE.WIDGET=VALUE"),
        ("c.precision=few", "is not a number"),
    ],
)
def test_a_set_that_does_not_fit(invoke: Ainb, workflow_file: Write, given: str, said: str) -> None:
    file = workflow_file({"a": text("x"), "c": {"type": "calculator_tool"}})
    ran = invoke("run", file, "--set", given)
    assert said in ran.err
    assert (ran.code, ran.out) == (2, "")


def test_a_key_in_a_set_is_refused_and_not_repeated(invoke: Ainb) -> None:
    ran = invoke("run", PICTURE, "--set", "painter.api_key=sk-shown")
    assert "must not hold a key" in ran.err
    assert "sk-shown" not in ran.err
    assert ran.code == 1


@pytest.mark.parametrize("path", ["/not/there.json", "/"])
def test_a_file_that_cannot_be_read(invoke: Ainb, path: str) -> None:
    ran = invoke("run", path)
    assert (ran.code, ran.out) == (2, "")


def test_control_characters_from_outside_do_not_reach_the_screen(ainb: Ainb, workflow_file: Write) -> None:
    ran = ainb("run", workflow_file({"bad": {"type": "json", "widgets": {"value": "{"}}, "e\x1b[31m": text("x")}))
    assert "\x1b" not in ran.err


def test_ctrl_c_cancels_the_run_and_waits_for_what_is_paid_for(
    ainb: Ainb, fake: FakeOpenAI, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", fake.base_url)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    fake.fail_next("slow", seconds=60)
    process = start("run", PICTURE, "--set", "painter.model=gpt-image-2", "--json")
    fake.wait_for_images(1, timeout=60)
    process.send_signal(signal.SIGINT)
    assert process.stderr
    while b"Still on its way: painter: gpt-image-2 draws" not in process.stderr.readline():
        assert process.poll() is None
    fake.heal()
    out, _ = process.communicate(timeout=60)
    assert json.loads(out)["status"] == "cancelled"
    assert process.returncode == 1
    assert len(ainb("images", "--json").json) == len(list((home / "servable").glob("*.png"))) == 1


PAINTER = {"type": "gpt_image", "widgets": {"model": "demo/painter", "prompt": "a lion", "quality": "low"}}


def test_what_has_not_changed_is_cached_unless_the_run_is_fresh(ainb: Ainb, workflow_file: Write) -> None:
    file = workflow_file({"painter": PAINTER})
    first, second, fresh = ainb("run", file), ainb("run", file), ainb("run", file, "--fresh")
    assert "painter: cached" not in first.err + fresh.err
    assert "painter: cached, nothing has changed" in second.err
    assert first.out == second.out != fresh.out


def test_a_failed_run_is_resumed(ainb: Ainb, workflow_file: Write, fake: FakeOpenAI) -> None:
    account = {"OPENAI_BASE_URL": fake.base_url, "OPENAI_API_KEY": "sk-test"}
    fake.fail_next("insufficient_quota")
    nodes = {"painter": PAINTER | {"widgets": {"model": "gpt-image-2", "prompt": "a lion"}}, "d": {"type": "display"}}
    failed = ainb("run", workflow_file(nodes, "painter.filename -> d.value"), "--json", **account)
    resumed = ainb("run", "--resume", failed.json["run_id"], **account)
    assert (failed.code, resumed.code) == (1, 0)
    assert resumed.out.startswith("gpt_image_")
    assert "the run goes on" in resumed.err
    assert ainb("run", "--resume", failed.json["run_id"]).err.startswith("Error: this run has finished")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "give a WORKFLOW.json, or --resume RUN_ID"),
        ((PICTURE, "--resume", "x"), "leave out WORKFLOW.json"),
        (("--resume", "x", "--fresh"), "leave out --set and --fresh"),
        (("--resume", "x", "--set", "a.b=c"), "leave out --set and --fresh"),
    ],
)
def test_what_cannot_be_resumed_so(invoke: Ainb, arguments: tuple[str, ...], said: str) -> None:
    ran = invoke("run", *arguments)
    assert said in ran.err
    assert (ran.code, ran.out) == (2, "")


def start(*arguments: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "ai_node_builder", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
