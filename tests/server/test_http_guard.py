"""Who may come in: token, Host, Origin and content type, on every route there is."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import httpx
import pytest
from fastapi.routing import iter_route_contexts

from ai_node_builder import App, Settings
from ai_node_builder.server import create_app

Serve: TypeAlias = Callable[..., httpx.Client]

JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def locked(serve_module: Serve) -> httpx.Client:
    """A server that wants a token."""
    return serve_module(token="right")


def all_routes(home: Path) -> set[tuple[str, str]]:
    """Method and path of every route, whoever added it."""
    api = create_app(App(Settings.load(home=home)))
    return {(method, route.path or "") for route in iter_route_contexts(api.routes) for method in route.methods or ()}


def test_401_says_what_to_send(locked: httpx.Client) -> None:
    reply = locked.get("/api/tools")
    assert reply.headers["www-authenticate"] == "Bearer"
    assert reply.headers["content-type"] == "application/problem+json"
    assert "AINB_TOKEN" in reply.json()["detail"]


@pytest.mark.parametrize("sent", ["Bearer right", "bearer right"])
def test_right_token(locked: httpx.Client, sent: str) -> None:
    assert locked.get("/api/tools", headers={"authorization": sent}).status_code == 200


@pytest.mark.parametrize("sent", ["", "right", "Basic right", "Bearer", "Bearer wrong", "Bearer rightx"])
def test_wrong_token(locked: httpx.Client, sent: str) -> None:
    assert locked.get("/api/tools", headers={"authorization": sent}).status_code == 401


def test_token_of_strange_letters(locked: httpx.Client) -> None:
    assert locked.get("/api/tools", headers={b"authorization": "Bearer ü".encode()}).status_code == 401


def test_unknown_path_under_api_wants_the_token_too(locked: httpx.Client) -> None:
    assert locked.get("/api").status_code == 401
    assert locked.get("/api/nothing").status_code == 401
    assert locked.get("/mcp").status_code == 401


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:9", "127.0.0.1", "127.0.0.1:80", "[::1]:8000"])
def test_own_host(shared: httpx.Client, host: str) -> None:
    assert shared.get("/healthz", headers={"host": host}).status_code == 200


def test_host_of_the_public_url(serve: Serve) -> None:
    client = serve(public_url="https://draw.example.com")
    assert client.get("/healthz", headers={"host": "draw.example.com"}).status_code == 200
    assert client.get("/healthz", headers={"host": "example.com"}).status_code == 403


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost:1", "https://localhost", ""])
def test_foreign_origin(shared: httpx.Client, origin: str) -> None:
    reply = shared.post("/api/runs", headers={"origin": origin}, json={})
    assert (reply.status_code, reply.json()["code"]) == (403, "foreign_origin")


def test_foreign_origin_cannot_read_either(shared: httpx.Client) -> None:
    assert shared.get("/api/images", headers={"origin": "http://evil.example"}).status_code == 403


def test_own_origin(shared: httpx.Client) -> None:
    assert shared.get("/api/tools", headers={"origin": str(shared.base_url).rstrip("/")}).status_code == 200


def test_origin_of_the_public_url(serve: Serve) -> None:
    client = serve(public_url="https://draw.example.com")
    assert client.get("/api/tools", headers={"origin": "https://draw.example.com"}).status_code == 200


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_state_changes_want_json(shared: httpx.Client, home: Path, kind: str) -> None:
    for method, path in all_routes(home):
        if method in ("POST", "PUT", "PATCH"):
            reply = shared.request(method, re.sub(r"{.*?}", "x", path), headers={"content-type": kind}, content="{}")
            assert (reply.status_code, reply.json()["code"]) == (415, "json_wanted"), f"{method} {path}"


def test_delete_needs_no_body_and_takes_no_text(shared: httpx.Client) -> None:
    assert shared.delete("/api/images/x.png").status_code == 404
    assert shared.delete("/api/images/x.png", headers={"content-type": "text/plain"}).status_code == 415
