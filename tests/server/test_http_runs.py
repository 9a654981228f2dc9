"""Runs over HTTP: starting, following, stopping, and what is kept of them."""

import json
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import httpx
import pytest

from ai_node_builder.testing import FakeOpenAI

Serve: TypeAlias = Callable[..., httpx.Client]

GREETING = {
    "version": 1,
    "name": "Greeting",
    "nodes": [{"id": "a", "type": "text", "widgets": {"text": "hello"}}, {"id": "b", "type": "display"}],
    "links": [{"from": ["a", "text"], "to": ["b", "value"]}],
}
DRAWING = {
    "version": 1,
    "name": "Drawing",
    "nodes": [
        {"id": "a", "type": "text", "widgets": {"text": "a lion"}},
        {"id": "p", "type": "gpt_image", "widgets": {"quality": "low"}},
    ],
    "links": [{"from": ["a", "text"], "to": ["p", "prompt"]}],
}


def start(client: httpx.Client, workflow: dict[str, Any] = GREETING, **more: Any) -> str:
    reply = client.post("/api/runs", json={"workflow": workflow, **more})
    assert reply.status_code == 201, reply.text
    run_id: str = reply.json()["run_id"]
    return run_id


def follow(client: httpx.Client, run_id: str, **options: Any) -> Iterator[dict[str, str]]:
    """The events of a run as they come, each as its fields."""
    with client.stream("GET", f"/api/runs/{run_id}/events", **options) as reply:
        assert reply.headers["content-type"].startswith("text/event-stream")
        fields: dict[str, str] = {}
        for line in reply.iter_lines():
            if line:
                name, _, value = line.partition(": ")
                fields[name] = value
            else:
                yield fields
                fields = {}


def ended(client: httpx.Client, run_id: str) -> dict[str, Any]:
    """The run, once it is over."""
    list(follow(client, run_id))
    run: dict[str, Any] = client.get(f"/api/runs/{run_id}").json()
    return run


def test_run_of_a_workflow(shared: httpx.Client) -> None:
    run = ended(shared, start(shared))
    assert (run["status"], run["name"], run["errors"], run["cost_usd"]) == ("finished", "Greeting", [], 0)
    assert run["outputs"]["b"] == {"value": "hello"}
    assert run["workflow"]["nodes"][0]["widgets"] == {"text": "hello"}
    assert run["seconds"] >= 0
    assert run["created_at"] <= run["ended_at"]


def test_run_of_a_saved_workflow(shared: httpx.Client) -> None:
    saved = shared.post("/api/workflows", json=GREETING).json()["id"]
    run_id = shared.post("/api/runs", json={"workflow_id": saved}).json()["run_id"]
    assert ended(shared, run_id)["workflow_id"] == saved
    listed = shared.get("/api/runs", params={"workflow_id": saved}).json()["runs"]
    assert [run["id"] for run in listed] == [run_id]


def test_run_up_to_a_node(shared: httpx.Client) -> None:
    run = ended(shared, start(shared, until="a"))
    assert (run["status"], [node["id"] for node in run["workflow"]["nodes"]]) == ("finished", ["a"])
    refused = shared.post("/api/runs", json={"workflow": GREETING, "until": "c"})
    assert (refused.status_code, refused.json()["code"]) == (400, "unknown_node")


def test_estimate_before_a_run(shared: httpx.Client) -> None:
    free = shared.post("/api/estimate", json=GREETING).json()
    assert free == {"cost_usd": 0, "known_usd": 0, "nodes": {"a": 0, "b": 0}}
    assert shared.post("/api/estimate", json=DRAWING).json()["cost_usd"] > 0


def test_list_has_the_newest_first(shared: httpx.Client) -> None:
    ids = [start(shared) for _ in range(3)]
    runs = shared.get("/api/runs", params={"limit": 2}).json()["runs"]
    assert [run["id"] for run in runs] == [ids[2], ids[1]]
    assert "outputs" not in runs[0]


def test_widgets_hold_for_the_run_only(shared: httpx.Client) -> None:
    saved = shared.post("/api/workflows", json=GREETING).json()["id"]
    body = {"workflow_id": saved, "widgets": {"a": {"text": "bye"}}}
    run = ended(shared, shared.post("/api/runs", json=body).json()["run_id"])
    assert run["outputs"]["b"] == {"value": "bye"}
    assert shared.get(f"/api/workflows/{saved}").json()["workflow"] == GREETING


@pytest.mark.parametrize(
    ("widgets", "status", "code"),
    [
        ({"z": {"text": "x"}}, 400, "unknown_node"),
        ({"a": {"txt": "x"}}, 400, "unknown_widget"),
        ({"a": {"text": 7}}, 422, "workflow_invalid"),
        ({"a": {"text": "\ud800"}}, 422, "workflow_invalid"),
        ({"a": 7}, 422, "request_misshapen"),
        (7, 422, "request_misshapen"),
    ],
)
def test_widgets_that_do_not_fit(shared: httpx.Client, widgets: Any, status: int, code: str) -> None:
    body = json.dumps({"workflow": GREETING, "widgets": widgets})
    reply = shared.post("/api/runs", content=body, headers={"content-type": "application/json"})
    assert (reply.status_code, reply.json()["code"]) == (status, code)


