"""The gallery and the cost report over HTTP."""

import base64
import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import httpx
import pytest
from PIL import Image

Serve: TypeAlias = Callable[..., httpx.Client]


def draw(client: httpx.Client, prompt: str = "a lion", **widgets: str) -> dict[str, Any]:
    call = {"arguments": {"prompt": prompt}, "widgets": {"quality": "low", **widgets}}
    result: dict[str, Any] = client.post("/api/tools/generate_image", json=call).json()["result"]
    return result


def upload(client: httpx.Client, content: bytes, filename: str = "x.png") -> httpx.Response:
    data = base64.b64encode(content).decode()
    return client.post("/api/images", json={"filename": filename, "data": data})


def picture(kind: str, size: tuple[int, int] = (3, 2)) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, "red").save(file, kind)
    return file.getvalue()


def test_picture_in_the_gallery(paying: httpx.Client) -> None:
    result = draw(paying)
    page = paying.get("/api/images").json()
    (image,) = page["images"]
    same = ("filename", "servable_url", "model", "size", "quality", "width", "height", "sha256", "cost_usd")
    assert {name: image[name] for name in same} == {name: result[name] for name in same}
    assert (image["prompt"], image["run_id"], page["next"]) == ("a lion", None, None)
    assert image["bytes"] == len(paying.get(image["servable_url"]).content)
    assert paying.get(f"/api/images/{image['filename']}").json() == image


def test_pages(paying: httpx.Client) -> None:
    made = [draw(paying, f"lion {number}")["filename"] for number in range(3)]
    first = paying.get("/api/images", params={"limit": 2}).json()
    second = paying.get("/api/images", params={"limit": 2, "before": first["next"]}).json()
    assert [image["filename"] for image in first["images"] + second["images"]] == made[::-1]
    assert second["next"] is None


def test_filters(paying: httpx.Client) -> None:
    draw(paying, model="gpt-image-2")
    other = draw(paying, model="gpt-image-1-mini")
    found = paying.get("/api/images", params={"model": other["model"]}).json()["images"]
    assert [image["filename"] for image in found] == [other["filename"]]
    assert paying.get("/api/images", params={"run_id": "none"}).json()["images"] == []
    assert paying.get("/api/images", params={"node_id": "none"}).json()["images"] == []


@pytest.mark.parametrize("limit", [0, 501, "x"])
def test_limits_that_are_none(shared: httpx.Client, limit: Any) -> None:
    assert shared.get("/api/images", params={"limit": limit}).status_code == 422


def test_page_before_a_picture_that_is_not_there(shared: httpx.Client) -> None:
    assert shared.get("/api/images", params={"before": "x.png"}).json() == {"images": [], "next": None}


def test_delete_means_delete(paying: httpx.Client, home: Path) -> None:
    filename = draw(paying)["filename"]
    assert paying.delete(f"/api/images/{filename}").status_code == 204
    assert paying.get("/api/images").json()["images"] == []
    assert paying.get(f"/api/images/{filename}").status_code == 404
    assert paying.get(f"/servable/{filename}").status_code == 404
    assert not (home / "servable" / filename).exists()
    assert paying.delete(f"/api/images/{filename}").status_code == 404


def test_deleted_pictures_stay_on_the_books(paying: httpx.Client) -> None:
    cost = draw(paying)["cost_usd"]
    paying.delete(f"/api/images/{paying.get('/api/images').json()['images'][0]['filename']}")
    assert paying.get("/api/costs").json()["total"]["cost_usd"] == pytest.approx(cost)


@pytest.mark.parametrize("name", ["nope.png", "..%2fx.png", "%2e%2e", "ai-node-builder.db"])
def test_names_of_nothing(shared: httpx.Client, name: str) -> None:
    for method in ("GET", "DELETE"):
        assert shared.request(method, f"/api/images/{name}").status_code == 404


