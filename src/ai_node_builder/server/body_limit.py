"""How much a request may send. Starlette's own limit answers in plain text where a length is declared."""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .problems import TOO_LARGE, problem

LARGEST = 11 * 2**20
"""Bytes; a workflow file may have 10 MB."""
LARGEST_AT = {"/api/images": 32 * 2**20}
"""Bytes by path; base64 makes a third more of a picture."""


class BodyLimit:
    """Answers 413: at once where the length is declared, otherwise as soon as more has come."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        limit = LARGEST_AT.get(scope["path"], LARGEST)
        declared = Headers(scope=scope).get("content-length", "")
        if declared.isdecimal() and int(declared) > limit:
            return await problem(413, "too_large", TOO_LARGE)(scope, receive, send)
        return await self.app(scope, _limited(receive, limit), send)


def _limited(receive: Receive, limit: int) -> Receive:
    came = 0

    async def limited() -> Message:
        nonlocal came
        message = await receive()
        came += len(message.get("body", b""))
        if came > limit:
            raise HTTPException(413)
        return message

    return limited
