"""From a prompt to a picture that a browser can show: a model, the image tool and a server, none of them mocked."""

import hashlib
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import httpx
import pytest
from PIL import Image

from ai_node_builder import App, Workflow
from ai_node_builder.services.mcp_client.servers import SERVERS, Server, ServerList
from ai_node_builder.testing import FakeOpenAI

FILES = sorted((Path(__file__).parents[1] / "examples").glob("*.workflow.json"))
EXAMPLES = {file.name.partition(".")[0]: Workflow.model_validate_json(file.read_bytes()) for file in FILES}
PROMPT = "Generate an image of a sunset over mountains"
FLARE = "gpt-image-2.6-flare"
FLARE_LOW = 0.013825
"""Dollars: 459 output tokens at $30 a million, and the prompt's 11 tokens at $5."""
SIZE = (1536, 1024)
URL = re.compile(r"http://[\w.:]+/servable/(gpt_image_[0-9a-f]{8}\.png)")
ADDRESS = re.compile(r"is at (http://[^,]+),")


def document() -> dict[str, Any]:
    """An LLM of OpenAI's dialect with the image tool, and a display of what it says."""
    return {
        "version": 1,
        "name": "An LLM that draws",
        "nodes": [
            {"id": "prompt", "type": "text", "widgets": {"text": PROMPT}},
            {
                "id": "painter",
                "type": "gpt_image_tool",
                "widgets": {"model": FLARE, "size": "1536x1024", "quality": "low"},
            },
            {"id": "llm", "type": "llm", "widgets": {"model": "openai/gpt-4o"}},
            {"id": "answer", "type": "display"},
        ],
        "links": [
            {"from": ["prompt", "text"], "to": ["llm", "prompt"]},
            {"from": ["painter", "output"], "to": ["llm", "tools"]},
            {"from": ["llm", "tool_calls"], "to": ["painter", "tool_call"]},
            {"from": ["llm", "response"], "to": ["answer", "value"]},
        ],
    }


async def test_a_model_draws_in_a_run(fake_app: App, fake: FakeOpenAI, home: Path) -> None:
    run = await fake_app.run(Workflow.model_validate(document()))
    assert (run.status, run.errors) == ("finished", [])
    ((_, filename),) = pictures_in(run.outputs["llm"]["response"])
    assert len(fake.image_requests) == 1
    assert png_size((home / "servable" / filename).read_bytes()) == SIZE
    assert filename in json.dumps(run.outputs["answer"])


async def test_the_ledger_knows_what_the_run_paid(fake_app: App) -> None:
    run = await fake_app.run(Workflow.model_validate(document()))
    ((_, filename),) = pictures_in(run.outputs["llm"]["response"])
    entry = await fake_app.parts.services.images.ledger.by_filename(filename)
    assert entry is not None
    assert (entry.state, entry.run_id, entry.node_id) == ("stored", run.id, "painter")
    assert entry.cost == pytest.approx(FLARE_LOW * 10**9)
    assert run.cost_usd is not None
    assert run.cost_usd > FLARE_LOW  # the model's own tokens cost something too


async def test_the_model_hears_what_the_tool_answered(fake_app: App, fake: FakeOpenAI) -> None:
    run = await fake_app.run(Workflow.model_validate(document()))
    first, second = [request.body for request in fake.chat_requests]
    assert [tool["function"]["name"] for tool in first["tools"]] == ["generate_image"]
    heard = json.loads(second["messages"][-1]["content"])
    assert pictures_in(json.dumps(heard))[0][0] in run.outputs["llm"]["response"]


async def test_a_model_that_calls_twice_gets_two_pictures(fake_app: App, fake: FakeOpenAI) -> None:
    wishes = [{"name": "generate_image", "arguments": {"prompt": prompt}} for prompt in ("a fox", "an owl")]
    fake.script(wishes)
    run = await fake_app.run(Workflow.model_validate(document()))
    assert len(set(pictures_in(run.outputs["llm"]["response"]))) == 2
    assert sorted(request.body["prompt"] for request in fake.image_requests) == ["a fox", "an owl"]


