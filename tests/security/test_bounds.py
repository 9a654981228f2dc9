"""More than anybody needs (23): every input has a bound, and beyond it a clear answer. The server lives on."""

import base64
import contextlib
import io
import json
import socket
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import httpx
import pytest
from PIL import Image

from ai_node_builder.errors import NoImageData, WorkflowInvalid
from ai_node_builder.services.images.reply import png_size
from ai_node_builder.workflow.document import Workflow

# Pillow warns of a picture long before it refuses it; here that would be an error of the server.
pytestmark = pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")

Raw: TypeAlias = Callable[..., bytes]

BODY_ROUTES = ["/api/runs", "/api/workflows", "/api/workflows/check", "/api/tools/calculator", "/api/images"]
JSON = {"content-type": "application/json"}
LONGEST_ANSWER = 200_000
"""Bytes. An answer that repeats its input would let a small request cost much."""


@pytest.fixture(autouse=True)
def lives_on(shared: httpx.Client) -> Iterator[None]:
    """After each attack the server answers as before."""
    yield
    assert shared.get("/healthz").json()["status"] == "ok"


def nodes(count: int, item: Any) -> bytes:
    return json.dumps({"version": 1, "nodes": [item] * count}).encode()


NODE = {"id": "n", "type": "text"}
HUGE: dict[str, bytes] = {
    "100,000 nodes": nodes(100_000, NODE),
    "20,000 nodes that are none": nodes(20_000, 0),
    "20,000 nodes of unknown types": nodes(20_000, {"id": "n", "type": "nothing"}),
    "half a million nodes that are none": nodes(500_000, 1),
    "40,000 links": json.dumps({"version": 1, "links": [{"from": ["a", "b"], "to": ["c", "d"]}] * 40_000}).encode(),
    "40,000 links that are none": json.dumps({"version": 1, "links": [[]] * 40_000}).encode(),
    "10,000 levels of lists": b'{"version": 1, "x": ' + b"[" * 10_000 + b"]" * 10_000 + b"}",
    "10,000 levels of objects": b'{"version": 1, "x": ' + b'{"a":' * 10_000 + b"1" + b"}" * 10_000 + b"}",
    "a million levels": b"[" * 1_000_000,
    "a text of 9 MB": json.dumps({"version": 1, "nodes": [{**NODE, "widgets": {"text": "x" * 9_000_000}}]}).encode(),
    "a name of 9 MB": json.dumps({"version": 1, "nodes": [{"id": "x" * 9_000_000, "type": "text"}]}).encode(),
    "a key of 9 MB": json.dumps({"version": 1, "x" * 9_000_000: 1, "nodes": [{}]}).encode(),
    "a number of 5,000 digits": b'{"version": ' + b"9" * 5_000 + b"}",
    "a number of 9 MB": b'{"version": 1, "x": ' + b"9" * 9_000_000 + b"}",
    "an exponent": b'{"version": 1, "nodes": [{"id": "n", "type": "text", "position": {"x": 1e999}}]}',
    "NaN": b'{"version": 1, "x": NaN}',
    "Infinity": b'{"version": 1, "nodes": [{"id": "n", "type": "text", "position": {"x": -Infinity}}]}',
    "half a character": b'{"version": 1, "name": "\\ud800", "nodes": [{"id": "\\udfff"}]}',
    "the same key twice": b'{"version": 2, "version": 1, "nodes": [], "nodes": 1}',
    "no UTF-8": b'{"version": 1, "name": "\xff\xfe"}',
    "UTF-16": json.dumps({"version": 1, "nodes": 1}).encode("utf-16"),
    "nothing": b"",
    "NUL": b"\0" * 1000,
}


@pytest.mark.parametrize("what", HUGE)
def test_workflows_beyond_all_bounds(shared: httpx.Client, what: str) -> None:
    for path in ("/api/workflows/check", "/api/runs", "/api/workflows"):
        body = b'{"workflow": ' + HUGE[what] + b"}" if path == "/api/runs" else HUGE[what]
        reply = shared.post(path, content=body, headers=JSON)
        assert reply.status_code in (200, 201, 400, 413, 422), path
        if reply.status_code >= 400:
            assert reply.headers["content-type"] == "application/problem+json"
            assert len(reply.content) < LONGEST_ANSWER


@pytest.mark.parametrize("what", HUGE)
def test_the_same_as_a_file(what: str) -> None:
    try:
        said = Workflow.parse(HUGE[what]).name
    except WorkflowInvalid as error:
        said = str(error)
    assert len(said) < 2_000


@pytest.mark.parametrize("what", ["100,000 nodes", "10,000 levels of lists", "no UTF-8"])
def test_the_same_on_the_command_line(tmp_path: Path, what: str) -> None:
    path = tmp_path / "x.workflow.json"
    path.write_bytes(HUGE[what])
    for command in (["run", str(path)], ["tool", "calculator", "--call", f"@{path}"]):
        ran = subprocess.run([sys.executable, "-m", "ai_node_builder", *command], capture_output=True, text=True)
        assert ran.returncode in (1, 2), ran.stderr
        assert "Traceback" not in ran.stderr
        assert 0 < len(ran.stderr) < 2_000


@pytest.mark.parametrize("what", HUGE)
def test_the_same_as_a_tool_call(shared: httpx.Client, what: str) -> None:
    for body in (
        HUGE[what],
        b'{"arguments": ' + HUGE[what] + b"}",
        b'{"arguments": {"expression": ' + HUGE[what] + b"}}",
    ):
        reply = shared.post("/api/tools/calculator", content=body, headers=JSON)
        assert reply.status_code in (400, 413), reply.text[:300]
        assert reply.json()["error" if reply.status_code == 400 else "detail"]
        assert len(reply.content) < LONGEST_ANSWER


