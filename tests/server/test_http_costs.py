"""The books over HTTP."""

import csv
import io
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from ai_node_builder.testing import FakeOpenAI

CALL = {"arguments": {"prompt": "a lion"}, "widgets": {"model": "gpt-image-2.5-flare"}}


def test_costs(paying: httpx.Client, fake: FakeOpenAI) -> None:
    paying.post("/api/tools/generate_image", json=CALL)
    fake.fail_next("reset_before_reply")
    paying.post("/api/tools/generate_image", json=CALL)
    report = paying.get("/api/costs?by=model").json()
    (row,) = report["rows"]
    assert (row["name"], row["requests"], row["pictures"], row["unpriced"]) == ("gpt-image-2.5-flare", 2, 1, 1)
    assert (row["cost_usd"], row["held_usd"]) == (0.05269, 0.05271)
    day = {"spent_usd": 0.05269, "held_usd": 0.05271}
    assert report["caps"]["day"] == dict.fromkeys(report["caps"]["day"]) | day


def test_costs_of_nothing(shared: httpx.Client) -> None:
    report = shared.get("/api/costs").json()
    assert (report["by"], report["since"], report["rows"], report["total"]["requests"]) == ("day", None, [], 0)


def test_csv(paying: httpx.Client) -> None:
    paying.post("/api/tools/generate_image", json=CALL)
    reply = paying.get("/api/costs?by=tool&format=csv&since=2020-01-01")
    row, total = csv.DictReader(io.StringIO(reply.text))
    assert (row["tool"], row["pictures"], total["tool"]) == ("gpt_image_tool", "1", "total")
    assert reply.headers["content-type"] == "text/csv; charset=utf-8"


@pytest.mark.parametrize("query", ["by=prompt", "since=yesterday", "format=xml"])
def test_questions_that_make_no_sense(shared: httpx.Client, query: str) -> None:
    assert shared.get(f"/api/costs?{query}").status_code == 422


def test_setting_a_cap_and_clearing_it(paying: httpx.Client, fake: FakeOpenAI) -> None:
    cap = paying.put("/api/caps/day", json={"cap_usd": 0.06}).json()
    assert (cap["cap_usd"], cap["source"], cap["left_usd"]) == (0.06, "stored", 0.06)
    assert [draw(paying, f"picture {number}").status_code for number in range(2)] == [200, 402]
    assert paying.get("/api/costs").json()["caps"]["day"]["left_usd"] == pytest.approx(0.0073, abs=0.0001)
    assert paying.put("/api/caps/day", json={"cap_usd": None}).json()["cap_usd"] is None
    assert draw(paying, "once more").status_code == 200
    assert len(fake.image_requests) == 2


def draw(client: httpx.Client, prompt: str) -> httpx.Response:
    return client.post("/api/tools/generate_image", json=CALL | {"arguments": {"prompt": prompt}})


def test_a_setting_is_a_ceiling(serve: Callable[..., httpx.Client]) -> None:
    client = serve(budget_day=1)
    for stored, counts, source in ((5, 1, "setting"), (0.5, 0.5, "stored"), (None, 1, "setting")):
        cap = client.put("/api/caps/day", json={"cap_usd": stored}).json()
        told = (cap["cap_usd"], cap["source"], cap["setting_usd"], cap["stored_usd"])
        assert told == (counts, source, 1, stored)


def test_a_run_is_stopped_by_its_cap(paying: httpx.Client, fake: FakeOpenAI) -> None:
    """Whatever it pays for: here the completions of a language model."""
    paying.put("/api/caps/run", json={"cap_usd": 0})
    widgets = {"model": "openai/gpt-4o", "prompt": "hello"}
    nodes = [{"id": "llm", "type": "llm", "widgets": widgets}]
    run_id = paying.post("/api/runs", json={"workflow": {"version": 1, "nodes": nodes}}).json()["run_id"]
    paying.get(f"/api/runs/{run_id}/events")
    (error,) = paying.get(f"/api/runs/{run_id}").json()["errors"]
    assert error["code"] == "limit_reached"
    assert "set as the cap of a run. Raise it on the Costs page" in error["error"]


@pytest.mark.parametrize(
    "body",
    [{}, {"cap_usd": -1}, {"cap_usd": 1e7}, {"cap_usd": "5"}, {"cap_usd": True}, {"cap_usd": 1, "more": 2}, []],
)
def test_a_cap_that_is_none(shared: httpx.Client, body: Any) -> None:
    assert shared.put("/api/caps/day", json=body).status_code == 422
    assert shared.get("/api/costs").json()["caps"]["day"]["cap_usd"] is None


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_a_cap_that_is_no_number(shared: httpx.Client, number: str) -> None:
    headers = {"content-type": "application/json"}
    reply = shared.put("/api/caps/day", content=f'{{"cap_usd": {number}}}', headers=headers)
    assert reply.status_code == 422


def test_there_is_no_such_cap(shared: httpx.Client) -> None:
    assert shared.put("/api/caps/year", json={"cap_usd": 1}).status_code == 422
