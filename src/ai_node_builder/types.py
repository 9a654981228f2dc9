"""The few types that everything passes on. Imports nothing of ours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal, TypeAlias

Json: TypeAlias = bool | int | float | str | Sequence[Any] | Mapping[str, Any] | None
"""A value that JSON can carry. Values on wires are of this kind: pictures travel by name, never as bytes."""

JsonObject: TypeAlias = dict[str, Any]

Charged: TypeAlias = Literal["no", "yes", "unknown"]
"""Whether the provider took money for a request that failed."""


class SocketType(StrEnum):
    """What a wire carries. ANY fits everything; every other type fits itself and ANY."""

    TEXT = "TEXT"
    NUMBER = "NUMBER"
    BOOLEAN = "BOOLEAN"
    IMAGE = "IMAGE"
    JSON = "JSON"
    ANY = "ANY"

    def fits(self, target: "SocketType") -> bool:
        return self is target or SocketType.ANY in (self, target)

    def accepts(self, value: Json) -> bool:
        """Whether a value is of this type."""
        match self:
            case SocketType.TEXT:
                return isinstance(value, str)
            case SocketType.NUMBER:
                return isinstance(value, int | float) and not isinstance(value, bool)
            case SocketType.BOOLEAN:
                return isinstance(value, bool)
            case SocketType.IMAGE:
                return isinstance(value, Mapping) and "filename" in value
            case _:
                return True


@dataclass(frozen=True, slots=True)
class Origin:
    """Who asks: the run and node, and a `key` that names the wish for good, so that asking twice buys once.

    `tool` is the type of the node, `workflow_id` the saved workflow of the run, for the books.
    """

    key: str | None = None
    run_id: str | None = None
    node_id: str | None = None
    tool: str | None = None
    workflow_id: str | None = None