ARGUMENTS = [
    ("generate_image", "prompt"),
    ("calculator", "expression"),
    ("get_weather", "city"),
    ("analyze_text", "text"),
]


@pytest.mark.parametrize(("tool", "argument"), ARGUMENTS)
def test_an_argument_of_5_megabytes(shared: httpx.Client, tool: str, argument: str) -> None:
    call = {"id": "1", "arguments": {argument: "1+" * 2_500_000}, "widgets": {}}
    reply = shared.post(f"/api/tools/{tool}", json=call)
    assert 400 <= reply.status_code < 500
    assert len(reply.content) < LONGEST_ANSWER


@pytest.mark.parametrize("path", BODY_ROUTES)
def test_an_upload_of_a_gigabyte_is_refused_by_its_announcement(shared: httpx.Client, raw: Raw, path: str) -> None:
    head = b"POST %s HTTP/1.1" % path.encode()
    reply = raw(shared, head, b"content-type: application/json", b"content-length: 1073741824", body=b"{")
    assert reply.split()[1] == b"413"
    assert b"too_large" in reply


@pytest.mark.parametrize("path", BODY_ROUTES)
def test_an_upload_that_announces_no_length(shared: httpx.Client, path: str) -> None:
    pieces = (b" " * 2**16 for _ in range(1_000))
    assert shared.post(path, content=pieces, headers=JSON).status_code == 413


@pytest.mark.parametrize("head", [b"GET /healthz?%b HTTP/1.1\r\n", b"GET /healthz HTTP/1.1\r\nx: %b\r\n", b"%b"])
def test_a_head_without_an_end(shared: httpx.Client, head: bytes) -> None:
    with socket.create_connection(("127.0.0.1", shared.base_url.port)) as connection, contextlib.suppress(OSError):
        for _ in range(64):
            connection.sendall(head % (b"x" * 2**16))
        assert connection.recv(100).split()[1] == b"400"


@pytest.mark.parametrize(
    "query", ["limit=99999999999999999999", "limit=-1", "limit=1e9", "limit=NaN", "limit=١", "before=" + "x" * 50_000]
)
def test_queries(shared: httpx.Client, query: str) -> None:
    reply = shared.get(f"/api/images?{query}")
    assert reply.status_code in (200, 422)
    assert len(reply.content) < LONGEST_ANSWER


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_of(width: int, height: int, *chunks: bytes, rows: bytes = b"") -> bytes:
    """A PNG that claims a size, whatever its rows hold."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    end = chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + end


def real_bomb() -> bytes:
    """A picture that is what it says: 400 million pixels in a few hundred kilobytes."""
    file = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(file, "PNG")
    return file.getvalue()


ZIPPED = zlib.compress(b"A" * 200_000_000, 9)
BOMBS: dict[str, Callable[[], bytes]] = {
    "pixels it has": real_bomb,
    "pixels it claims": lambda: png_of(2**31 - 1, 2**31 - 1),
    "pixels below Pillow's limit": lambda: png_of(10_000, 10_000),
    "no pixels": lambda: png_of(0, 0),
    "rows without an end": lambda: png_of(10, 10, rows=b"\0" * 100_000_000),
    "text that unpacks to 200 MB": lambda: png_of(2, 2, chunk(b"zTXt", b"k\0\0" + ZIPPED)),
    "a profile that unpacks to 200 MB": lambda: png_of(2, 2, chunk(b"iCCP", b"k\0\0" + ZIPPED)),
    "international text of 200 MB": lambda: png_of(2, 2, chunk(b"iTXt", b"k\0\1\0\0\0" + ZIPPED)),
    "a length that is none": lambda: png_of(2, 2)[:33] + b"\xff\xff\xff\xffIDAT",
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_as_an_upload(shared: httpx.Client, bomb: str) -> None:
    """Bytes behind the last pixel are never unpacked, so a picture that hides some is one all the same."""
    reply = shared.post("/api/images", json={"data": base64.b64encode(BOMBS[bomb]()).decode()})
    assert reply.status_code == (201 if bomb == "rows without an end" else 400)
    assert reply.json().get("code", "none") in ("image_too_large", "not_an_image", "none")


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_as_a_providers_answer(bomb: str) -> None:
    """Only the checksums are read, never the pixels: what was paid for is kept if it is whole."""
    with contextlib.suppress(NoImageData):
        assert png_size(BOMBS[bomb]())


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_that_lies_in_the_store(serve: Callable[..., httpx.Client], home: Path, bomb: str) -> None:
    client = serve()
    (home / "servable" / "bomb.png").write_bytes(BOMBS[bomb]())
    for width in (256, 640):
        assert client.get(f"/previews/{width}/bomb.png").status_code in (200, 400, 404)
    workflow = {"version": 1, "nodes": [{"id": "n", "type": "image", "widgets": {"file": "bomb.png"}}]}
    run = client.post("/api/runs", json={"workflow": workflow}).json()["run_id"]
    client.get(f"/api/runs/{run}/events")
    errors = client.get(f"/api/runs/{run}").json()["errors"]
    assert "internal_error" not in [error["code"] for error in errors]


def test_hundreds_of_connections_that_say_nothing(shared: httpx.Client) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(300):
            stack.enter_context(socket.create_connection(("127.0.0.1", shared.base_url.port)))
        assert shared.get("/healthz").status_code == 200
