"""Errors in the forms that readers of a run and models understand."""

import logging
from collections.abc import Collection

from ai_node_builder.errors import AINodeBuilderError, ToolNotFound
from ai_node_builder.messages import ToolCall
from ai_node_builder.types import JsonObject

log = logging.getLogger(__name__)


def error_json(error: Exception, where: str) -> JsonObject:
    """An error in the form of a tool error; one that is nobody's to act on is logged with its traceback."""
    if isinstance(error, AINodeBuilderError):
        return error.as_json()
    log.error("%s failed unexpectedly", where, exc_info=error)
    text = f"{where} failed unexpectedly ({type(error).__name__}: {error}); the log has the details."
    return {"error": text, "code": "internal_error", "charged": "unknown", "retryable": False}


def error_result(call: ToolCall, error: Exception) -> JsonObject:
    """The tool result that tells a model of an error."""
    return {"id": call.id} | error_json(error, call.name or "the tool")


def no_such_tool(call: ToolCall, names: Collection[str]) -> ToolNotFound:
    """What a model is told that calls a tool which is not wired to it."""
    offer = f"call one of {', '.join(names)}" if names else "no tool is attached"
    return ToolNotFound(f"there is no tool {call.name!r} here; {offer}.")
