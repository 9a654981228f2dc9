"""What the fake server keeps of each request: the body and the headers, never the key."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Condition

from aiohttp import web
from aiohttp.web_request import FileField

from .replies import ApiError, JsonObject

_SECRET_HEADERS = {"authorization", "proxy-authorization", "api-key", "x-api-key", "cookie"}


@dataclass(frozen=True)
class ReceivedRequest:
    """One request that reached the server.

    `headers` has lower-case names, and of each secret only its last four characters.
    An upload stands in `body` under its field's name without `[]`, as a list of
    `{"filename", "content_type", "bytes": int}`. `at` is in seconds since the epoch.
    """

    path: str
    body: JsonObject
    headers: Mapping[str, str]
    at: float


class Received:
    """The requests of one endpoint, in the order they came. Safe to use from several threads."""

    def __init__(self) -> None:
        self._requests: list[ReceivedRequest] = []
        self._changed = Condition()

    def add(self, request: web.Request, body: JsonObject) -> None:
        headers = {name.lower(): value for name, value in request.headers.items()}
        headers |= {name: masked(headers[name]) for name in _SECRET_HEADERS & headers.keys()}
        with self._changed:
            self._requests.append(ReceivedRequest(request.path, body, headers, time.time()))
            self._changed.notify_all()

    def all(self) -> list[ReceivedRequest]:
        with self._changed:
            return list(self._requests)

    def wait_for(self, count: int, timeout: float) -> None:
        with self._changed:
            if not self._changed.wait_for(lambda: len(self._requests) >= count, timeout):
                raise TimeoutError(
                    f"{len(self._requests)} of {count} requests came in {timeout} s. "
                    "Check that the client's base URL is the fake's base_url."
                )


def masked(secret: str) -> str:
    return f"…{secret[-4:]}"


async def read_body(request: web.Request) -> JsonObject:
    """The JSON object or the form fields of a request. Raises ApiError 400 for anything else."""
    if request.content_type == "multipart/form-data":
        return _form_fields(await request.post())
    try:
        body = json.loads(await request.read())
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise ApiError(400, "We could not parse the JSON body of your request. Send a JSON object.")
    return body


def _form_fields(form: Mapping[str, str | bytes | bytearray | FileField]) -> JsonObject:
    fields: JsonObject = {}
    for name, value in form.items():
        if isinstance(value, FileField):
            fields.setdefault(name.removesuffix("[]"), []).append(_described(value))
        else:
            fields[name] = value
    return fields


def _described(upload: FileField) -> JsonObject:
    return {
        "filename": upload.filename,
        "content_type": upload.content_type,
        "bytes": len(upload.file.read()),
    }
