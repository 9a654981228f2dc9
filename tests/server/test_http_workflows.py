"""Saved workflows over HTTP."""

from typing import Any

import httpx
import pytest

GREETING = {
    "version": 1,
    "name": "Greeting",
    "nodes": [
        {"id": "a", "type": "text", "widgets": {"text": "hello"}, "colour": "red"},
        {"id": "b", "type": "display", "position": {"x": 3, "y": 4.5}},
    ],
    "links": [{"from": ["a", "text"], "to": ["b", "value"]}],
    "made_by": "hand",
}
WITH_KEY = {"version": 1, "nodes": [{"id": "p", "type": "gpt_image_tool", "widgets": {"api_key": "sk-test"}}]}


def create(client: httpx.Client, **changes: Any) -> dict[str, Any]:
    reply = client.post("/api/workflows", json=GREETING | changes)
    assert reply.status_code == 201
    saved: dict[str, Any] = reply.json()
    return saved


def test_create(shared: httpx.Client) -> None:
    saved = create(shared)
    assert saved.keys() == {"id", "name", "revision", "workflow", "created_at", "updated_at", "problems"}
    assert (saved["name"], saved["revision"], saved["problems"]) == ("Greeting", 1, [])
    assert saved["workflow"] == GREETING
    assert saved["created_at"].endswith("Z")


def test_get(shared: httpx.Client) -> None:
    saved = create(shared)
    assert shared.get(f"/api/workflows/{saved['id']}").json() == saved


def test_list_has_the_newest_first(shared: httpx.Client) -> None:
    first, second = create(shared, name="first"), create(shared, name="second")
    listed = shared.get("/api/workflows", params={"limit": 2}).json()["workflows"]
    assert [one["id"] for one in listed] == [second["id"], first["id"]]
    assert "workflow" not in listed[0]


def test_save_makes_a_revision_and_keeps_the_earlier(shared: httpx.Client) -> None:
    path = f"/api/workflows/{create(shared)['id']}"
    changed = shared.put(path, json=GREETING | {"name": "Changed"}).json()
    assert (changed["revision"], changed["name"]) == (2, "Changed")
    assert shared.get(path, params={"revision": 1}).json()["workflow"] == GREETING
    assert [one["revision"] for one in shared.get(f"{path}/revisions").json()["revisions"]] == [2, 1]


def test_save_over_what_someone_else_saved(shared: httpx.Client) -> None:
    path = f"/api/workflows/{create(shared)['id']}"
    assert shared.put(path, params={"after": 1}, json=GREETING | {"name": "Theirs"}).json()["revision"] == 2
    refused = shared.put(path, params={"after": 1}, json=GREETING | {"name": "Mine"})
    assert (refused.status_code, refused.json()["code"]) == (409, "workflow_changed")
    assert shared.get(path).json()["name"] == "Theirs"


def test_revision_that_is_not_there(shared: httpx.Client) -> None:
    path = f"/api/workflows/{create(shared)['id']}"
    assert shared.get(path, params={"revision": 2}).status_code == 404
    assert shared.get(path, params={"revision": 0}).status_code == 422
    assert shared.get(path, params={"revision": 2**63}).status_code == 422


def test_delete(shared: httpx.Client) -> None:
    path = f"/api/workflows/{create(shared)['id']}"
    assert (shared.delete(path).status_code, shared.delete(path).status_code) == (204, 404)
    assert shared.get(path).status_code == 404
    assert shared.get(f"{path}/revisions").status_code == 404


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_unknown_id(shared: httpx.Client, method: str) -> None:
    reply = shared.request(method, "/api/workflows/nope", json=GREETING if method == "PUT" else None)
    assert (reply.status_code, reply.json()["code"]) == (404, "not_found")


def test_workflow_with_problems_is_kept(shared: httpx.Client) -> None:
    saved = create(shared, links=[], nodes=[{"id": "b", "type": "display"}, {"id": "c", "type": "from_the_future"}])
    assert {problem["code"] for problem in saved["problems"]} == {"input_missing", "unknown_node_type"}
    assert saved["problems"][-1]["node"]
    assert shared.get(f"/api/workflows/{saved['id']}").json()["problems"] == saved["problems"]


def test_wrong_shape_is_not_kept(shared: httpx.Client) -> None:
    reply = shared.post("/api/workflows", json={"version": 1, "nodes": [{"id": "a"}, {"id": 7, "type": "text"}]})
    assert (reply.status_code, reply.headers["content-type"]) == (422, "application/problem+json")
    assert [problem["where"] for problem in reply.json()["problems"]] == ["nodes[0].type", "nodes[1].id"]


def test_plain_key_is_not_kept(shared: httpx.Client) -> None:
    path = f"/api/workflows/{create(shared)['id']}"
    for reply in (shared.post("/api/workflows", json=WITH_KEY), shared.put(path, json=WITH_KEY)):
        assert reply.status_code == 422
        assert [problem["code"] for problem in reply.json()["problems"]] == ["plain_secret"]
        assert "sk-test" not in reply.text
    assert shared.get(path).json()["revision"] == 1


def test_check_keeps_nothing(shared: httpx.Client) -> None:
    before = shared.get("/api/workflows").json()
    reply = shared.post("/api/workflows/check", json=WITH_KEY)
    assert (reply.status_code, reply.json()["problems"][0]["widget"]) == (200, "api_key")
    assert shared.post("/api/workflows/check", json=GREETING).json() == {"problems": [], "keys": 0}
    assert shared.get("/api/workflows").json() == before


def test_saving_runs_nothing(shared: httpx.Client) -> None:
    create(shared)
    assert shared.get("/api/runs").json()["runs"] == []


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '"x"', "[" * 200_000])
def test_bodies_that_are_no_workflow(shared: httpx.Client, body: str) -> None:
    reply = shared.post("/api/workflows", content=body, headers={"content-type": "application/json"})
    assert reply.status_code in (400, 422)
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.json()["detail"]


def test_names_stay_what_they_are(shared: httpx.Client) -> None:
    name = "<img src=x onerror=alert(1)> {{7*7}} ${7*7}"
    assert create(shared, name=name)["workflow"]["name"] == name
