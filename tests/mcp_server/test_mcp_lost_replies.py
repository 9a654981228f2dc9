"""The client is gone when the reply is written: whoever asks the same again gets what was paid for."""

import asyncio
import contextlib
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

import httpx
import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters

from ai_node_builder.mcp.pictures.preview import preview_of
from ai_node_builder.testing import FakeOpenAI
from tests.mcp_server.pipe import HELLO, Pipe

Paid = Callable[..., httpx.Client]
ERAS = ("2025-06-18", "2026-07-28")
LION = {"prompt": "a lion"}
POSTER = {
    "version": 1,
    "name": "Poster",
    "nodes": [
        {"id": "draw", "type": "gpt_image", "widgets": {"prompt": "a lion"}},
        {"id": "shown", "type": "display"},
    ],
    "links": [{"from": ["draw", "image"], "to": ["shown", "value"]}],
}


@pytest.fixture
def slow(fake: FakeOpenAI) -> FakeOpenAI:
    """Pictures come when `heal` is called."""
    fake.fail_always("slow", seconds=60)
    return fake


def hang_up(http: httpx.Client, fake: FakeOpenAI, version: str, tool: str, arguments: dict[str, Any]) -> None:
    """Call a tool, and close the connection once its picture is asked for; returns when the picture is there."""
    accept = {"accept": "application/json, text/event-stream"}
    if version == "2026-07-28":
        headers = {"mcp-protocol-version": version, "mcp-method": "tools/call", "mcp-name": tool}
        prefix = "io.modelcontextprotocol"
        meta = {"_meta": {f"{prefix}/protocolVersion": version, f"{prefix}/clientCapabilities": {}}}
    else:
        headers = {"mcp-session-id": http.post("/mcp", json=HELLO, headers=accept).headers["mcp-session-id"]}
        meta = {}
    params = {"name": tool, "arguments": arguments, **meta}
    call = {"jsonrpc": "2.0", "id": 5, "method": "tools/call", "params": params}
    with contextlib.suppress(httpx.ReadTimeout), httpx.Client(base_url=http.base_url, timeout=1) as client:
        client.post("/mcp", json=call, headers=accept | headers)
    fake.wait_for_images(1, 30)
    fake.heal()
    while not http.get("/api/images").json()["images"]:
        time.sleep(0.05)


@pytest.mark.parametrize("version", ERAS)
async def test_a_client_that_hangs_up(paid: Paid, slow: FakeOpenAI, version: str) -> None:
    http = paid()
    await asyncio.to_thread(hang_up, http, slow, version, "generate_image", LION)
    async with Client(f"{http.base_url}/mcp") as client:
        names = [(await client.call_tool("generate_image", LION)).structured_content["filename"] for _ in range(2)]
    assert names[0] == http.get("/api/images").json()["images"][-1]["filename"]
    assert len(slow.image_requests) == 2  # what reached somebody is not handed over again


@pytest.mark.parametrize("version", ERAS)
async def test_a_client_that_hangs_up_on_a_workflow(paid: Paid, slow: FakeOpenAI, version: str) -> None:
    http = paid()
    id = http.post("/api/workflows", json=POSTER).json()["id"]
    http.put("/api/mcp/tools/poster", json={"kind": "workflow", "target": id})
    await asyncio.to_thread(hang_up, http, slow, version, "poster", {})
    async with Client(f"{http.base_url}/mcp") as client:
        runs = [(await client.call_tool("poster", {})).structured_content["run_id"] for _ in range(2)]
    assert runs[::-1] == [run["id"] for run in http.get("/api/runs").json()["runs"]]


async def test_a_pipe_that_nobody_reads(parameters: StdioServerParameters, slow: FakeOpenAI, home: Path) -> None:
    def lose() -> None:
        with Pipe(parameters) as pipe:
            params = {"name": "generate_image", "arguments": LION}
            pipe.send({"jsonrpc": "2.0", "id": 5, "method": "tools/call", "params": params})
            slow.wait_for_images(1, 30)
            pipe.stop_reading()
            slow.heal()
            while not list((home / "previews").rglob("*.webp")):
                time.sleep(0.05)

    await asyncio.to_thread(lose)
    async with Client(parameters) as client:
        assert (await client.call_tool("generate_image", LION)).structured_content["success"] is True
    assert len(slow.image_requests) == 1


@pytest.fixture
def stopped(monkeypatch: pytest.MonkeyPatch) -> tuple[Event, Event]:
    """Replies are made up as far as the preview: the first event says that one is, the second lets it go on."""
    begun, go_on = Event(), Event()

    async def stopping(app: Any, filename: str) -> bytes | None:
        begun.set()
        await asyncio.to_thread(go_on.wait, 30)
        return await preview_of(app, filename)

    monkeypatch.setattr("ai_node_builder.mcp.calls.results.preview_of", stopping)
    return begun, go_on


@pytest.mark.parametrize("mode", ["legacy", "2026-07-28"])
async def test_a_call_that_is_cancelled_at_the_last_moment(
    paid: Paid, fake: FakeOpenAI, stopped: tuple[Event, Event], mode: Any
) -> None:
    begun, go_on = stopped
    async with Client(f"{paid().base_url}/mcp", mode=mode) as client:
        call = asyncio.create_task(client.call_tool("generate_image", LION))
        await asyncio.to_thread(begun.wait, 30)
        call.cancel()
        await asyncio.wait({call})
        go_on.set()
        assert (await client.call_tool("generate_image", LION)).structured_content["success"] is True
    assert len(fake.image_requests) == 1
