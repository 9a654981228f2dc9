"""Errors in the forms that readers of a run and models understand."""

import logging
from collections.abc import Collection

from ai_node_builder.errors import AINodeBuilderError, ToolNotFound
from ai_node_builder.messages import ToolCall
from ai_node_builder.nearest import did_you_mean
from ai_node_builder.redaction import redact, traceback_of
from ai_node_builder.types import Charged, JsonObject

log = logging.getLogger(__name__)

NAMED = 20
"""So many tools are named to a model that calls another; sets of tools can hold many more."""


def error_json(error: BaseException, where: str, *, charged: Charged = "unknown") -> JsonObject:
    """An error in the form of a tool error, without any key in it.

    One that is nobody's to act on is a bug: it is logged with its traceback, and `charged` says what it may
    have cost.
    """
    if isinstance(error, AINodeBuilderError):
        return error.as_json()
    log.error("%s failed unexpectedly\n%s", where, traceback_of(error))
    text = f"{where} failed unexpectedly ({type(error).__name__}: {error}); the log has the details."
    return {"error": redact(text), "code": "internal_error", "charged": charged, "retryable": False}


def error_result(call: ToolCall, error: Exception) -> JsonObject:
    """The tool result that tells a model of an error."""
    return {"id": call.id} | error_json(error, call.name or "the tool")


def no_such_tool(call: ToolCall, names: Collection[str]) -> ToolNotFound:
    """What a model is told that calls a tool which is not wired to it."""
    if len(names) > NAMED:
        return ToolNotFound(f"there is no tool {call.name!r} here{did_you_mean(call.name or '', names)}")
    offer = f"call one of {', '.join(names)}" if names else "no tool is attached"
    return ToolNotFound(f"there is no tool {call.name!r} here; {offer}.")
