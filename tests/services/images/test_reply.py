"""Reading answers: a picture is kept as it came, and nothing else passes for one."""

import base64
import io
import json
import zlib
from typing import Any

import msgspec
import pytest
from PIL import Image

from ai_node_builder.errors import NoImageData
from ai_node_builder.services.images.reply import png_size, read_reply
from ai_node_builder.testing.images import make_image

PNG = make_image((64, 32), "a lion")
USAGE = {"output_tokens": 272}


def body(**changes: Any) -> bytes:
    return msgspec.json.encode({"created": 1, "data": [{"b64_json": PNG}], "usage": USAGE} | changes)


def refused(answer: bytes) -> NoImageData:
    with pytest.raises(NoImageData) as caught:
        read_reply(answer)
    return caught.value


def chunk(name: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(name + content)
    return len(content).to_bytes(4, "big") + name + content + checksum.to_bytes(4, "big")


def test_the_picture_is_kept_byte_for_byte() -> None:
    picture = read_reply(body())
    assert (picture.content, picture.width, picture.height, picture.usage) == (PNG, 64, 32, USAGE)


def test_c2pa_credentials_are_kept() -> None:
    signed = PNG[:33] + chunk(b"caBX", b"jumbf") + PNG[33:]
    assert read_reply(body(data=[{"b64_json": signed}])).content == signed


@pytest.mark.parametrize("usage", [None, [], "272 tokens", 272, {}])
def test_usage_of_any_shape_costs_no_picture(usage: Any) -> None:
    picture = read_reply(body(usage=usage))
    assert picture.content == PNG
    assert picture.usage == (usage if isinstance(usage, dict) else None)


def test_what_is_not_asked_for_does_not_matter() -> None:
    assert read_reply(body(created="now", data=[{}, {"b64_json": PNG, "url": 3}], more={"x": [1]})).content == PNG


@pytest.mark.parametrize("answer", [b"", b"<html>", b"null", b"[]", b"3", body()[:-40], b"[" * 100_000])
def test_what_is_no_image_reply(answer: bytes) -> None:
    error = refused(answer)
    assert "the answer cannot be read" in error.message
    assert (error.charged, error.usage) == ("unknown", None)


@pytest.mark.parametrize("data", [None, [], [{}], [{"b64_json": None}], [{"b64_json": ""}], [{"url": "https://x/y"}]])
def test_an_answer_without_a_picture(data: Any) -> None:
    error = refused(body(data=data))
    assert "the answer holds no picture" in error.message
    assert (error.charged, error.usage) == ("yes", USAGE)


@pytest.mark.parametrize("data", ["x", {}, [None], [{"b64_json": 3}], [{"b64_json": "!!!"}], [{"b64_json": "QUJ"}]])
def test_a_picture_that_cannot_be_read_was_charged_all_the_same(data: Any) -> None:
    error = refused(body(data=data))
    assert (error.charged, error.usage) == ("yes", USAGE)


def other_format(name: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (64, 64)).save(file, name)
    return file.getvalue()


BROKEN = {
    "pdf": b"%PDF-1.7\n",
    "jpeg": other_format("JPEG"),
    "half": PNG[: len(PNG) // 2],
    "signature": PNG[:8],
    "last chunk": PNG[:-12],
    "one bit": PNG[:60] + bytes([PNG[60] ^ 1]) + PNG[61:],
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_bytes_that_are_no_whole_png(content: bytes) -> None:
    with pytest.raises(NoImageData, match="the bytes are not a whole PNG"):
        png_size(content)
    error = refused(body(data=[{"b64_json": content}]))
    assert (error.charged, error.usage) == ("yes", USAGE)


def test_without_usage_nobody_knows_whether_it_was_charged() -> None:
    answer = {"data": [{"b64_json": base64.b64encode(b"no picture").decode()}]}
    error = refused(json.dumps(answer).encode())
    assert (error.charged, error.usage) == ("unknown", None)
