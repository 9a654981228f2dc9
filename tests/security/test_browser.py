"""What other people's web pages can do: forged requests and DNS rebinding (10), and scripts in what is shown (11)."""

import base64
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import httpx
import pytest
from fastapi.routing import iter_route_contexts
from PIL import Image

from ai_node_builder import App, Settings
from ai_node_builder.server import create_app

Serve: TypeAlias = Callable[..., httpx.Client]
Raw: TypeAlias = Callable[..., bytes]

KIND = b"content-type: application/json"
MARKUP = "<img src=x onerror=alert(1)><script>alert(2)</script><style>*{display:none}</style>"


def forged(client: httpx.Client, raw: Raw, *headers: bytes, host: bytes = b"localhost") -> bytes:
    """A request that would change something, as a page of somebody else would have a browser send it."""
    body = b'{"version": 1, "name": "forged"}'
    length = b"content-length: %d" % len(body)
    return raw(client, b"POST /api/workflows HTTP/1.1", length, *headers, body=body, host=host)


FOREIGN_HOSTS = [
    b"evil.example",
    b"evil.example:8000",
    b"localhost.evil.example",
    b"127.0.0.1.evil.example",
    b"evil.example#localhost",
    b"localhost@evil.example",
    b"evil.example/localhost",
    b"localhost evil.example",
    b"localhost,evil.example",
    b"[::1].evil.example",
    b"192.168.1.5",
    b"169.254.169.254",
    b"0.0.0.0",
    b"[::]",
    b"2130706433",
    b"0x7f000001",
    b"lvh.me",
    b"localhost\x00",
    b"\xff",
]


@pytest.mark.parametrize("host", FOREIGN_HOSTS)
def test_a_name_that_was_bent_to_this_machine(shared: httpx.Client, raw: Raw, host: bytes) -> None:
    for path in (b"/", b"/api/tools", b"/servable/x.png", b"/openapi.json"):
        assert raw(shared, b"GET %s HTTP/1.1" % path, host=host).split()[1] in (b"403", b"400")


def test_hosts_that_contradict_each_other(shared: httpx.Client, raw: Raw) -> None:
    twice = raw(shared, b"GET /api/tools HTTP/1.1", b"host: evil.example")
    assert twice.split()[1] in (b"400", b"403")
    assert raw(shared, b"GET /api/tools HTTP/1.1", host=b"").split()[1] == b"400"
    absolute = raw(shared, b"GET http://evil.example/api/tools HTTP/1.1")
    assert absolute.split()[1] in (b"403", b"404")
    forwarded = raw(shared, b"GET /api/tools HTTP/1.1", b"x-forwarded-host: localhost", host=b"evil.example")
    assert forwarded.split()[1] == b"403"


@pytest.mark.parametrize(
    "origin",
    b"http://evil.example null https://localhost http://localhost:1 http://localhost.evil.example file:// "
    b"chrome-extension://x http://localhost@evil.example http://[::1 \xff".split(b" "),
)
def test_a_page_of_somebody_else(shared: httpx.Client, raw: Raw, origin: bytes) -> None:
    reply = forged(shared, raw, KIND, b"origin: " + origin)
    assert reply.split()[1] == b"403"
    assert b"access-control-allow" not in reply.lower()
    assert shared.get("/api/workflows").json() == {"workflows": []}


@pytest.mark.parametrize(
    "kind",
    b"text/plain|application/x-www-form-urlencoded|multipart/form-data; boundary=x|text/plain; x=application/json|"
    b"text/plain, application/json|application/jsonx|application/json-patch+json|*/*|".split(b"|"),
)
def test_a_form_or_a_plain_text(shared: httpx.Client, raw: Raw, kind: bytes) -> None:
    assert forged(shared, raw, b"content-type: " + kind).split()[1] == b"415"
    assert forged(shared, raw).split()[1] == b"415"
    assert shared.get("/api/workflows").json() == {"workflows": []}


def test_no_preflight_is_granted(shared: httpx.Client) -> None:
    asked = {"origin": "http://evil.example", "access-control-request-method": "POST"}
    reply = shared.options("/api/workflows", headers=asked)
    assert (reply.status_code, [name for name in reply.headers if "access-control" in name]) == (403, [])