def test_workflow_that_cannot_run(shared: httpx.Client) -> None:
    reply = shared.post("/api/runs", json={"workflow": GREETING | {"links": []}})
    assert (reply.status_code, reply.json()["code"]) == (422, "workflow_invalid")
    problem = reply.json()["problems"][0]
    assert (problem["node"], problem["socket"]) == ("b", "value")


def test_plain_key_does_not_run(shared: httpx.Client) -> None:
    reply = shared.post("/api/runs", json={"workflow": DRAWING, "widgets": {"p": {"api_key": "sk-test"}}})
    assert reply.json()["problems"][0]["code"] == "plain_secret"
    assert "sk-test" not in reply.text


@pytest.mark.parametrize(
    "body", [{}, {"workflow": GREETING, "workflow_id": "x"}, {"workflow_id": None}, {"workflow_id": "x", "graph": {}}]
)
def test_orders_that_are_none(shared: httpx.Client, body: Any) -> None:
    reply = shared.post("/api/runs", json=body)
    assert (reply.status_code, reply.json()["code"]) == (422, "request_misshapen")


def test_unknown_workflow(shared: httpx.Client) -> None:
    assert shared.post("/api/runs", json={"workflow_id": "nope"}).status_code == 404


@pytest.mark.parametrize(
    ("method", "path"), [("GET", ""), ("POST", "/cancel"), ("POST", "/resume"), ("GET", "/events")]
)
def test_unknown_run(shared: httpx.Client, method: str, path: str) -> None:
    reply = shared.request(method, f"/api/runs/nope{path}", headers={"content-type": "application/json"})
    assert (reply.status_code, reply.headers["content-type"]) == (404, "application/problem+json")


def test_events(shared: httpx.Client) -> None:
    events = list(follow(shared, start(shared)))
    data = [json.loads(event["data"]) for event in events]
    assert [int(event["id"]) for event in events] == [one["seq"] for one in data] == list(range(1, len(data) + 1))
    assert [event["event"] for event in events] == [one["kind"] for one in data]
    assert (data[0]["kind"], data[-1]["kind"]) == ("run_started", "run_finished")
    assert data[0]["nodes"] == ["a", "b"]
    assert all(one["at"] > 1_700_000_000 for one in data)


@pytest.mark.parametrize("options", [{"params": {"after": 3}}, {"headers": {"last-event-id": "3"}}])
def test_events_from_a_number_on(shared: httpx.Client, options: Any) -> None:
    run_id = start(shared)
    everything = list(follow(shared, run_id))
    assert list(follow(shared, run_id, **options)) == everything[3:]


def test_browser_that_comes_back_sends_both(shared: httpx.Client) -> None:
    run_id = start(shared)
    everything = list(follow(shared, run_id))
    assert list(follow(shared, run_id, params={"after": 1}, headers={"last-event-id": "4"})) == everything[4:]


def test_nothing_after_the_last(shared: httpx.Client) -> None:
    run_id = start(shared)
    last = list(follow(shared, run_id))[-1]["id"]
    assert list(follow(shared, run_id, params={"after": last})) == []


@pytest.mark.parametrize("after", ["-1", "x", str(2**63)])
def test_numbers_that_are_none(shared: httpx.Client, after: str) -> None:
    run_id = start(shared)
    assert shared.get(f"/api/runs/{run_id}/events", params={"after": after}).status_code == 422


def test_events_come_as_they_happen(paying: httpx.Client, fake: FakeOpenAI) -> None:
    fake.fail_next("slow", seconds=60)
    events = follow(paying, start(paying, DRAWING))
    seen = [next(events)["event"] for _ in range(4)]
    fake.heal()
    assert "run_finished" not in seen
    assert [event["event"] for event in events][-1] == "run_finished"


