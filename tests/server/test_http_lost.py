"""Requests of unknown outcome over HTTP: listed, bought again, written off."""

from typing import Any

import httpx
import pytest

from ai_node_builder.testing import FakeOpenAI

CALL = {"id": "img_1", "arguments": {"prompt": "a lion"}, "widgets": {"model": "gpt-image-2.5-flare"}}


def ask(paying: httpx.Client, key: str = "k") -> Any:
    return paying.post("/api/tools/generate_image", json=CALL, headers={"Idempotency-Key": key}).json()


@pytest.fixture
def lost(paying: httpx.Client, fake: FakeOpenAI) -> dict[str, Any]:
    """A request that was sent and never answered, as the list shows it."""
    fake.fail_next("reset_before_reply")
    assert ask(paying)["charged"] == "unknown"
    (found,) = paying.get("/api/images?state=unknown").json()["images"]
    return dict(found)


def test_the_list_says_what_happened_and_what_can_be_done(lost: dict[str, Any]) -> None:
    assert (lost["state"], lost["prompt"], lost["model"]) == ("unknown", "a lion", "gpt-image-2.5-flare")
    assert (lost["held_usd"], lost["cost_usd"], lost["error_code"]) == (0.05271, None, "outcome_unknown")
    assert lost["error"].startswith("the connection broke after the request was sent")
    here = f"/api/images/{lost['id']}"
    assert lost["next_steps"] == {"buy_again": f"{here}/buy-again", "write_off": f"{here}/write-off"}


def test_buying_again(paying: httpx.Client, lost: dict[str, Any], fake: FakeOpenAI) -> None:
    first, again = [paying.post(lost["next_steps"]["buy_again"], json={}).json() for _ in range(2)]
    assert (first["cached"], first["cost_usd"]) == (False, 0.05269)
    assert again == first | {"cached": True, "cost_usd": 0}
    assert paying.get(f"/servable/{first['filename']}").status_code == 200
    assert ask(paying)["result"]["filename"] == first["filename"]
    assert len(fake.image_requests) == 2
    assert paying.get("/api/images?state=unknown").json() == {"images": [], "next": None}


@pytest.mark.parametrize(("body", "cost"), [({}, 0.05271), ({"cost_usd": 0}, 0), ({"cost_usd": 0.04}, 0.04)])
def test_writing_off(paying: httpx.Client, lost: dict[str, Any], body: dict[str, float], cost: float) -> None:
    settled = paying.post(lost["next_steps"]["write_off"], json=body).json()
    assert (settled["state"], settled["held_usd"], settled["cost_usd"]) == ("written_off", 0, cost)


@pytest.mark.parametrize(
    "body", [{"cost_usd": -1}, {"cost_usd": "all"}, {"cost_usd": "5"}, {"cost_usd": True}, {"cost": 1}, []]
)
def test_a_cost_that_is_none(paying: httpx.Client, lost: dict[str, Any], body: Any) -> None:
    assert paying.post(lost["next_steps"]["write_off"], json=body).status_code == 422


@pytest.mark.parametrize("step", ["buy-again", "write-off"])
def test_what_is_not_lost(paying: httpx.Client, step: str) -> None:
    assert paying.post(f"/api/images/nothing/{step}", json={}).status_code == 404
    ask(paying)
    (picture,) = paying.get("/api/images").json()["images"]
    assert paying.post(f"/api/images/{picture['filename']}/{step}", json={}).status_code == 404


def test_pages(paying: httpx.Client, fake: FakeOpenAI) -> None:
    fake.fail_next("server_error", times=3)
    for key in "abc":
        ask(paying, key)
    first = paying.get("/api/images?state=unknown&limit=2").json()
    rest = paying.get(f"/api/images?state=unknown&limit=2&before={first['next']}").json()
    assert (len(first["images"]), len(rest["images"]), rest["next"]) == (2, 1, None)
    assert len({lost["id"] for page in (first, rest) for lost in page["images"]}) == 3
