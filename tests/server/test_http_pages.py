"""The canvas's page, health, the OpenAPI file and problem documents."""

import re
import sqlite3
from pathlib import Path

import httpx
import pytest

from ai_node_builder import __version__
from ai_node_builder.server.routes import pages


def test_health(shared: httpx.Client) -> None:
    assert shared.get("/healthz").json() == {"status": "ok", "version": __version__}


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A canvas in small, in the place of the built one."""
    (tmp_path / "app" / "assets").mkdir(parents=True)
    (tmp_path / "app" / "index.html").write_text('<meta name="csp-nonce" content="CSP_NONCE">')
    (tmp_path / "app" / "assets" / "index-1a2b.js").write_text("export {}")
    monkeypatch.setattr(pages, "BUILT", tmp_path / "app")
    return tmp_path / "app"


@pytest.mark.parametrize("path", ["/", "/workflows/x", "/gallery", "/runs", "/runs/x", "/costs", "/settings/keys"])
def test_canvas_at_all_its_addresses(shared: httpx.Client, built: Path, path: str) -> None:
    reply = shared.get(path)
    assert (reply.status_code, reply.headers["cache-control"]) == (200, "no-cache")
    assert "csp-nonce" in reply.text


def test_canvas_may_run_its_own_scripts_only(shared: httpx.Client, built: Path) -> None:
    first, second = shared.get("/"), shared.get("/")
    nonce = re.findall(r'content="([^"]+)"', first.text)[0]
    policy = first.headers["content-security-policy"]
    assert f"style-src 'self' 'nonce-{nonce}'" in policy
    assert "unsafe" not in policy
    assert nonce not in second.text


def test_built_files_never_change(shared: httpx.Client, built: Path) -> None:
    reply = shared.get("/assets/index-1a2b.js")
    assert reply.headers["content-type"].startswith("text/javascript")
    assert "immutable" in reply.headers["cache-control"]
    assert shared.get("/assets/index-old.js").status_code == 404


def test_without_the_canvas(shared: httpx.Client, built: Path) -> None:
    (built / "index.html").unlink()
    reply = shared.get("/")
    assert (reply.status_code, "make run" in reply.text) == (200, True)


@pytest.mark.parametrize(("path", "kind"), [("/page.css", "text/css"), ("/favicon.svg", "image/svg+xml")])
def test_files_of_plain_pages(shared: httpx.Client, path: str, kind: str) -> None:
    reply = shared.get(path)
    assert (reply.status_code, reply.headers["content-type"].partition(";")[0]) == (200, kind)


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