@pytest.mark.parametrize(
    ("kind", "suffix", "media"),
    [
        ("PNG", ".png", "image/png"),
        ("JPEG", ".jpg", "image/jpeg"),
        ("WEBP", ".webp", "image/webp"),
        ("GIF", ".gif", "image/gif"),
    ],
)
def test_upload(shared: httpx.Client, kind: str, suffix: str, media: str) -> None:
    content = picture(kind)
    reply = upload(shared, content, "holiday.bmp")
    info = reply.json()
    assert (reply.status_code, info["width"], info["height"], info["bytes"]) == (201, 3, 2, len(content))
    assert info["filename"].startswith("upload_")
    assert info["filename"].endswith(suffix)
    served = shared.get(info["servable_url"])
    assert (served.content, served.headers["content-type"]) == (content, media)


def test_upload_can_be_deleted(shared: httpx.Client, png: bytes) -> None:
    name = upload(shared, png).json()["filename"]
    assert shared.delete(f"/api/images/{name}").status_code == 204
    assert shared.get(f"/servable/{name}").status_code == 404


@pytest.mark.parametrize(
    "name", ["../nodes/x.py", "..\\x", "/etc/cron.d/x", "a%2f..%2fb", "x\0.png", "CON", "", "<img onerror=alert(1)>"]
)
def test_names_of_uploads_decide_nothing(serve: Serve, home: Path, png: bytes, name: str) -> None:
    client = serve()
    before = {path for path in home.rglob("*") if path.is_file()}
    filename = upload(client, png, name).json()["filename"]
    new = {path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file()} - {
        path.relative_to(home).as_posix() for path in before
    }
    assert {path for path in new if ".db" not in path} == {f"servable/{filename}"}


def test_name_that_is_too_long(shared: httpx.Client, png: bytes) -> None:
    assert upload(shared, png, "x" * 301).status_code == 422


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    "content", [b"", b"hello", SVG, b"<html>", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7", b"BM" + b"\0" * 60]
)
def test_uploads_that_are_no_picture(shared: httpx.Client, content: bytes) -> None:
    reply = upload(shared, content)
    assert (reply.status_code, reply.json()["code"]) == (400, "not_an_image")


def test_damaged_picture(shared: httpx.Client) -> None:
    assert upload(shared, picture("JPEG", (200, 200))[:-400]).json()["code"] == "not_an_image"


def test_picture_of_too_many_pixels(shared: httpx.Client) -> None:
    assert upload(shared, picture("PNG", (10_000, 5_001))).json()["code"] == "image_too_large"


@pytest.mark.parametrize("size", [(10_000, 17_000), (2**31 - 1, 2**31 - 1), (65_535, 65_535)])
def test_bombs(shared: httpx.Client, png: bytes, size: tuple[int, int]) -> None:
    """A small file that says of itself that it is huge."""
    header = b"IHDR" + struct.pack(">IIBBBBB", *size, 8, 0, 0, 0, 0)
    bomb = png[:12] + header + struct.pack(">I", zlib.crc32(header)) + png[33:]
    reply = upload(shared, bomb)
    assert (reply.status_code, reply.json()["code"]) == (400, "image_too_large")


def test_picture_of_too_many_bytes(shared: httpx.Client, png: bytes) -> None:
    assert upload(shared, png + b"\0" * 20 * 2**20).json()["code"] == "image_too_large"


def test_body_of_too_many_bytes(shared: httpx.Client) -> None:
    assert upload(shared, b"\0" * 25 * 2**20).status_code == 413


@pytest.mark.parametrize("data", ["not base64!", "YQ", "data:image/png;base64,YQ=="])
def test_data_that_is_no_base64(shared: httpx.Client, data: str) -> None:
    reply = shared.post("/api/images", json={"data": data})
    assert (reply.status_code, reply.json()["code"]) == (400, "not_base64")


def test_path_in_place_of_data(shared: httpx.Client) -> None:
    reply = shared.post("/api/images", json={"file": {"path": "/etc/passwd"}})
    assert reply.status_code == 422
