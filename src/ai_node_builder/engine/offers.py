"""Which tools a station offers to those that may call it."""

from collections.abc import Iterable, Mapping
from typing import Any

from ai_node_builder.errors import UserError
from ai_node_builder.messages import ToolCall

from .station import Station


def take_up(station: Station, outputs: Mapping[str, Any]) -> None:
    """Note the names under which a station can be called from now on.

    UserError where one of its callers has a tool of such a name already: a model could not tell them apart.
    """
    names = frozenset(_names(outputs.get("output")))
    for caller in station.callers:
        for other in caller.tools:
            if other is not station and (twice := names & other.serves):
                raise UserError(
                    f"{other.id} and {station.id} both offer {caller.id} a tool named {min(twice)}; "
                    "leave it out of one of them, or unlink one.",
                    code="tool_name_taken",
                )
    station.serves = names


def server_of(caller: Station, call: ToolCall) -> Station | None:
    """The station that carries out a call; None where none is wired to the caller under that name."""
    return next((tool for tool in caller.tools if call.name in tool.serves), None)


def offered(caller: Station) -> list[str]:
    """The names of all tools that a station may call."""
    return [name for tool in caller.tools for name in sorted(tool.serves)]


def _names(offer: Any) -> Iterable[str]:
    definitions = offer if isinstance(offer, list) else [offer]
    return (definition["name"] for definition in definitions)
