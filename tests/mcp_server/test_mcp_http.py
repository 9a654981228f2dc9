"""MCP over HTTP stands behind the same guard as everything else."""

from collections.abc import Callable
from typing import Any

import httpx
import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

Paid = Callable[..., httpx.Client]
LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
ACCEPT = {"accept": "application/json, text/event-stream"}


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"host": "evil.example"}, 403, "foreign_host"),
        ({"origin": "https://evil.example"}, 403, "foreign_origin"),
        ({"content-type": "text/plain"}, 415, "json_wanted"),
    ],
)
def test_the_guard_stands_before_it(paid: Paid, headers: dict[str, str], status: int, code: str) -> None:
    reply = paid().post("/mcp", json=LIST, headers=ACCEPT | headers)
    assert (reply.status_code, reply.json()["code"]) == (status, code)


def test_the_token_is_wanted(paid: Paid) -> None:
    assert paid(token="hush").post("/mcp", json=LIST, headers=ACCEPT).status_code == 401


def test_broken_json(paid: Paid) -> None:
    headers = ACCEPT | {"content-type": "application/json"}
    assert paid().post("/mcp", content=b"{broken", headers=headers).json()["error"]["code"] == -32700


def test_too_much(paid: Paid) -> None:
    reply = paid().post("/mcp", json={"jsonrpc": "2.0", "id": 1, "method": "x" * (12 << 20)}, headers=ACCEPT)
    assert (reply.status_code, reply.json()["code"]) == (413, "too_large")


def test_a_session_is_ended(paid: Paid) -> None:
    http = paid()
    hello: dict[str, Any] = {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "t", "version": "1"},
    }
    reply = http.post("/mcp", json=LIST | {"method": "initialize", "params": hello}, headers=ACCEPT)
    session = {"mcp-session-id": reply.headers["mcp-session-id"]}
    assert http.delete("/mcp", headers=session).status_code == 200
    assert http.post("/mcp", json=LIST, headers=ACCEPT | session).status_code == 404


async def test_a_client_with_the_token(paid: Paid) -> None:
    address = f"{paid(token='hush').base_url}/mcp"
    http = httpx2.AsyncClient(headers={"authorization": "Bearer hush"})
    async with http, Client(streamable_http_client(address, http_client=http)) as client:
        assert (await client.list_tools()).tools
