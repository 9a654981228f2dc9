"""Who may do what: routes without the token (1), guessed tokens (20), a server open by default (21)."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from ai_node_builder import App, Settings
from ai_node_builder.errors import SettingInvalid
from ai_node_builder.server import create_app
from ai_node_builder.server.serve import serve as serve_forever

Serve: TypeAlias = Callable[..., httpx.Client]
Raw: TypeAlias = Callable[..., bytes]

OPEN = {
    "/",
    "/healthz",
    "/openapi.json",
    "/favicon.svg",
    "/page.css",
    "/assets/{name}",
    "/servable/{filename:path}",
    "/previews/{width:int}/{filename:path}",
    "/templates/{name}.webp",
    "/gallery",
    "/workflows/{path:path}",
    "/runs",
    "/runs/{path:path}",
    "/costs",
    "/settings",
    "/settings/{path:path}",
}
"""What anybody may fetch: the page and what it is made of, pictures by their names, and whether the server lives.
None of it tells what is in the database. A route that is not named here must want the token."""

TOKEN = "0123456789abcdef-the-right-one"
JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def locked(serve_module: Serve) -> httpx.Client:
    """A server that wants a token."""
    return serve_module(token=TOKEN)


@pytest.fixture
def api(home: Path) -> FastAPI:
    """An application that wants a token, with all its routes."""
    return create_app(App(Settings.load(home=home, token=TOKEN)))


def routes(api: FastAPI) -> set[tuple[str, str]]:
    """Method and path of every route, whoever added it."""
    return {(method, route.path or "") for route in iter_route_contexts(api.routes) for method in route.methods or ()}


async def unguarded(api: FastAPI) -> set[str]:
    """The routes that let in whoever has no token, though they are not open."""
    transport = httpx.ASGITransport(api, raise_app_exceptions=False, client=("127.0.0.1", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost", headers=JSON) as client:
        walked = [
            (path, await client.request(method, re.sub(r"{.*?}", "x", path), content="{}"))
            for method, path in sorted(routes(api))
            if path not in OPEN
        ]
    return {path for path, reply in walked if reply.status_code != 401}


async def test_every_route_but_the_open_ones_wants_the_token(api: FastAPI) -> None:
    assert await unguarded(api) == set()
    assert {("POST", "/api/tools/{name}"), ("DELETE", "/api/images/{filename}")} < routes(api)


async def test_a_new_route_that_nobody_guards_is_found(api: FastAPI) -> None:
    for path in ("/debug", "/apix/run", "/v1/api/tools"):
        api.add_api_route(path, lambda: "in", methods=["GET", "POST"])
    assert await unguarded(api) == {"/debug", "/apix/run", "/v1/api/tools"}


async def test_a_new_route_below_api_is_guarded_before_anyone_thinks_of_it(api: FastAPI) -> None:
    api.add_api_route("/api/brand-new", lambda: "in", methods=["GET"])
    assert await unguarded(api) == set()


SPELLINGS = [
    b"GET /api/tools HTTP/1.1",
    b"GET /%61pi/tools HTTP/1.1",
    b"GET /api%2ftools HTTP/1.1",
    b"GET //api/tools HTTP/1.1",
    b"GET /./api/tools HTTP/1.1",
    b"GET /healthz/../api/tools HTTP/1.1",
    b"GET /api/../api/tools HTTP/1.1",
    b"GET /API/tools HTTP/1.1",
    b"GET /api/tools/ HTTP/1.1",
    b"GET /api\\tools HTTP/1.1",
    b"GET /api;x=1/tools HTTP/1.1",
    b"GET http://localhost/api/tools HTTP/1.1",
    b"GET http://localhost/api/tools HTTP/1.0",
    b"HEAD /api/tools HTTP/1.1",
    b"OPTIONS /api/tools HTTP/1.1",
    b"GET /mcp HTTP/1.1",
    b"POST /mcp/ HTTP/1.1",
]


@pytest.mark.parametrize("line", SPELLINGS)
def test_no_spelling_of_a_path_gets_past_the_token(locked: httpx.Client, raw: Raw, line: bytes) -> None:
    reply = raw(locked, line, b"content-type: application/json", b"content-length: 0")
    assert reply.split()[1] in (b"401", b"404"), line
    assert b"generate_image" not in reply


@pytest.mark.parametrize(
    "header",
    [
        b"authorization: Bearer",
        b"authorization: Bearer null",
        b"authorization: Bearer undefined",
        b"authorization: Bearer " + TOKEN.encode() + b"x",
        b"authorization: Bearer " + TOKEN[:-1].encode(),
        b"authorization: Bearer " + TOKEN.upper().encode(),
        b"authorization: Basic " + TOKEN.encode(),
        b"authorization: Bearer \xff\xfe",
        b"authorization: Bearer " + b"x" * 30_000,
        b"x-authorization: Bearer " + TOKEN.encode(),
        b"cookie: token=" + TOKEN.encode(),
        b"x-forwarded-for: 127.0.0.1",
        b"x-forwarded-user: admin",
        b"x-original-url: /healthz",
        b"x-http-method-override: OPTIONS",
    ],
)
def test_nothing_stands_in_for_the_token(locked: httpx.Client, raw: Raw, header: bytes) -> None:
    assert raw(locked, b"GET /api/tools HTTP/1.1", header).split()[1] == b"401"
    assert raw(locked, b"GET /api/tools?token=" + TOKEN.encode() + b" HTTP/1.1").split()[1] == b"401"


def test_two_tokens_are_none(locked: httpx.Client, raw: Raw) -> None:
    """Of two the first counts, as for every reader of headers; a wrong one before the right one is wrong."""
    right = b"authorization: Bearer " + TOKEN.encode()
    assert raw(locked, b"GET /api/tools HTTP/1.1", b"authorization: Bearer wrong", right).split()[1] == b"401"


def test_a_hundred_wrong_tokens_lock_nobody_out(locked: httpx.Client) -> None:
    """Guessing is hopeless by the token's length; a lock would only let a stranger keep its owner out."""
    for guess in range(100):
        assert locked.get("/api/tools", headers={"authorization": f"Bearer {guess:016}"}).status_code == 401
    assert locked.get("/api/tools", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200


@pytest.mark.parametrize("token", [None, "", " " * 20, "fifteen letters"])
@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.com"])
def test_no_way_in_from_the_network_without_a_long_token(home: Path, host: str, token: str | None) -> None:
    with pytest.raises(SettingInvalid, match="AINB_TOKEN"):
        serve_forever(Settings.load(home=home, token=token), host, 0, open_browser=False)
    assert not home.exists()
