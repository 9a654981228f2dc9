"""Errors as problem documents (RFC 9457), for everything that is not a tool result."""

import logging
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response

from ai_node_builder.errors import AINodeBuilderError, WorkflowInvalid
from ai_node_builder.types import JsonObject

from .headers import SECURITY

log = logging.getLogger(__name__)

CODES = {400: "request_misshapen", 404: "not_found", 405: "method_not_allowed", 413: "too_large"}
TOO_LARGE = "the body is too large; send less at once."
WRONG = {
    "missing": "is missing",
    "int_parsing": "must be a whole number",
    "string_type": "must be a text",
    "dict_type": "must be an object",
    "model_attributes_type": "must be an object",
    "extra_forbidden": "is not known here",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "string_too_short": "must not be empty",
    "string_too_long": "must not be longer than {max_length} characters",
    "literal_error": "must be {expected}",
    "json_invalid": "is not JSON ({error})",
}
"""What is said of a value that does not fit, by the type that pydantic gives the error."""


class Problem(BaseModel):
    """What went wrong. `code` is one of a documented list; `problems` names each thing to mend."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    problems: list[dict[str, Any]] = []


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    problems: Sequence[JsonObject] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The reply that carries a problem."""
    title = HTTPStatus(status).phrase
    content = {"type": "about:blank", "title": title, "status": status, "detail": detail, "code": code}
    if problems:
        content["problems"] = problems
    return JSONResponse(content, status, headers, media_type="application/problem+json")


async def _known(_: Request, error: AINodeBuilderError) -> Response:
    if error.status >= 500:
        log.error("%s", error)
    problems = error.problems if isinstance(error, WorkflowInvalid) else ()
    return problem(error.status, error.code, error.text(), problems=problems)


async def _http(request: Request, error: HTTPException) -> Response:
    path = request.url.path
    match error.status_code:
        case 404:
            detail = f"there is nothing at {path}; /openapi.json tells what there is."
        case 405:
            detail = f"{path} does not take {request.method}; /openapi.json tells what it takes."
        case 413:
            detail = TOO_LARGE
        case _:
            detail = str(error.detail)
    return problem(error.status_code, CODES.get(error.status_code, "refused"), detail, headers=error.headers)


async def _misshapen(_: Request, error: RequestValidationError) -> Response:
    problems = [_complaint(detail) for detail in error.errors()]
    said = " ".join(one["message"] for one in problems[:3])
    return problem(422, "request_misshapen", f"the request has the wrong shape: {said}", problems=problems)


def _complaint(detail: JsonObject) -> JsonObject:
    where = ".".join(str(part) for part in detail["loc"][1:] if detail["type"] != "json_invalid") or "the body"
    words = WRONG[detail["type"]].format_map(detail.get("ctx", {})) if detail["type"] in WRONG else detail["msg"]
    return {"where": where, "message": f"{where} {words.removeprefix('Value error, ')}."}


async def _unknown(request: Request, _: Exception) -> Response:
    # The application raises it again after the reply, so that the server's log has the traceback.
    said = f"{request.method} {request.url.path} failed through a fault of the server; its log has the details."
    return problem(500, "internal_error", said, headers=SECURITY)


async def _gone(request: Request, _: ClientDisconnect) -> Response:
    log.info("%s %s: the client hung up", request.method, request.url.path)
    return Response(status_code=499)


HANDLERS: dict[int | type[Exception], Callable[[Request, Any], Any]] = {
    AINodeBuilderError: _known,
    HTTPException: _http,
    RequestValidationError: _misshapen,
    ClientDisconnect: _gone,
    Exception: _unknown,
}
