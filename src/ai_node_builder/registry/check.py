"""What a class must have before it can be a node type."""

import dataclasses
import re
import sys
from collections.abc import Sequence
from inspect import isabstract
from pathlib import Path
from typing import Any

from ai_node_builder.errors import OperatorError
from ai_node_builder.node.base import Node
from ai_node_builder.node.callable import CallableNode
from ai_node_builder.node.fields import Output
from ai_node_builder.node.tool import ToolNode
from ai_node_builder.node.tool_set import ToolSet

NAME = re.compile(r"[a-z][a-z0-9_]*")


def check_node(node: type[Node]) -> None:
    """OperatorError, saying what to mend, where a class cannot be used as a node."""
    for complaint in (_names(node), _fields(node), _outputs(node), _tool(node)):
        if complaint:
            raise OperatorError(f"{node.__module__}.{node.__qualname__}: {complaint}", code="node_invalid")


def node_fields(node: type[Node]) -> tuple["dataclasses.Field[Any]", ...]:
    """All fields of a node class, widgets and sockets alike."""
    # Node is made a dataclass at run time, which the type checker does not see.
    return dataclasses.fields(node)  # type: ignore[arg-type]


def node_file(node: type[Node]) -> Path | None:
    """The file that defines a node class; None for one that was typed into a prompt."""
    file = getattr(sys.modules.get(node.__module__), "__file__", None)
    return Path(file) if file else None


def _names(node: type[Node]) -> str:
    for name in ("type", "title"):
        value = getattr(node, name, None)
        if not isinstance(value, str) or not value.strip():
            return f"give the class a {name}, a text that is not empty."
    if not NAME.fullmatch(node.type):
        return f"the type {node.type!r} must be lower case letters, digits and underscores, as in 'my_node'."
    if isabstract(node):
        return f"write the method {', '.join(sorted(node.__abstractmethods__))}."
    return ""


def _fields(node: type[Node]) -> str:
    base = ToolNode if issubclass(node, ToolNode) else ToolSet if issubclass(node, ToolSet) else Node
    declared = {name for one in base.__mro__ for name in getattr(one, "__annotations__", {})}
    reserved = {*dir(base), *declared} - {*base.inputs(), *base.widgets()}
    known = {*node.inputs(), *node.widgets()}
    for field in node_fields(node):
        if field.name in reserved:
            return f"a field cannot be called {field.name!r}, every node has that already; choose another name."
        if field.name not in known and field.default is field.default_factory is dataclasses.MISSING:
            return f"the field {field.name!r} is neither widget nor socket; declare it with ai_node_builder.fields."
    return ""


def _outputs(node: type[Node]) -> str:
    members: Sequence[object] = node.outputs
    names = [output.name for output in members if isinstance(output, Output)]
    if len(names) < len(members):
        return "every member of outputs must be an Output."
    twice = {name for name in names if names.count(name) > 1}
    return f"two outputs are called {', '.join(sorted(twice))}; choose another name." if twice else ""


def _tool(node: type[Node]) -> str:
    if not issubclass(node, CallableNode):
        return ""
    own = ("tool_name", "tool_description") if issubclass(node, ToolNode) else ()
    missing = [name for name in (*own, "family", "failure") if not hasattr(node, name)]
    if missing:
        return f"a tool needs {', '.join(missing)}."
    if not issubclass(node, ToolNode):
        return ""
    try:
        node.definition()
    except KeyError as error:
        return f"no schema can be made of {error}; annotate call's arguments with str, int, float, bool or list."
    return ""
