"""From the provider's answer to a picture that can be trusted."""

import base64
import binascii
import io
from dataclasses import dataclass
from typing import Any

import msgspec
from PIL import Image, UnidentifiedImageError

from ai_node_builder.errors import NoImageData
from ai_node_builder.types import JsonObject


class _Entry(msgspec.Struct):
    b64_json: str | None = None


class _Reply(msgspec.Struct):
    data: list[_Entry] | None = None
    usage: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """PNG bytes exactly as they came, their size in pixels, and what the provider says it used."""

    content: bytes
    width: int
    height: int
    usage: JsonObject | None = None


def read_reply(body: bytes) -> Picture:
    """The picture in the body of an images answer; NoImageData says what is wrong with any other body.

    The error's `usage` is what the provider reported, so that the ledger can book it all the same.
    """
    try:
        reply = msgspec.json.decode(body, type=_Reply)
    except msgspec.DecodeError as error:
        raise _no_image("the answer is not the JSON of an image reply", None) from error
    encoded = reply.data[0].b64_json if reply.data else None
    if not encoded:
        raise _no_image("the answer holds no picture", reply.usage)
    try:
        content = base64.b64decode(encoded, validate=True)
    except binascii.Error as error:
        raise _no_image("the picture is not valid base64", reply.usage) from error
    width, height = png_size(content, reply.usage)
    return Picture(content, width, height, reply.usage)


def png_size(content: bytes, usage: JsonObject | None = None) -> tuple[int, int]:
    """Width and height of a whole PNG; NoImageData for anything else. Every chunk's checksum is checked."""
    try:
        with Image.open(io.BytesIO(content), formats=["PNG"]) as image:
            size = image.size
            image.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise _no_image("the bytes are not a whole PNG", usage) from error
    return size


def _no_image(what: str, usage: JsonObject | None) -> NoImageData:
    error = NoImageData(
        f"{what}. The request was answered, so it may have been charged: look at `ainb images` before asking again.",
        charged="yes" if usage else "unknown",
    )
    error.usage = usage
    return error
