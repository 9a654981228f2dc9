"""Tools: their definitions, and calling them. A tool's answer is the same here as through every door."""

import asyncio
import json
import logging
from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from ai_node_builder.app.app import App
from ai_node_builder.dialects import Dialect, call_id, spell
from ai_node_builder.errors import AINodeBuilderError
from ai_node_builder.redaction import redact, traceback_of
from ai_node_builder.server.dependencies import OpenApp
from ai_node_builder.server.disconnect import while_connected
from ai_node_builder.server.tool_widgets import tool_with
from ai_node_builder.types import Charged, Json, JsonObject

router = APIRouter(prefix="/api/tools", tags=["tools"])
log = logging.getLogger(__name__)


class Definition(BaseModel):
    """What a model is told about a tool."""

    name: str
    description: str
    input_schema: dict[str, Any]


class Call(BaseModel):
    """A tool call as the contract writes it; the calls of MCP, OpenAI and Claude are understood too.

    `widgets` are settings that a person makes for this call. A model cannot: they are no arguments.
    """

    id: str | None = None
    name: str | None = None
    arguments: dict[str, Any] | str
    widgets: dict[str, Any] = {}


class Result(BaseModel):
    """What came of a call."""

    id: str
    result: dict[str, Any]


class ToolError(BaseModel):
    """Why nothing came of a call. The reply's status is the one that belongs to `code`."""

    id: str = Field(description="the call's own, or `<family>_error` where it has none")
    error: str
    code: str
    charged: Charged
    retryable: bool


@router.get("")
async def list_tools(app: OpenApp) -> list[Definition]:
    """The definitions of all tools."""
    tools = app.parts.registry.tools().values()
    return [Definition.model_validate(spell(tool.definition())) for tool in tools]


@router.get("/{name}", response_model=dict[str, Any])
async def get_tool(name: str, app: OpenApp, dialect: Dialect = "contract") -> JsonObject:
    """A tool's definition as `dialect` writes it."""
    return spell(app.tool(name).definition(), dialect)


CALL_BODY = {
    "required": True,
    "content": {"application/json": {"schema": Call.model_json_schema()}},
}


@router.post(
    "/{name}",
    response_model=Result,
    responses={"4XX": {"model": ToolError}, "5XX": {"model": ToolError}},
    openapi_extra={"requestBody": CALL_BODY},
)
async def call_tool(
    name: str,
    app: OpenApp,
    request: Request,
    idempotency_key: Annotated[str | None, Header(min_length=1, max_length=200)] = None,
) -> Response:
    """Carry out a call.

    The same Idempotency-Key always gives the same picture. A client that hangs up loses nothing: the picture
    is made all the same, and whoever asks for it again takes it over.
    """
    call = _read(await request.body())
    key = idempotency_key and f"http:{name}:{idempotency_key}"
    answer = await while_connected(request, _answer(app, name, call, key))
    # Half a character, in an id that is echoed, fits into JSON as an escape but not into UTF-8.
    content = redact(json.dumps(answer, ensure_ascii=False)).encode(errors="backslashreplace")
    return Response(content, _status(answer), media_type="application/json")


def _read(body: bytes) -> Json:
    """The call, if the body is a JSON object; anything else as text, for the tool to say what is wrong with it."""
    text = body.decode(errors="replace")
    try:
        call: Json = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return call if isinstance(call, dict) else text


async def _answer(app: App, name: str, call: Json, key: str | None) -> JsonObject:
    widgets = call.get("widgets", {}) if isinstance(call, dict) else {}
    try:
        tool = await asyncio.to_thread(tool_with, app, name, widgets)
    except AINodeBuilderError as error:
        return {"id": call_id(call) or "tool_error"} | error.as_json()
    try:
        answer: JsonObject = await app.call(tool, call, key=key)
    except Exception as error:
        log.error("the tool %s failed through a fault of the server\n%s", name, traceback_of(error))
        return {"id": call_id(call) or f"{tool.family}_error"} | _fault(tool.failure)
    return answer


def _fault(failure: str) -> JsonObject:
    text = f"{failure}: the server failed unexpectedly; its log has the details."
    return {"error": text, "code": "internal_error", "charged": "unknown", "retryable": False}


def _status(answer: JsonObject) -> int:
    """200, or the status of the error class that has the answer's code."""
    if "error" not in answer:
        return 200
    if answer["code"] == "internal_error":
        return 500
    statuses = {error.code: error.status for error in _subclasses(AINodeBuilderError)}
    return statuses.get(answer["code"], 400)


def _subclasses(error: type[AINodeBuilderError]) -> Iterator[type[AINodeBuilderError]]:
    for subclass in error.__subclasses__():
        yield subclass
        yield from _subclasses(subclass)
