"""Servable files: the right bytes with the right headers, and nothing else of this machine."""

from pathlib import Path

import httpx
import pytest


@pytest.fixture
def url(server: httpx.Client, home: Path) -> str:
    """The path of a file of ten bytes."""
    (home / "servable" / "x.png").write_bytes(b"0123456789")
    return "/servable/x.png"


def test_whole_file(server: httpx.Client, url: str) -> None:
    reply = server.get(url)
    assert (reply.status_code, reply.content) == (200, b"0123456789")
    assert reply.headers["content-type"] == "image/png"
    assert reply.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert reply.headers["accept-ranges"] == "bytes"


@pytest.mark.parametrize(
    ("wanted", "content", "said"),
    [("bytes=0-3", b"0123", "bytes 0-3/10"), ("bytes=7-", b"789", "bytes 7-9/10"), ("bytes=-2", b"89", "bytes 8-9/10")],
)
def test_range(server: httpx.Client, url: str, wanted: str, content: bytes, said: str) -> None:
    reply = server.get(url, headers={"range": wanted})
    assert (reply.status_code, reply.content, reply.headers["content-range"]) == (206, content, said)


def test_range_beyond_the_end(server: httpx.Client, url: str) -> None:
    reply = server.get(url, headers={"range": "bytes=10-"})
    assert (reply.status_code, reply.headers["content-range"]) == (416, "bytes */10")


def test_etag(server: httpx.Client, url: str) -> None:
    etag = server.get(url).headers["etag"]
    assert etag.startswith('"')
    for known in (etag, f'"other", {etag}', f"W/{etag}", "*"):
        reply = server.get(url, headers={"if-none-match": known})
        assert (reply.status_code, reply.content, reply.headers["etag"]) == (304, b"", etag)
    assert server.get(url, headers={"if-none-match": '"other"'}).status_code == 200


def test_range_of_another_version(server: httpx.Client, url: str) -> None:
    reply = server.get(url, headers={"range": "bytes=0-3", "if-range": '"other"'})
    assert (reply.status_code, reply.content) == (200, b"0123456789")


def test_head(server: httpx.Client, url: str) -> None:
    reply = server.head(url)
    assert (reply.status_code, reply.content, reply.headers["content-length"]) == (200, b"", "10")


@pytest.mark.parametrize(("name", "kind"), [("a.jpg", "image/jpeg"), ("a.webp", "image/webp"), ("a.gif", "image/gif")])
def test_types(server: httpx.Client, home: Path, name: str, kind: str) -> None:
    (home / "servable" / name).write_bytes(b"x")
    assert server.get(f"/servable/{name}").headers["content-type"] == kind


@pytest.mark.parametrize("name", ["a.svg", "a.html", "a.js"])
def test_types_that_could_run_are_plain_bytes(server: httpx.Client, home: Path, name: str) -> None:
    (home / "servable" / name).write_bytes(b"<script>alert(1)</script>")
    reply = server.get(f"/servable/{name}")
    assert reply.status_code == 404 or reply.headers["content-type"] == "application/octet-stream"
