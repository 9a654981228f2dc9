"""Paths that lead out of a folder, when reading (8) and writing (7), and files that are no files (9)."""

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import httpx
import pytest

from ai_node_builder import App
from ai_node_builder.errors import UserError
from ai_node_builder.nodes.image import Image
from ai_node_builder.nodes.llm import LLM

Raw: TypeAlias = Callable[..., bytes]

SECRET = b"SECRET OF THIS MACHINE"
FOLDERS = ["/servable/", "/previews/256/", "/templates/", "/assets/", "/api/images/", "/api/nodes/", "/"]
"""Where names in a path turn into names of files."""

ESCAPES = [
    b"../secret.png",
    b"..%2fsecret.png",
    b"..%2Fsecret.png",
    b"%2e%2e/secret.png",
    b"%2e%2e%2fsecret.png",
    b"..%252fsecret.png",
    b"%252e%252e%252fsecret.png",
    b"..%5csecret.png",
    b"..\\secret.png",
    b"..%c0%afsecret.png",
    b"%c0%ae%c0%ae/secret.png",
    b"..;/secret.png",
    b"....//secret.png",
    b".%2e/secret.png",
    b"x.png/../../secret.png",
    b"%2fetc/passwd",
    b"/etc/passwd",
    b"//etc/passwd",
    b"%2fetc%2fpasswd",
    b"file:///etc/passwd",
    b"x.png%00.txt",
    b"..%00/secret.png",
    b"..%2fsecret.png%00.webp",
    b"..%2fai-node-builder.db",
    b"..%2fconfig.toml",
    b"..%2fsecrets.key",
    b"..%2fsecret.png.webp",
    b"link.png",
    b"linked/secret.png",
    b"linked%2fsecret.png",
    b"sub/inside.png",
    b".x.png.partial",
    b"CON",
    b"x.png::$DATA",
    b"secret~1.png",
    b"x" * 300 + b".png",
    b"x" * 20_000 + b".png",
    b"\xe2\x80\xae.png",
    b".",
    b"..",
    b"",
]


@pytest.fixture
def trap(server: httpx.Client, home: Path) -> httpx.Client:
    """A server with secrets beside its folders, and links to them in its folders."""
    (home / "secret.png").write_bytes(SECRET)
    (home / "secret.png.webp").write_bytes(SECRET)
    for name in ("servable", "previews"):
        folder = home / name
        folder.mkdir(exist_ok=True)
        (folder / "link.png").symlink_to(home / "secret.png")
        (folder / "linked").symlink_to(home)
        (folder / "sub").mkdir()
        (folder / "sub" / "inside.png").write_bytes(SECRET)
        (folder / ".x.png.partial").write_bytes(SECRET)
    return server


@pytest.mark.parametrize("method", [b"GET", b"HEAD", b"DELETE"])
@pytest.mark.parametrize("folder", FOLDERS)
def test_no_path_leads_out(trap: httpx.Client, raw: Raw, home: Path, folder: str, method: bytes) -> None:
    before = everything(home)
    for escape in ESCAPES:
        reply = raw(trap, b"%s %s%s HTTP/1.1" % (method, folder.encode(), escape))
        status = reply.split(maxsplit=2)[1]
        page = method in (b"GET", b"HEAD") and folder == "/" and status == b"200"  # its own page, or the API's list
        assert page or status in (b"400", b"404", b"405"), escape
        assert not any(word in reply for word in (SECRET, b"SQLite format", b"root:x", b"Traceback")), escape
    assert everything(home) == before


def everything(folder: Path) -> set[Path]:
    return set(folder.rglob("*"))


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_names_of_runs_and_workflows_are_no_paths(trap: httpx.Client, method: str) -> None:
    for path in (
        "/api/workflows/..%2f..%2fsecret.png",
        "/api/runs/..%2fsecret.png",
        "/api/runs/%2fetc%2fpasswd/events",
    ):
        reply = trap.request(method, path, json={"version": 1})
        assert reply.status_code in (404, 405), path
        assert SECRET not in reply.content


