"""Answers to image requests: the checks OpenAI makes, the picture, the tokens it cost."""

import hashlib
import re
import time
from typing import Any

from .faults import Fault
from .images import Size, make_image
from .replies import ApiError, JsonObject
from .tokens import qualities, usage

_PARAMETERS = {
    *("prompt", "model", "n", "size", "quality", "background", "moderation", "complexity"),
    *("output_format", "output_compression", "stream", "partial_images", "safety_identifier", "user"),
    *("image", "images", "mask", "markup", "input_fidelity"),
}
"""What /images takes for the GPT image models. OpenAI refuses any other key in the body."""

_FORMATS = ("png", "jpeg", "webp")
_LONGEST_EDGE = 3840  # pixels


def image_payload(body: JsonObject, number: int, image_bytes: int) -> JsonObject:
    """OpenAI's answer to the request `body`, pictures as bytes. Raises ApiError 400 for a bad request."""
    _check_parameters(body)
    size, file_format = _size(body), _choice(body, "output_format", "png", _FORMATS)
    quality = _choice(body, "quality", "high", qualities(str(body.get("model"))))
    count = _count(body)
    return {
        "created": int(time.time()),
        "background": _choice(body, "background", "opaque", ("opaque", "transparent")),
        "data": [
            {"b64_json": make_image(size, _label(body["prompt"], number, index), file_format, image_bytes)}
            for index in range(count)
        ],
        "output_format": file_format,
        "quality": quality,
        "size": "{}x{}".format(*size),
        "usage": usage(body, size, quality, count),
    }


def _check_parameters(body: JsonObject) -> None:
    unknown = sorted(body.keys() - _PARAMETERS)
    if unknown:
        raise ApiError(400, f"Unknown parameter: '{unknown[0]}'.", code="unknown_parameter", param=unknown[0])
    if not (isinstance(body.get("prompt"), str) and body["prompt"]):
        message = "Missing required parameter: 'prompt'."
        raise ApiError(400, message, code="missing_required_parameter", param="prompt")
    if body.get("stream") in (True, "true"):
        raise _invalid("stream", "the fake server does not stream pictures; leave it out")


def _size(body: JsonObject) -> Size:
    asked = str(body.get("size") or "auto")
    if asked == "auto":
        return 1024, 1024
    match = re.fullmatch(r"([1-9]\d{1,3})x([1-9]\d{1,3})", asked)
    if not match:
        raise _invalid("size", f"{asked!r} is neither 'auto' nor like '1024x1024'")
    size = int(match[1]), int(match[2])
    if max(size) > _LONGEST_EDGE:
        raise _invalid("size", f"{asked!r} has an edge above {_LONGEST_EDGE} pixels")
    return size


def _choice(body: JsonObject, name: str, default: str, allowed: tuple[str, ...]) -> str:
    asked = str(body.get(name) or "auto")
    if asked == "auto":
        return default
    if asked not in allowed:
        raise _invalid(name, f"{asked!r} is not one of {', '.join(allowed)}")
    return asked


def _count(body: JsonObject) -> int:
    asked = str(body.get("n") or 1)
    if asked not in map(str, range(1, 11)):
        raise _invalid("n", f"{asked} is not an integer from 1 to 10")
    return int(asked)


def _invalid(param: str, problem: str) -> ApiError:
    return ApiError(400, f"Invalid value for '{param}': {problem}.", code="invalid_value", param=param)


def _label(prompt: str, number: int, index: int) -> str:
    return hashlib.sha256(f"{number}.{index} {prompt}".encode()).hexdigest()


def spoiled(payload: JsonObject, fault: Fault) -> JsonObject:
    """The answer as `fault` spoils it; faults that leave the picture alone change nothing."""
    match fault:
        case Fault.EMPTY_DATA:
            return payload | {"data": []}
        case Fault.MISSING_DATA:
            return _without(payload, "data")
        case Fault.MISSING_USAGE:
            return _without(payload, "usage")
        case Fault.GARBAGE_BASE64:
            return _with_picture(payload, "!!! this is not base64 !!!")
        case Fault.NOT_A_PNG:
            return _with_picture(payload, b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n")
        case Fault.TRUNCATED_PNG:
            picture = payload["data"][0]["b64_json"]
            return _with_picture(payload, picture[: len(picture) // 2])
        case Fault.WRONG_SIZE_PNG:
            width, height = map(int, payload["size"].split("x"))
            return _with_picture(payload, make_image((width // 2, height // 2), "half the size"))
        case _:
            return payload


def _without(payload: JsonObject, key: str) -> JsonObject:
    return {name: value for name, value in payload.items() if name != key}


def _with_picture(payload: JsonObject, picture: Any) -> JsonObject:
    return payload | {"data": [{"b64_json": picture}]}
