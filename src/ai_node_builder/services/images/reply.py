"""From the provider's answer to a picture that can be trusted."""

import io
from dataclasses import dataclass, field
from typing import Any

import msgspec
from PIL import Image, UnidentifiedImageError

from ai_node_builder.errors import NoImageData
from ai_node_builder.types import JsonObject


class _Image(msgspec.Struct):
    b64_json: bytes | None = None


class _Reply(msgspec.Struct):
    data: list[_Image] | None = None
    usage: Any = None


class _UsageOnly(msgspec.Struct):
    usage: Any = None


@dataclass(frozen=True, slots=True)
class Picture:
    """PNG bytes exactly as they came, their size in pixels, and what the provider says it used."""

    content: bytes = field(repr=False)
    width: int
    height: int
    usage: JsonObject | None = None


def read_reply(body: bytes | bytearray) -> Picture:
    """The picture in the body of an images answer; NoImageData says what is wrong with any other body.

    The error's `usage` is what the provider reported, so that the ledger can book it all the same.
    """
    try:
        reply = msgspec.json.decode(body, type=_Reply)
    except (msgspec.DecodeError, RecursionError) as error:
        raise _no_image(f"the answer cannot be read ({error})", _usage_in(body)) from error
    usage = _object_or_none(reply.usage)
    content = next((image.b64_json for image in reply.data or () if image.b64_json), None)
    if content is None:
        raise _no_image("the answer holds no picture", usage)
    width, height = png_size(content, usage)
    return Picture(content, width, height, usage)


def png_size(content: bytes, usage: JsonObject | None = None) -> tuple[int, int]:
    """Width and height of a whole PNG; NoImageData for anything else. Every chunk's checksum is checked."""
    try:
        with Image.open(io.BytesIO(content), formats=["PNG"]) as image:
            size = image.size
            image.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise _no_image("the bytes are not a whole PNG", usage) from error
    return size


def _usage_in(body: bytes | bytearray) -> JsonObject | None:
    try:
        return _object_or_none(msgspec.json.decode(body, type=_UsageOnly).usage)
    except (msgspec.DecodeError, RecursionError):
        return None


def _object_or_none(value: Any) -> JsonObject | None:
    return value if isinstance(value, dict) else None


def _no_image(what: str, usage: JsonObject | None) -> NoImageData:
    charged = "it was charged" if usage else "it may have been charged"
    error = NoImageData(
        f"{what}. The request was answered, so {charged}; look at the provider's usage page before you ask again.",
        charged="yes" if usage else "unknown",
    )
    error.usage = usage
    return error
