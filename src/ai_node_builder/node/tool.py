"""A tool: a callable node with one definition, made from the parameters of its method `call`.

Reading the call and checking its arguments are written here, once: a new tool is a class with widgets and
one method, whose parameters are the tool's arguments.
"""

import inspect
from abc import abstractmethod
from collections.abc import Callable
from functools import cache
from typing import Annotated, Any, ClassVar, Literal, get_args, get_origin, get_type_hints

from ai_node_builder.dialects import kind, read_arguments
from ai_node_builder.errors import ArgumentMissing, InvalidToolCall
from ai_node_builder.messages import ToolCall, ToolDefinition
from ai_node_builder.types import Json, JsonObject

from .callable import CallableNode
from .context import Context
from .effects import Effects


class ToolNode(CallableNode):
    """Base of every tool. `call` carries out one call; its annotated parameters become the input schema."""

    tool_name: ClassVar[str]
    tool_description: ClassVar[str]
    argument_missing: ClassVar[type[ArgumentMissing]] = ArgumentMissing
    effects: ClassVar[Effects] = Effects()
    """What clients may take for granted about a call; they ask the user before those that are not harmless."""

    @classmethod
    def definition(cls) -> ToolDefinition:
        """What an LLM is told about this tool."""
        return ToolDefinition(cls.tool_name, cls.tool_description, schema_of(cls.call))

    async def offer(self, ctx: Context) -> Json:
        return self.definition().as_json()

    async def perform(self, ctx: Context, call: ToolCall) -> JsonObject:
        return await self.call(ctx, **self.read(call))

    def read(self, call: ToolCall) -> JsonObject:
        """The arguments of a call, checked against the schema; arguments that it does not name are left out."""
        if call.name not in (None, self.tool_name):
            raise InvalidToolCall(f"this tool is {self.tool_name}, the call is for {call.name}.")
        return fitting(call.arguments, self.definition().input_schema, self.argument_missing)

    @abstractmethod
    async def call(self, ctx: Context, *args: Any, **arguments: Any) -> JsonObject:
        """Do the work; answer the `result` object. Raise an AINodeBuilderError that says what to do next."""


def fitting(raw: Json, schema: JsonObject, missing: type[ArgumentMissing] = ArgumentMissing) -> JsonObject:
    """The arguments that an object schema names, checked; InvalidToolCall, or `missing`, says what to mend."""
    arguments = read_arguments(raw)
    for name in schema["required"]:
        value = arguments.get(name)
        if value is None or (isinstance(value, str) and not value.strip()):
            raise missing(f"give the {name} argument a text that is not empty.")
    known = {name: arguments[name] for name in schema["properties"] if arguments.get(name) is not None}
    _check(known, schema)
    return known


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
