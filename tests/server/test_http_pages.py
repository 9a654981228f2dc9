"""The start page, health, the OpenAPI file and problem documents."""

import re
import sqlite3
from pathlib import Path

import httpx
import pytest

from ai_node_builder import __version__


def test_health(shared: httpx.Client) -> None:
    assert shared.get("/healthz").json() == {"status": "ok", "version": __version__}


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/", "text/html"), ("/home.css", "text/css"), ("/home.js", "text/javascript"), ("/favicon.svg", "image/svg+xml")],
)
def test_files_of_the_start_page(shared: httpx.Client, path: str, kind: str) -> None:
    reply = shared.get(path)
    assert (reply.status_code, reply.headers["content-type"].partition(";")[0]) == (200, kind)


def test_start_page_loads_nothing_from_elsewhere(shared: httpx.Client) -> None:
    for path in ("/", "/home.css", "/home.js"):
        text = shared.get(path).text.replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?://|//\w", re.sub(r"^\s*// .*", "", text, flags=re.MULTILINE)), path


def test_start_page_fits_its_own_policy(shared: httpx.Client) -> None:
    page = shared.get("/").text
    assert not re.search(r"<script(?![^>]*src=)|<style| style=| on\w+=", page)
    assert "innerHTML" not in shared.get("/home.js").text


def test_openapi(shared: httpx.Client) -> None:
    document = shared.get("/openapi.json").json()
    operations = {one["operationId"]: one for path in document["paths"].values() for one in path.values()}
    assert {"call_tool", "start_run", "list_images", "get_costs"} <= operations.keys()
    assert len(operations) == sum(len(path) for path in document["paths"].values())
    for name, operation in operations.items():
        assert operation["description"], name
        assert "application/problem+json" in operation["responses"]["default"]["content"], name


def test_openapi_refers_to_nothing_missing(shared: httpx.Client) -> None:
    reply = shared.get("/openapi.json")
    known = {f"#/components/schemas/{name}" for name in reply.json()["components"]["schemas"]}
    used = set(re.findall(r'"(#/[^"]+)"', reply.text))
    assert "#/components/schemas/NodeFinished" in used
    assert used <= known


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/nothing", "/api/nothing", "/api/nodes/"])
def test_nothing_there(shared: httpx.Client, path: str) -> None:
    reply = shared.get(path)
    assert (reply.status_code, reply.headers["content-type"]) == (404, "application/problem+json")
    problem = reply.json()
    assert (problem["type"], problem["title"], problem["code"]) == ("about:blank", "Not Found", "not_found")


def test_wrong_method(shared: httpx.Client) -> None:
    reply = shared.delete("/api/tools")
    assert (reply.status_code, reply.json()["code"]) == (405, "method_not_allowed")
    assert reply.headers["allow"] == "GET"


def test_wrong_value_in_plain_words(shared: httpx.Client) -> None:
    problem = shared.get("/api/runs", params={"limit": "many"}).json()
    assert problem["detail"] == "the request has the wrong shape: limit must be a whole number."
    assert problem["problems"] == [{"where": "limit", "message": "limit must be a whole number."}]


def test_fault_of_the_server_shows_no_internals(server: httpx.Client, home: Path) -> None:
    with sqlite3.connect(home / "ai-node-builder.db") as database:
        database.execute("drop table workflow_revisions")
    reply = server.post("/api/workflows", json={"version": 1})
    assert (reply.status_code, reply.json()["code"]) == (500, "internal_error")
    assert "sqlite" not in reply.text.lower()
    assert reply.headers["x-content-type-options"] == "nosniff"
