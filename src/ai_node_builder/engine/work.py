"""Carrying out one node: async ones are awaited, instant ones run where they are, all others get a thread."""

import asyncio
import inspect
from collections.abc import Mapping
from typing import Any

from ai_node_builder.context import Context
from ai_node_builder.node import Node


async def carry_out(node: Node, context: Context) -> Mapping[str, Any]:
    """The node's outputs; whatever it raises is passed on."""
    if node.instant:
        return as_outputs(node.run(context))
    if inspect.iscoroutinefunction(node.run):
        return as_outputs(await node.run(context))
    return as_outputs(await asyncio.to_thread(node.run, context))


def as_outputs(outputs: Any) -> Mapping[str, Any]:
    """What a node's `run` answered, if it is of the right form; TypeError if not."""
    if not isinstance(outputs, Mapping):
        raise TypeError(f"run must answer {{output name: value}}, got {type(outputs).__name__}")
    return outputs
