"""Pictures take longer than clients wait: nothing is lost, and nothing is bought twice."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import httpx
import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters

from ai_node_builder.testing import FakeOpenAI

AINB = str(Path(sys.executable).parent / "ainb")

Connect: TypeAlias = Callable[..., Any]
ERAS = ("legacy", "2026-07-28")
SLOW = {"mcp_wait": 0.2}
LION = {"prompt": "a lion"}


@pytest.fixture
def slow(fake: FakeOpenAI) -> FakeOpenAI:
    """Pictures come when `heal` is called."""
    fake.fail_always("slow", seconds=60)
    return fake


async def arrived(fake: FakeOpenAI, count: int = 1) -> None:
    await asyncio.to_thread(fake.wait_for_images, count, 30)


@pytest.mark.parametrize("mode", ERAS)
async def test_progress_is_told(connect: Connect, mode: str) -> None:
    heard: list[tuple[float, str]] = []

    async def hear(progress: float, total: float | None, message: str | None) -> None:
        heard.append((progress, message or ""))

    async with connect(mode=mode) as client:
        await client.call_tool("generate_image", LION, progress_callback=hear)
    assert heard[0][1] == "started"
    assert any("draws 1024x1024" in message for _, message in heard)
    assert [number for number, _ in heard] == sorted({number for number, _ in heard})


@pytest.mark.parametrize("mode", ERAS)
async def test_progress_is_told_while_nothing_happens(
    url: Callable[..., str], slow: FakeOpenAI, monkeypatch: pytest.MonkeyPatch, mode: Any
) -> None:
    monkeypatch.setattr("ai_node_builder.mcp.calls.progress.EVERY", 0.1)
    heard: list[str] = []

    async def hear(progress: float, total: float | None, message: str | None) -> None:
        heard.append(message or "")
        if heard[-3:] == heard[-1:] * 3:
            slow.heal()

    async with Client(url(), mode=mode) as client:
        reply = await client.call_tool("generate_image", LION, progress_callback=hear)
    assert reply.structured_content["success"] is True


@pytest.mark.parametrize("mode", ERAS)
async def test_what_takes_long_is_fetched_later(connect: Connect, slow: FakeOpenAI, mode: str) -> None:
    async with connect(SLOW, mode=mode) as client:
        pending = (await client.call_tool("generate_image", LION)).structured_content
        assert (pending["success"], pending["pending"]) == (False, True)
        assert pending["id"] in pending["instructions"]
        still = (await client.call_tool("get_image", {"id": pending["id"], "wait": 0})).structured_content
        assert still["pending"] is True
        slow.heal()
        reply = await client.call_tool("get_image", {"id": pending["id"]})
        again = await client.call_tool("get_image", {"id": pending["id"]})
    assert reply.structured_content["success"] is True
    assert reply.structured_content["filename"] == again.structured_content["filename"]
    assert len(slow.image_requests) == 1


@pytest.mark.parametrize("mode", ERAS)
async def test_the_same_call_again_gets_the_same_picture(connect: Connect, slow: FakeOpenAI, mode: str) -> None:
    async with connect(SLOW, mode=mode) as client:
        pending = (await client.call_tool("generate_image", LION)).structured_content
        slow.heal()
        repeated = (await client.call_tool("generate_image", LION)).structured_content
        while repeated.get("pending"):
            repeated = (await client.call_tool("get_image", {"id": pending["id"]})).structured_content
    assert repeated["success"] is True
    assert len(slow.image_requests) == 1


@pytest.mark.parametrize("mode", ERAS)
async def test_a_cancelled_call_is_paid_for_once(connect: Connect, slow: FakeOpenAI, mode: str) -> None:
    async with connect(mode=mode) as client:
        call = asyncio.create_task(client.call_tool("generate_image", LION))
        await arrived(slow)
        call.cancel()
        await asyncio.wait({call})
        slow.heal()
        assert (await client.call_tool("generate_image", LION)).structured_content["success"] is True
    assert len(slow.image_requests) == 1


@pytest.mark.parametrize("mode", ERAS)
async def test_a_client_that_times_out_asks_again(connect: Connect, slow: FakeOpenAI, mode: str) -> None:
    async with connect(mode=mode) as client:
        await client.list_tools()
        with pytest.raises(Exception, match=r"(?i)time"):
            await client.call_tool("generate_image", LION, read_timeout_seconds=3)
        await arrived(slow)
        slow.heal()
        assert (await client.call_tool("generate_image", LION)).structured_content["success"] is True
    assert len(slow.image_requests) == 1


async def test_after_the_same_picture_was_delivered_another_is_another(connect: Connect, fake: FakeOpenAI) -> None:
    async with connect() as client:
        names = {(await client.call_tool("generate_image", LION)).structured_content["filename"] for _ in range(2)}
    assert len(names) == len(fake.image_requests) == 2


async def test_a_key_of_the_clients_own(connect: Connect, fake: FakeOpenAI) -> None:
    meta = {"idempotencyKey": "lion-1"}
    async with connect() as client:
        names = {
            (await client.call_tool("generate_image", LION, meta=meta)).structured_content["filename"] for _ in range(2)
        }
        unfit = await client.call_tool("generate_image", LION, meta={"idempotencyKey": ""})
    assert unfit.structured_content["code"] == "wrong_usage"
    assert len(names) == len(fake.image_requests) == 1


async def test_a_connection_that_is_lost(connect: Connect, slow: FakeOpenAI) -> None:
    async with connect() as client:
        call = asyncio.create_task(client.call_tool("generate_image", LION))
        await arrived(slow)
        call.cancel()
        await asyncio.wait({call})
    async with connect() as client:
        call = asyncio.create_task(client.call_tool("generate_image", LION))
        slow.heal()
        assert (await call).structured_content["success"] is True
    assert len(slow.image_requests) == 1


async def test_a_server_that_is_killed_goes_on_until_the_picture_is_there(
    parameters: StdioServerParameters, slow: FakeOpenAI
) -> None:
    async with Client(parameters) as client:
        call = asyncio.create_task(client.call_tool("generate_image", LION))
        await arrived(slow)
        children = [int(pid) for pid in await asyncio.to_thread(_children)]
        assert children
        for pid in children:
            os.killpg(os.getpgid(pid), signal.SIGKILL)
        await asyncio.wait({call})
    async with Client(parameters) as client:
        call = asyncio.create_task(client.call_tool("generate_image", LION))
        slow.heal()
        assert (await call).structured_content["success"] is True
    assert len(slow.image_requests) == 1


def _children() -> list[str]:
    """The processes that a client of this test has started."""
    me = str(os.getpid())
    found = []
    for pid in filter(str.isdecimal, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/stat") as stat:
                if stat.read().rpartition(")")[2].split()[1] == me:
                    found.append(pid)
        except FileNotFoundError:
            continue
    return found


async def test_a_lost_picture_is_told_of_and_not_bought_again(
    paid: Callable[..., httpx.Client], fake: FakeOpenAI
) -> None:
    fake.fail_next("reset_before_reply")
    http = paid()
    async with Client(f"{http.base_url}/mcp") as client:
        assert (await client.call_tool("generate_image", LION)).structured_content["code"] == "outcome_unknown"
        (lost,) = unknown(http)
        reply = await client.call_tool("get_image", {"id": lost["id"]})
    assert (reply.is_error, reply.structured_content["charged"]) == (True, "unknown")
    assert len(fake.image_requests) == 1


def unknown(http: httpx.Client) -> Any:
    return http.get("/api/images", params={"state": "unknown"}).json()["images"]


async def test_a_picture_that_another_process_draws_has_a_handle_too(
    environment: dict[str, str], slow: FakeOpenAI
) -> None:
    env = environment | {"AINB_MCP_WAIT": "0.2"}
    server = StdioServerParameters(command=AINB, args=["mcp"], env=env)
    async with Client(server) as one, Client(server) as other:
        first = (await one.call_tool("generate_image", LION)).structured_content
        second = (await other.call_tool("generate_image", LION)).structured_content
        assert first["id"] == second["id"]
        slow.heal()
        reply = (await other.call_tool("get_image", {"id": second["id"]})).structured_content
    assert (reply["success"], len(slow.image_requests)) == (True, 1)


async def test_tasks_for_clients_that_declare_them(paid: Callable[..., httpx.Client], slow: FakeOpenAI) -> None:
    http = paid(**SLOW)
    task = post(http, "tools/call", {"name": "generate_image", "arguments": LION})
    assert (task["resultType"], task["status"]) == ("task", "working")
    named = {"taskId": task["taskId"]}
    assert post(http, "tasks/get", named)["status"] == "working"
    assert post(http, "tasks/cancel", named)["resultType"] == "complete"
    slow.heal()
    post(http, "tools/call", {"name": "get_image", "arguments": {"id": task["taskId"]}})
    done = post(http, "tasks/get", named)
    assert (done["status"], done["result"]["structuredContent"]["success"]) == ("completed", True)
    assert len(slow.image_requests) == 1


def post(http: httpx.Client, method: str, params: dict[str, Any]) -> Any:
    """One request of the newest protocol, by a client that understands tasks."""
    meta = {
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {"extensions": {"io.modelcontextprotocol/tasks": {}}},
    }
    headers = {
        "accept": "application/json, text/event-stream",
        "mcp-protocol-version": "2026-07-28",
        "mcp-method": method,
        **({"mcp-name": params["name"]} if "name" in params else {}),
    }
    body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params | {"_meta": meta}}
    return http.post("/mcp", json=body, headers=headers).json()["result"]
