"""Attacks are sent as bytes: a client library would tidy them up on the way."""

import json
import socket
from collections.abc import Callable
from typing import Any, TypeAlias

import httpx
import pytest

Raw: TypeAlias = Callable[..., bytes]


@pytest.fixture
def raw() -> Raw:
    """`raw(client, b"GET /%2e%2e HTTP/1.1", b"host: evil")`: what the server answers, until it hangs up."""
    return send


def send(client: httpx.Client, line: bytes, *headers: bytes, body: bytes = b"", host: bytes = b"localhost") -> bytes:
    fields = [b"host: " + host] if host else []
    head = b"\r\n".join([line, *fields, *headers, b"connection: close", b"", b""])
    with socket.create_connection(("127.0.0.1", client.base_url.port)) as connection:
        connection.sendall(head + body)
        return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.fixture
def document() -> dict[str, Any]:
    """A workflow that draws with the demo painter when it is run, and does nothing until then."""
    painter = {"id": "p", "type": "gpt_image", "widgets": {"model": "demo/painter", "prompt": "a lion"}}
    return {"version": 1, "name": "A lion", "nodes": [painter], "links": []}


def json_of(reply: bytes) -> Any:
    """The JSON body of a raw reply."""
    return json.loads(reply.partition(b"\r\n\r\n")[2])
