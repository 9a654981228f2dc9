"""The gallery over HTTP: found by what it shows and where it came from, favourites, and the room it takes."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

import httpx
import pytest

from ai_node_builder.services import room

Serve: TypeAlias = Callable[..., httpx.Client]


def draw(client: httpx.Client, prompt: str) -> str:
    widgets = {"model": "demo/painter", "size": "1024x640", "quality": "low"}
    call = {"arguments": {"prompt": prompt}, "widgets": widgets}
    name: str = client.post("/api/tools/generate_image", json=call).json()["result"]["filename"]
    return name


def found(client: httpx.Client, **wanted: Any) -> list[str]:
    return [image["filename"] for image in client.get("/api/images", params=wanted).json()["images"]]


@pytest.fixture(scope="module")
def pictures(shared: httpx.Client) -> list[str]:
    """A lion and a sea; the sea is a favourite."""
    names = [draw(shared, "A lion at 100%"), draw(shared, "a sea")]
    shared.patch(f"/api/images/{names[1]}", json={"favourite": True})
    return names


def test_a_picture_tells_where_it_came_from(shared: httpx.Client, pictures: list[str]) -> None:
    image = shared.get(f"/api/images/{pictures[0]}").json()
    known = {name: image[name] for name in ("prompt", "model", "model_asked", "size", "quality", "cost_usd")}
    assert known == {
        "prompt": "A lion at 100%",
        "model": "demo/painter",
        "model_asked": "demo/painter",
        "size": "1024x640",
        "quality": "low",
        "cost_usd": 0,
    }
    assert (image["run_id"], image["workflow_id"], image["node_id"]) == (None, None, None)
    assert datetime.fromisoformat(image["stored_at"]) >= datetime.fromisoformat(image["created_at"])


def test_its_preview_can_be_fetched(shared: httpx.Client, pictures: list[str]) -> None:
    image = shared.get(f"/api/images/{pictures[0]}").json()
    assert image["preview_url"] == image["servable_url"].replace("/servable/", "/previews/256/")
    assert shared.get(image["preview_url"]).headers["content-type"] == "image/webp"


@pytest.mark.parametrize(
    ("wanted", "number"),
    [({"q": "LION"}, 0), ({"q": "100%"}, 0), ({"favourite": "true"}, 1), ({"favourite": "false"}, 0)],
)
def test_filters(shared: httpx.Client, pictures: list[str], wanted: dict[str, str], number: int) -> None:
    assert found(shared, **wanted) == [pictures[number]]


def test_of_a_day(shared: httpx.Client, pictures: list[str]) -> None:
    today = shared.get(f"/api/images/{pictures[0]}").json()["created_at"][:10]
    assert found(shared, day=today) == pictures[::-1]
    assert found(shared, day="2020-01-01") == []


@pytest.mark.parametrize("name", ["run_id", "workflow_id", "node_id", "model", "q"])
def test_of_something_else(shared: httpx.Client, pictures: list[str], name: str) -> None:
    assert found(shared, **{name: "another' OR 1=1 --"}) == []


@pytest.mark.parametrize("wanted", [{"day": "today"}, {"favourite": "perhaps"}, {"q": "x" * 1001}])
def test_filters_that_are_none(shared: httpx.Client, wanted: dict[str, str]) -> None:
    assert shared.get("/api/images", params=wanted).status_code == 422


def test_favourites_come_and_go(shared: httpx.Client, pictures: list[str]) -> None:
    for wanted in (True, False):
        image = shared.patch(f"/api/images/{pictures[0]}", json={"favourite": wanted}).json()
        assert (image["filename"], image["favourite"]) == (pictures[0], wanted)
        assert shared.get(f"/api/images/{pictures[0]}").json() == image


@pytest.mark.parametrize(
    "change", [{}, {"favourite": "yes"}, {"favourite": None}, {"favourite": True, "cost": 0}, {"id": "x"}, [], "x"]
)
def test_nothing_else_can_be_changed(shared: httpx.Client, pictures: list[str], change: Any) -> None:
    before = shared.get(f"/api/images/{pictures[0]}").json()
    assert shared.patch(f"/api/images/{pictures[0]}", json=change).status_code == 422
    assert shared.get(f"/api/images/{pictures[0]}").json() == before


@pytest.mark.parametrize("name", ["nope.png", "..%2fx.png", "%00", "upload_00000000.png"])
def test_a_favourite_that_is_not_there(shared: httpx.Client, name: str) -> None:
    assert shared.patch(f"/api/images/{name}", json={"favourite": True}).status_code == 404


def test_deleting_takes_the_previews_along(server: httpx.Client, home: Path) -> None:
    url = server.get(f"/api/images/{draw(server, 'a lion')}").json()["preview_url"]
    assert server.get(url).status_code == 200
    assert server.delete(url.replace("/previews/256/", "/api/images/")).status_code == 204
    assert server.get(url).status_code == 404
    assert list((home / "previews").rglob("*.webp")) == []


def test_storage(shared: httpx.Client, pictures: list[str]) -> None:
    for name in pictures:
        shared.get(f"/previews/256/{name}")
    sizes = sum(shared.get(f"/api/images/{name}").json()["bytes"] for name in pictures)
    storage = shared.get("/api/storage").json()
    assert storage["pictures"] == storage["files"] == {"files": 2, "bytes": sizes}
    assert (storage["previews"]["files"], storage["warning"]) == (4, None)
    assert storage["free_bytes"] > 0


def test_storage_tells_the_limits(serve: Serve) -> None:
    storage = serve(images_max_age=30, images_max_bytes="20GB", images_keep_favourites=False).get("/api/storage").json()
    limits = {name: storage[name] for name in ("max_bytes", "max_age_days", "keep_favourites")}
    assert limits == {"max_bytes": 20 * 10**9, "max_age_days": 30, "keep_favourites": False}


def test_storage_warns(shared: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "LITTLE", 2**62)
    assert "no picture is bought" in shared.get("/api/storage").json()["warning"]
