"""A server that is killed in mid-run, started again, and told to go on: nothing is asked for, or paid for, twice."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import httpx
import pytest

from ai_node_builder.testing import FakeOpenAI

Event: TypeAlias = dict[str, Any]
FLARE = {"model": "gpt-image-2.6-flare", "quality": "low"}
DESCRIBING = {
    "version": 1,
    "name": "Describing",
    "nodes": [
        {"id": "painter", "type": "gpt_image", "widgets": FLARE | {"prompt": "a lion"}},
        {"id": "llm", "type": "llm", "widgets": {"model": "openai/gpt-4o", "prompt": "What is it?"}},
        {"id": "answer", "type": "display"},
    ],
    "links": [
        {"from": ["painter", "image"], "to": ["llm", "image"]},
        {"from": ["llm", "response"], "to": ["answer", "value"]},
    ],
}
DRAWING = {
    "version": 1,
    "name": "Drawing",
    "nodes": [
        {"id": "painter", "type": "gpt_image_tool", "widgets": FLARE},
        {"id": "llm", "type": "llm", "widgets": {"model": "openai/gpt-4o", "prompt": "Draw a fox and an owl"}},
    ],
    "links": [
        {"from": ["painter", "output"], "to": ["llm", "tools"]},
        {"from": ["llm", "tool_calls"], "to": ["painter", "tool_call"]},
    ],
}
TWO_WISHES = [{"name": "generate_image", "arguments": {"prompt": prompt}} for prompt in ("a fox", "an owl")]


class Process:
    """`ainb serve` in a process of its own."""

    def __init__(self, fake: FakeOpenAI) -> None:
        command = [sys.executable, "-m", "ai_node_builder", "serve", "--port", "0", "--no-open"]
        environment = os.environ | {"OPENAI_BASE_URL": fake.base_url, "OPENAI_API_KEY": "sk-test"}
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)
        assert self.process.stderr
        line = next(line for line in self.process.stderr if " is at http" in line)
        url = line.partition(" is at ")[2].partition(",")[0]
        self.client = httpx.Client(base_url=url, timeout=60, headers={"content-type": "application/json"})

    def start(self, workflow: Any) -> str:
        reply = self.client.post("/api/runs", json={"workflow": workflow}).raise_for_status()
        run_id: str = reply.json()["run_id"]
        return run_id

    def events(self, run_id: str, after: int = 0) -> Iterator[Event]:
        with self.client.stream("GET", f"/api/runs/{run_id}/events", params={"after": after}) as reply:
            for line in reply.iter_lines():
                if line.startswith("data: "):
                    yield json.loads(line.removeprefix("data: "))

    def until(self, run_id: str, kind: str, node: str, firing: int) -> Event:
        wanted = (kind, node, firing)
        return next(e for e in self.events(run_id) if (e["kind"], e.get("node"), e.get("firing")) == wanted)

    def resumed(self, run_id: str) -> tuple[Any, list[Event]]:
        """The run once it is over, and its events since."""
        after = self.client.post(f"/api/runs/{run_id}/resume").raise_for_status().json()["after"]
        events = list(self.events(run_id, after))
        return self.client.get(f"/api/runs/{run_id}").json(), events

    def kill(self) -> None:
        self.client.close()
        if self.process.returncode is None:
            self.process.kill()
            self.process.communicate()


@pytest.fixture
def new_process(fake: FakeOpenAI) -> Iterator[Callable[[], Process]]:
    made: list[Process] = []

    def new() -> Process:
        made.append(Process(fake))
        return made[-1]

    yield new
    for process in made:
        process.kill()


def test_a_finished_picture_is_not_bought_again(new_process: Callable[[], Process], fake: FakeOpenAI) -> None:
    """Killed while the model looks at the picture: only the model is asked again."""
    fake.fail_next("slow", seconds=60, on="chat")
    first = new_process()
    run_id = first.start(DESCRIBING)
    first.until(run_id, "node_finished", "painter", 1)
    wait_for_chat(fake, 1)
    first.kill()
    fake.heal()
    run, events = new_process().resumed(run_id)
    assert (run["status"], run["errors"]) == ("finished", [])
    assert run["outputs"]["answer"]["value"] == run["outputs"]["llm"]["response"]
    assert (len(fake.image_requests), len(fake.chat_requests)) == (1, 2)
    assert [event["node"] for event in events if event["kind"] == "node_started"] == ["llm", "answer"]


def test_a_lost_completion_makes_the_cost_unknown(new_process: Callable[[], Process], fake: FakeOpenAI) -> None:
    fake.fail_next("slow", seconds=60, on="chat")
    first = new_process()
    run_id = first.start(DESCRIBING)
    wait_for_chat(fake, 1)
    first.kill()
    fake.heal()
    run, _ = new_process().resumed(run_id)
    assert (run["status"], run["cost_usd"]) == ("finished", None)


def test_calls_on_record_are_answered_from_there(new_process: Callable[[], Process], fake: FakeOpenAI) -> None:
    """Killed while one of two pictures is there, and the other on its way: that one stays an unknown outcome."""
    fake.script(TWO_WISHES)
    fake.fail_next("slow", seconds=60, on="images")
    first = new_process()
    run_id = first.start(DRAWING)
    done = finished_call(first, run_id)
    fake.wait_for_images(2, timeout=60)
    first.kill()
    fake.heal()
    run, events = new_process().resumed(run_id)
    assert run["status"] == "finished"
    assert (len(fake.image_requests), len(fake.chat_requests)) == (2, 2)
    again = [event["firing"] for event in events if event["kind"] == "node_started" and event["node"] == "painter"]
    assert again == [5 - done["firing"]]
    heard = [json.loads(message["content"]) for message in fake.chat_requests[1].body["messages"][-2:]]
    assert sorted(message.get("code", "drawn") for message in heard) == ["drawn", "outcome_unknown"]
    assert done["outputs"]["output"] in heard


def finished_call(process: Process, run_id: str) -> Event:
    """The first call of the painter that has ended."""
    ends = (event for event in process.events(run_id) if event["kind"] == "node_finished")
    return next(event for event in ends if event["node"] == "painter" and event["firing"] > 1)


def test_a_picture_that_landed_after_the_run_was_stopped_is_found(
    new_process: Callable[[], Process], fake: FakeOpenAI
) -> None:
    fake.script(TWO_WISHES[:1])
    fake.fail_next("slow", seconds=60, on="images")
    process = new_process()
    run_id = process.start(DRAWING)
    fake.wait_for_images(1, timeout=60)
    process.client.post(f"/api/runs/{run_id}/cancel").raise_for_status()
    fake.heal()
    run, _ = process.resumed(run_id)
    assert run["status"] == "finished"
    assert run["outputs"]["painter"]["output"]["result"]["prompt_used"] == "a fox"
    assert run["cost_usd"] > 0.01
    assert (len(fake.image_requests), len(fake.chat_requests)) == (1, 2)


def wait_for_chat(fake: FakeOpenAI, count: int) -> None:
    deadline = time.monotonic() + 60
    while len(fake.chat_requests) < count:
        assert time.monotonic() < deadline
        time.sleep(0.01)