UPLOAD_NAMES = [
    "../nodes/x.py",
    "..\\nodes\\x.py",
    "/etc/cron.d/x",
    "C:\\x.py",
    "a%2f..%2fb.py",
    "x.png\0.py",
    "CON",
    "x.svg",
    ".htaccess",
    "x" * 300,
    "\u202egnp.exe",
    "<img src=x onerror=alert(1)>.png",
]


@pytest.mark.parametrize("name", UPLOAD_NAMES)
def test_an_upload_is_kept_under_a_name_of_the_servers(server: httpx.Client, home: Path, png: bytes, name: str) -> None:
    before = everything(home)
    reply = server.post("/api/images", json={"filename": name, "data": base64.b64encode(png).decode()})
    (made,) = {path for path in everything(home) - before if "ai-node-builder.db" not in path.name}
    assert made == home / "servable" / reply.json()["filename"]
    assert made.name.startswith("upload_")
    assert made.read_bytes() == png


ACTIVE = [
    b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    b"<?xml version='1.0'?><svg/>",
    b"<!doctype html><script>alert(1)</script>",
    b"GIF89a/*<script>*/=1;alert(1)",
    b"\x89PNG\r\n\x1a\n<script>alert(1)</script>",
    b"%PDF-1.7",
    b"import os",
    b"PK\x03\x04",
    b"\x80\x04\x95K\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix\x94\x8c\x06system\x94\x93\x94",
    b"",
]


@pytest.mark.parametrize("content", ACTIVE)
def test_what_is_no_picture_is_not_kept(server: httpx.Client, home: Path, content: bytes) -> None:
    reply = server.post("/api/images", json={"filename": "x.png", "data": base64.b64encode(content).decode()})
    assert (reply.status_code, reply.json()["code"]) == (400, "not_an_image")
    assert list((home / "servable").iterdir()) == []


FILE_REFERENCES: list[Any] = [
    {"file": {"path": "/etc/passwd"}},
    {"filename": "x.png", "data": {"path": "/etc/passwd"}},
    {"filename": "x.png", "data": "file:///etc/passwd"},
    {"filename": "x.png", "data": "/etc/passwd"},
    {"filename": "x.png", "data": "http://169.254.169.254/"},
    {"filepath": "/etc/passwd", "mimetype": "image/png", "data": ""},
    [{"file": "/etc/passwd"}],
]


@pytest.mark.parametrize("body", FILE_REFERENCES)
def test_a_reference_to_a_file_is_no_file(server: httpx.Client, home: Path, body: Any) -> None:
    reply = server.post("/api/images", json=body)
    assert reply.status_code in (400, 422)
    assert b"root:" not in reply.content
    assert list((home / "servable").iterdir()) == []


@pytest.mark.parametrize(
    "name",
    ["/etc/passwd", "file:///etc/passwd", "../secret.png", "..\\secret.png", "link.png", "http://127.0.0.1/x.png"],
)
async def test_a_node_opens_nothing_but_servable_files(app: App, home: Path, name: str) -> None:
    """The image node by name, the LLM by the picture that a wire hands it."""
    (home / "secret.png").write_bytes(SECRET)
    (home / "servable" / "link.png").symlink_to(home / "secret.png")
    for node in (Image(file=name), LLM(prompt="look", image={"filename": name}), LLM(prompt="look", image=name)):
        with pytest.raises(UserError) as said:
            await app.call(node)
        assert SECRET.decode() not in str(said.value)


def test_only_a_picture_fits_a_socket_for_pictures(server: httpx.Client) -> None:
    llm = {"id": "n", "type": "llm", "widgets": {"prompt": "look"}}
    made_up = {"id": "j", "type": "json", "widgets": {"value": {"filename": "/etc/passwd"}}}
    workflow = {"version": 1, "nodes": [llm, made_up], "links": [{"from": ["j", "value"], "to": ["n", "image"]}]}
    reply = server.post("/api/runs", json={"workflow": workflow})
    assert [problem["code"] for problem in reply.json()["problems"]] == ["types_do_not_fit"]