def test_websockets_are_not_spoken_at_all(shared: httpx.Client, raw: Raw) -> None:
    upgrade = [b"upgrade: websocket", b"sec-websocket-version: 13", b"sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA=="]
    for origin, status in ((b"http://evil.example", b"403"), (b"http://localhost", b"200")):
        reply = raw(shared, b"GET /api/runs HTTP/1.1", *upgrade, b"origin: " + origin)
        assert reply.split()[1] == status


SMUGGLED = [
    (b"POST /api/workflows HTTP/1.1", [KIND, b"content-length: 2", b"content-length: 30"]),
    (b"POST /api/workflows HTTP/1.1", [KIND, b"content-length: 2", b"transfer-encoding: chunked"]),
    (b"POST /api/workflows HTTP/1.1", [KIND, b"transfer-encoding: chunked, identity"]),
    (b"POST /api/workflows HTTP/1.1", [KIND, b"transfer-encoding: xchunked"]),
    (b"POST /api/workflows HTTP/1.1", [KIND, b"content-length: +2"]),
    (b"POST /api/workflows HTTP/1.1", [KIND, b"content-length: 0x2"]),
    (b"POST /api/workflows HTTP/1.1", [KIND, b"content-length: -1"]),
    (b"POST /api/workflows HTTP/1.1", [KIND, b"content-length : 2"]),
    (b"POST /api/workflows HTTP/9.9", [KIND]),
    (b"GET /healthz\x00 HTTP/1.1", []),
    (b"GET  /healthz HTTP/1.1", []),
    (b"CONNECT evil.example:443 HTTP/1.1", []),
    (b"GET * HTTP/1.1", []),
    (b"TRACE / HTTP/1.1", []),
    (b"DEBUG / HTTP/1.1", []),
    (b"GET /healthz HTTP/1.1", [b"bad header"]),
]


@pytest.mark.parametrize(("line", "headers"), SMUGGLED)
def test_requests_that_two_servers_could_read_differently(
    shared: httpx.Client, raw: Raw, line: bytes, headers: list[bytes]
) -> None:
    reply = raw(shared, line, *headers, body=b"{}GET /api/tools HTTP/1.1\r\nhost: localhost\r\n\r\n")
    assert reply.count(b"HTTP/1.1 ") == 1, "one request, one answer"
    assert reply.split()[1][:1] == b"4"
    assert b"Traceback" not in reply


def test_reading_changes_nothing(shared: httpx.Client, home: Path) -> None:
    """A page can have any address fetched, with the person's rights. So no GET may do more than read."""
    api = create_app(App(Settings.load(home=home)))
    walked = {route.path for route in iter_route_contexts(api.routes) if "GET" in (route.methods or ())}
    verbs = re.compile(r"cancel|delete|remove|buy|write|save|start|resume|publish|prune|call")
    assert [path for path in walked if path and verbs.search(path)] == []


PATHS = ["/", "/healthz", "/openapi.json", "/api/tools", "/api/nothing", "/servable/x.png", "/api/runs/x/events"]


@pytest.mark.parametrize("path", [*PATHS, "/api/nodes/llm/docs", "/favicon.svg", "/nothing"])
def test_headers_on_every_reply(shared: httpx.Client, path: str) -> None:
    headers = shared.get(path, headers={"accept": "text/html"}).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "server" not in headers
    policy = headers["content-security-policy"]
    assert {"default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"} <= rules(policy)


def rules(policy: str) -> set[str]:
    return {rule.strip() for rule in policy.split(";")}


@pytest.mark.parametrize("path", [*PATHS, "/api/nodes/llm/docs", "/favicon.svg"])
def test_no_policy_lets_a_script_in_that_is_not_a_file_of_the_server(shared: httpx.Client, path: str) -> None:
    policy = rules(shared.get(path, headers={"accept": "text/html"}).headers["content-security-policy"])
    scripts = next((rule for rule in policy if rule.startswith("script-src")), "default-src 'self'")
    assert not re.search(r"unsafe|data:|blob:|\*|https?:", scripts)