async def test_a_model_that_is_told_of_an_error_can_go_on(fake_app: App, fake: FakeOpenAI) -> None:
    fake.fail_next("moderation_blocked")
    fake.script([{"name": "generate_image", "arguments": {"prompt": "no"}}], "I may not draw that.")
    run = await fake_app.run(Workflow.model_validate(document()))
    assert (run.status, run.outputs["llm"]["response"]) == ("finished", "I may not draw that.")
    heard = json.loads(fake.chat_requests[1].body["messages"][-1]["content"])
    assert (heard["code"], heard["charged"]) == ("moderation_blocked", "no")


@pytest.mark.parametrize("name", EXAMPLES)
async def test_every_example_runs_without_a_key(app: App, home: Path, name: str) -> None:
    workflow = EXAMPLES[name]
    own = Server(command=sys.executable, args=("-m", "ai_node_builder", "mcp"), env={"AINB_HOME": str(home)})
    ServerList(home / SERVERS).add("ainb", own)
    run = await app.run(workflow)
    assert (run.status, run.errors, run.cost_usd) == ("finished", [], 0)
    displays = [node.id for node in workflow.nodes if node.type == "display"]
    assert displays
    assert all(run.outputs[id] for id in displays)


Serve: TypeAlias = Callable[..., httpx.Client]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """`serve(**environment)` starts `ainb serve` in a process of its own; it ends with the test."""
    with ExitStack() as stack:
        yield lambda **environment: stack.enter_context(_serving(environment))


@contextmanager
def _serving(environment: dict[str, str]) -> Iterator[httpx.Client]:
    command = [sys.executable, "-m", "ai_node_builder", "serve", "--port", "0", "--no-open"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=os.environ | environment) as process:
        try:
            with httpx.Client(base_url=_address(process), timeout=60) as client:
                yield client
        finally:
            process.terminate()
            process.communicate(timeout=30)


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None
    for line in process.stderr:
        if found := ADDRESS.search(line):
            return found[1]
    raise AssertionError("the server ended before it said where it is")


@pytest.fixture
def server(serve: Serve, fake: FakeOpenAI) -> httpx.Client:
    """A server process whose OpenAI is the fake one."""
    return serve(OPENAI_BASE_URL=fake.base_url, OPENAI_API_KEY="sk-test")


def test_a_picture_from_a_run_can_be_fetched(server: httpx.Client, fake: FakeOpenAI) -> None:
    run_id = server.post("/api/runs", json={"workflow": document()}).json()["run_id"]
    assert "run_finished" in server.get(f"/api/runs/{run_id}/events").text
    run = server.get(f"/api/runs/{run_id}").json()
    assert run["status"] == "finished"
    ((url, _),) = pictures_in(run["outputs"]["llm"]["response"])
    assert png_size(httpx.get(url).raise_for_status().content) == SIZE
    assert len(fake.image_requests) == 1


def test_a_picture_from_a_tool_call_can_be_fetched(server: httpx.Client) -> None:
    call = {"id": "img_1", "arguments": {"prompt": PROMPT}, "widgets": {"model": FLARE}}
    found = server.post("/api/tools/generate_image", json=call).json()["result"]
    answer = httpx.get(found["servable_url"]).raise_for_status()
    assert answer.headers["content-type"] == "image/png"
    assert png_size(answer.content) == (1024, 1024)
    assert hashlib.sha256(answer.content).hexdigest() == found["sha256"]


def pictures_in(text: str) -> list[tuple[str, str]]:
    """The servable URLs in a text, each with its file name."""
    return [(found[0], found[1]) for found in URL.finditer(text)]


def png_size(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG that is whole."""
    with Image.open(io.BytesIO(content), formats=["PNG"]) as image:
        image.load()
        return image.size
