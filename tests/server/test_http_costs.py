"""The books over HTTP."""

import csv
import io

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
    assert report["caps"]["day"] == {"cap_usd": None, "spent_usd": 0.05269, "held_usd": 0.05271, "left_usd": None}


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