def test_silence_is_filled_with_comments(
    paying: httpx.Client, fake: FakeOpenAI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fastapi.routing._PING_INTERVAL", 0.05)
    fake.fail_next("slow", seconds=60)
    with paying.stream("GET", f"/api/runs/{start(paying, DRAWING)}/events") as reply:
        assert ": ping" in reply.iter_lines()
    fake.heal()


def test_tab_that_closes_does_not_stop_the_run(paying: httpx.Client, fake: FakeOpenAI) -> None:
    fake.fail_next("slow", seconds=60)
    run_id = start(paying, DRAWING)
    closing = follow(paying, run_id)
    first = next(closing)
    closing.close()  # type: ignore[attr-defined]
    fake.heal()
    rest = list(follow(paying, run_id, headers={"last-event-id": first["id"]}))
    assert rest[-1]["event"] == "run_finished"
    assert int(rest[0]["id"]) == 2


def test_two_tabs_see_the_same(shared: httpx.Client) -> None:
    run_id = start(shared)
    assert list(follow(shared, run_id)) == list(follow(shared, run_id))


def test_failed_run(shared: httpx.Client) -> None:
    run = ended(shared, start(shared, DRAWING))
    assert run["status"] == "failed"
    assert (run["errors"][0]["node"], run["errors"][0]["code"]) == ("p", "api_key_missing")


def test_cancel(paying: httpx.Client, fake: FakeOpenAI) -> None:
    fake.fail_next("slow", seconds=60)
    run_id = start(paying, DRAWING)
    fake.wait_for_images(1)
    cancelled = paying.post(f"/api/runs/{run_id}/cancel", headers={"content-type": "application/json"})
    assert (cancelled.status_code, cancelled.json()["status"]) == (200, "cancelled")
    assert list(follow(paying, run_id))[-1]["event"] == "run_cancelled"
    fake.heal()


def test_picture_of_a_cancelled_run_is_kept(serve: Serve, fake: FakeOpenAI) -> None:
    client = serve(openai_base_url=fake.base_url, openai_api_key="sk-test")
    fake.fail_next("slow", seconds=60)
    run_id = start(client, DRAWING)
    fake.wait_for_images(1)
    client.post(f"/api/runs/{run_id}/cancel", headers={"content-type": "application/json"})
    fake.heal()
    client.post("/api/tools/generate_image", json={"arguments": {"prompt": "later"}})
    images = client.get("/api/images", params={"run_id": run_id}).json()["images"]
    assert [(image["prompt"], image["node_id"]) for image in images] == [("a lion", "p")]
    assert client.get(f"/api/runs/{run_id}").json()["cost_usd"] == images[0]["cost_usd"] > 0


def test_cancelling_what_is_over_changes_nothing(shared: httpx.Client) -> None:
    run_id = start(shared)
    ended(shared, run_id)
    reply = shared.post(f"/api/runs/{run_id}/cancel", headers={"content-type": "application/json"})
    assert reply.json()["status"] == "finished"


def test_history_outlives_the_server(serve: Serve) -> None:
    first = serve()
    run_id = start(first)
    before = ended(first, run_id), list(follow(first, run_id))
    second = serve()
    assert (second.get(f"/api/runs/{run_id}").json(), list(follow(second, run_id))) == before


JSON = {"content-type": "application/json"}


def test_second_run_is_cached_unless_it_is_fresh(paying: httpx.Client, fake: FakeOpenAI) -> None:
    for fresh, cached, bought in [(False, False, 1), (False, True, 1), (True, False, 2)]:
        events = [json.loads(event["data"]) for event in follow(paying, start(paying, DRAWING, fresh=fresh))]
        (end,) = (event for event in events if event["kind"] == "node_finished" and event["node"] == "p")
        assert (end["cached"], len(fake.image_requests)) == (cached, bought)


def test_failed_run_is_tried_again(paying: httpx.Client, fake: FakeOpenAI) -> None:
    fake.fail_next("moderation_blocked")
    run_id = start(paying, DRAWING)
    assert ended(paying, run_id)["status"] == "failed"
    resumed = paying.post(f"/api/runs/{run_id}/resume", headers=JSON)
    assert (resumed.status_code, resumed.json()["run_id"]) == (200, run_id)
    events = list(follow(paying, run_id, params={"after": resumed.json()["after"]}))
    assert (events[0]["event"], events[-1]["event"]) == ("run_resumed", "run_finished")
    assert ended(paying, run_id)["errors"] == []


def test_finished_run_has_nothing_to_resume(shared: httpx.Client) -> None:
    run_id = start(shared)
    ended(shared, run_id)
    reply = shared.post(f"/api/runs/{run_id}/resume", headers=JSON)
    assert (reply.status_code, reply.json()["code"]) == (400, "nothing_to_resume")


def test_pages_of_the_list(serve: Serve) -> None:
    server = serve()
    ids = [start(server) for _ in range(3)]
    first = server.get("/api/runs", params={"limit": 2}).json()
    second = server.get("/api/runs", params={"limit": 2, "before": first["next"]}).json()
    assert [run["id"] for page in (first, second) for run in page["runs"]] == ids[::-1]
    assert second["next"] is None


def test_a_run_counts_its_pictures(paying: httpx.Client) -> None:
    run_id = start(paying, DRAWING)
    assert ended(paying, run_id)["pictures"] == 1
    (image,) = paying.get("/api/images", params={"run_id": run_id}).json()["images"]
    paying.delete(f"/api/images/{image['filename']}")
    assert paying.get(f"/api/runs/{run_id}").json()["pictures"] == 0