def test_a_refusal_carries_the_headers_too(shared: httpx.Client, raw: Raw) -> None:
    refused = [raw(shared, b"GET / HTTP/1.1", host=b"evil.example"), forged(shared, raw)]
    assert all(b"x-content-type-options: nosniff" in reply for reply in refused)


def test_a_picture_is_served_as_nothing_but_a_picture(shared: httpx.Client) -> None:
    content = with_markup()
    kept = shared.post("/api/images", json={"data": base64.b64encode(content).decode()}).json()
    headers = shared.get(kept["servable_url"], headers={"accept": "text/html"}).headers
    assert headers["content-type"] == "image/png"
    assert headers["x-content-type-options"] == "nosniff"
    assert rules(headers["content-security-policy"]) == {"default-src 'none'", "sandbox"}


def with_markup() -> bytes:
    """A picture that ends in a web page."""
    file = io.BytesIO()
    Image.new("RGB", (2, 2)).save(file, "PNG")
    return file.getvalue() + MARKUP.encode()


def test_markup_in_names_is_text_everywhere(shared: httpx.Client) -> None:
    """Nothing that people or models wrote leaves as HTML: it is JSON, which no browser runs."""
    node = {"id": MARKUP, "type": "text", "widgets": {"text": MARKUP}}
    workflow = {"version": 1, "name": MARKUP, "nodes": [node]}
    saved = shared.post("/api/workflows", json=workflow).json()["id"]
    run = shared.post("/api/runs", json={"workflow_id": saved}).json()["run_id"]
    kinds = {"/api/workflows": "json", f"/api/workflows/{saved}": "json", f"/api/runs/{run}": "json"}
    for path, kind in (kinds | {f"/api/runs/{run}/events": "event-stream"}).items():
        reply = shared.get(path, headers={"accept": "text/html"})
        assert MARKUP in reply.text
        assert kind in reply.headers["content-type"]
    shared.delete(f"/api/workflows/{saved}")


@pytest.mark.parametrize("path", ["/api/nodes/{}/docs", "/api/tools/{}", "/api/workflows/{}", "/{}", "/servable/{}"])
def test_markup_in_a_path_is_not_echoed_as_html(shared: httpx.Client, path: str) -> None:
    reply = shared.get(path.format(MARKUP.replace("/", "%2f")), headers={"accept": "text/html"})
    assert reply.headers["content-type"] in ("application/problem+json", "application/json")
    assert reply.status_code == 404


def test_docs_that_hold_markup_show_it(serve: Serve, home: Path) -> None:
    """The page of a node comes from its docs and its fields. Both are written by whoever wrote the node."""
    (home / "nodes").mkdir(parents=True)
    (home / "nodes" / "evil.py").write_text(EVIL_NODE)
    page = serve().get("/api/nodes/evil/docs", headers={"accept": "text/html"})
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "&lt;script&gt;" in page.text
    assert not re.search(r"<script|<img|<style|href=.?javascript:|onerror=[^&]*>", without_quotes(page.text))


def without_quotes(page: str) -> str:
    return page.replace("&lt;", "").replace("&quot;", "")


EVIL_NODE = """
from ai_node_builder import Node, Output, text
from ai_node_builder.types import SocketType

class Evil(Node):
    '''<script>alert(1)</script> <img src=x onerror=alert(1)> [click](javascript:alert(1))'''
    type, title, category = "evil", "<script>alert(1)</script>", "<style>"
    outputs = (Output("out", SocketType.TEXT, "<script>alert(1)</script>"),)
    field: str = text(description="<script>alert(1)</script> [click](javascript:alert(1))")

    def run(self, ctx):
        return {"out": ""}
"""


def test_an_error_that_quotes_markup_is_a_problem_document(shared: httpx.Client) -> None:
    bodies: list[Any] = [{"version": 1, "nodes": [{"id": MARKUP, "type": MARKUP}]}, {MARKUP: MARKUP}, MARKUP]
    for body in bodies:
        reply = shared.post("/api/runs", json={"workflow": body})
        assert reply.headers["content-type"] == "application/problem+json"
