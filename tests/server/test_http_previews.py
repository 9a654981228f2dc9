"""Previews over HTTP: for everyone who has the URL, and nothing else of this machine."""

import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeAlias

import httpx
import pytest
from PIL import Image

Serve: TypeAlias = Callable[..., httpx.Client]


@pytest.fixture
def url(server: httpx.Client, home: Path) -> str:
    """The path of the preview of a picture."""
    Image.new("RGB", (512, 512), "red").save(home / "servable" / "x.png")
    return "/previews/256/x.png"


def test_a_preview(server: httpx.Client, url: str) -> None:
    reply = server.get(url)
    assert (reply.status_code, reply.content[:4], reply.content[8:12]) == (200, b"RIFF", b"WEBP")
    assert reply.headers["content-type"] == "image/webp"
    assert reply.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["content-security-policy"] == "default-src 'none'; sandbox"


def test_head_and_etag(server: httpx.Client, url: str) -> None:
    head = server.head(url)
    assert (head.status_code, head.content) == (200, b"")
    assert server.get(url, headers={"if-none-match": head.headers["etag"]}).status_code == 304


def test_no_token_is_wanted(serve: Serve, home: Path) -> None:
    """An <img> cannot send one; and a preview says no more than the picture."""
    locked = serve(token="right")
    Image.new("RGB", (4, 4)).save(home / "servable" / "x.png")
    assert locked.get("/previews/640/x.png").status_code == 200
    assert locked.get("/api/storage").status_code == 401


def test_a_picture_that_is_none(server: httpx.Client, home: Path) -> None:
    (home / "servable" / "x.png").write_bytes(b"<script>alert(1)</script>")
    reply = server.get("/previews/256/x.png")
    assert (reply.status_code, reply.json()["code"]) == (404, "not_found")
    assert reply.headers["cache-control"] == "no-store"


def test_an_orphan_is_not_shown(server: httpx.Client, url: str, home: Path) -> None:
    server.get(url)
    (home / "servable" / "x.png").unlink()
    assert server.get(url).status_code == 404


def test_many_at_once(server: httpx.Client, url: str, home: Path) -> None:
    with ThreadPoolExecutor(16) as threads:
        replies = list(threads.map(server.get, [url] * 32))
    assert {reply.content for reply in replies} == {replies[0].content}
    assert len(list((home / "previews").rglob("*.webp"))) == 2


ESCAPES = [
    "..%2f..%2fai-node-builder.db",
    "../../ai-node-builder.db",
    "%2e%2e%2fservable%2fx.png",
    "..%252fx.png",
    "%2fetc%2fpasswd",
    "x.png%00.html",
    "x.png%2f",
    "x-png.webp",
    ".x.png.partial",
    "%c0%ae%c0%ae%c0%afetc/passwd",
    "%ff%fe.png",
    "link.png",
    "linked/secret.png",
    "",
    ".",
    "..",
    "x" * 300 + ".png",
]
WIDTHS = ["0", "1", "257", "-256", "256.0", "99999999999999999999", "x", "%32%35%37"]


@pytest.fixture
def trap(server: httpx.Client, url: str, home: Path) -> httpx.Client:
    """Links that lead outside, and an image of it beside the store."""
    Image.new("RGB", (4, 4)).save(home / "secret.png")
    (home / "servable" / "link.png").symlink_to(home / "secret.png")
    (home / "servable" / "linked").symlink_to(home)
    server.get(url)
    return server


def raw(client: httpx.Client, path: str) -> bytes:
    """The reply to a path that no client has tidied up."""
    with socket.create_connection(("127.0.0.1", client.base_url.port)) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        return b"".join(iter(lambda: connection.recv(65536), b""))


def test_no_path_leads_outside(trap: httpx.Client) -> None:
    for path in [*(f"/previews/256/{name}" for name in ESCAPES), *(f"/previews/{width}/x.png" for width in WIDTHS)]:
        reply = raw(trap, path)
        assert reply.startswith(b"HTTP/1.1 404"), path
        assert b"application/problem+json" in reply, path
        assert not any(word in reply for word in (b"WEBP", b"SQLite", b"root:")), path
