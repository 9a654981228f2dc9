"""A node that an LLM can call.

Called with nothing it answers its tool definition; called with a tool call it answers a tool result.
Reading the call, checking its arguments, echoing its id and shaping errors are written here, once: a new
tool is a class with widgets and one method, `call`, whose parameters are the tool's arguments.
"""

import inspect
import logging
from abc import abstractmethod
from collections.abc import Callable
from functools import cache
from typing import Annotated, Any, ClassVar, Literal, get_args, get_origin, get_type_hints

from ai_node_builder.dialects import call_id, kind, read_arguments, read_call
from ai_node_builder.errors import AINodeBuilderError, ArgumentMissing, InvalidToolCall
from ai_node_builder.messages import ToolCall, ToolDefinition
from ai_node_builder.types import Json, JsonObject, SocketType

from .base import Node, Outputs
from .context import Context
from .fields import Output, socket

log = logging.getLogger(__name__)

TOOL_CALL = "tool_call"
"""The input of a tool node that takes calls."""


class ToolNode(Node):
    """Base of every tool. `call` carries out one call; its annotated parameters become the input schema."""

    tool_call: Any = socket(
        SocketType.ANY, do_not_wait=True, description="Tool call data from LLM or direct invocation"
    )

    category: ClassVar[str] = "Tools"
    outputs: ClassVar[tuple[Output, ...]] = (
        Output("output", SocketType.ANY, "Tool definition (when no input) or the tool's result"),
    )
    tool_name: ClassVar[str]
    tool_description: ClassVar[str]
    family: ClassVar[str]
    """Where a call has no id, its result's id is `<family>_success` or `<family>_error`."""
    failure: ClassVar[str]
    """The words that begin an error that brings none of its own."""
    argument_missing: ClassVar[type[ArgumentMissing]] = ArgumentMissing

    @classmethod
    def definition(cls) -> ToolDefinition:
        """What an LLM is told about this tool."""
        return ToolDefinition(cls.tool_name, cls.tool_description, schema_of(cls.call))

    async def run(self, ctx: Context) -> Outputs:
        if self.tool_call is None:
            return {"output": self.definition().as_json()}
        return {"output": await self.answer(ctx, self.tool_call)}

    async def answer(self, ctx: Context, raw: Json | ToolCall) -> JsonObject:
        """Carry out a tool call. Every failure that someone can act on comes back as an error result."""
        try:
            call = read_call(raw)
            result = await self.call(ctx, **self.read(call))
        except AINodeBuilderError as error:
            log.warning("%s: %s", self.tool_name, error.text(self.failure))
            return {"id": call_id(raw) or f"{self.family}_error"} | error.as_json(self.failure)
        return {"id": call.id or f"{self.family}_success", "result": result}

    def read(self, call: ToolCall) -> JsonObject:
        """The arguments of a call, checked against the schema; arguments that it does not name are left out."""
        if call.name not in (None, self.tool_name):
            raise InvalidToolCall(f"this tool is {self.tool_name}, the call is for {call.name}.")
        arguments = read_arguments(call.arguments)
        schema = self.definition().input_schema
        for name in schema["required"]:
            value = arguments.get(name)
            if value is None or (isinstance(value, str) and not value.strip()):
                raise self.argument_missing(f"give the {name} argument a text that is not empty.")
        known = {name: arguments[name] for name in schema["properties"] if arguments.get(name) is not None}
        _check(known, schema)
        return known

    @abstractmethod
    async def call(self, ctx: Context, *args: Any, **arguments: Any) -> JsonObject:
        """Do the work; answer the `result` object. Raise an AINodeBuilderError that says what to do next."""


def _check(arguments: JsonObject, schema: JsonObject) -> None:
    from jsonschema import (
        Draft202012Validator,
    )  # a tenth of a second to import, and definitions need none of it

    for problem in Draft202012Validator(schema).iter_errors(arguments):
        name = problem.json_path.removeprefix("$.")
        if problem.validator == "type":
            raise InvalidToolCall(f"{name} must be of type {problem.validator_value}, got {kind(problem.instance)}.")
        raise InvalidToolCall(f"{name}: {problem.message}.")


JSON_TYPES = {str: "string", int: "integer", float: "number", bool: "boolean", dict: "object"}


@cache
def schema_of(method: Callable[..., Any]) -> JsonObject:
    """The JSON Schema of a `call` method's parameters, read from their annotations.

    `prompt: Annotated[str, "what it means"]` is a required string; a default makes an argument optional.
    """
    hints = get_type_hints(method, include_extras=True)
    parameters = list(inspect.signature(method).parameters.values())[2:]
    return {
        "type": "object",
        "properties": {parameter.name: _property(hints[parameter.name]) for parameter in parameters},
        "required": [p.name for p in parameters if p.default is inspect.Parameter.empty],
    }


def _property(hint: Any) -> JsonObject:
    if get_origin(hint) is Annotated:
        plain, description = get_args(hint)[:2]
        return _property(plain) | {"description": description}
    if get_origin(hint) is Literal:
        return {"type": "string", "enum": list(get_args(hint))}
    if get_origin(hint) is list:
        return {"type": "array", "items": _property(get_args(hint)[0])}
    return {"type": JSON_TYPES[hint]}
