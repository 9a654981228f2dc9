"""What a firing works with: the node with its values, and its context."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass

from ai_node_builder.messages import ToolCall
from ai_node_builder.node.base import Node
from ai_node_builder.node.context import Context, Services
from ai_node_builder.redaction import hide
from ai_node_builder.types import JsonObject, Origin

from .firing import Firing


@dataclass(frozen=True, slots=True)
class Equipment:
    """Equips the firings of one run. What nodes hold is let go of `at_end`."""

    services: Services
    resolve_secret: Callable[[str], str]
    run_id: str
    workflow_id: str | None
    at_end: AsyncExitStack

    async def take_keys(self, firing: Firing) -> None:
        """Look up the keys that the node needs: in a thread, for the disk and the keyring may be slow."""
        for name, reference in firing.station.secrets:
            key = await asyncio.to_thread(self.resolve_secret, reference)
            hide(key)
            firing.keys[name] = key

    def node(self, firing: Firing) -> Node:
        """The node with its values: the class's defaults, then the widgets, then the wires."""
        station = firing.station
        if station.checks:
            station.check(firing.inputs)
        return station.traits.node(**{**station.widgets, **firing.keys, **firing.inputs})

    def context(self, firing: Firing, call_tool: Callable[[ToolCall], Awaitable[JsonObject]]) -> Context:
        station = firing.station
        origin = Origin(
            f"{self.run_id}:{firing.name}", self.run_id, station.id, station.traits.node.type, self.workflow_id
        )
        return Context(self.services, firing, call_tool, origin, station.memory, self.at_end, firing)
