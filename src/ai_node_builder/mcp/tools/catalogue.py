"""The tools that a client sees: those of all tool nodes, changed and added to by what was published."""

import logging
from collections.abc import Iterable

import mcp_types as types
from mcp.shared.exceptions import MCPError

from ai_node_builder.errors import AINodeBuilderError
from ai_node_builder.nearest import did_you_mean
from ai_node_builder.registry.registry import Registry

from .node_tool import NodeTool
from .published import Published
from .waiting import GET_IMAGE, GET_RUN
from .workflow_tool import WorkflowTool

log = logging.getLogger(__name__)


class Catalogue:
    """Tools by name, always in the same order: the nodes' as the registry has them, then the others by name."""

    def __init__(self, registry: Registry, published: Iterable[Published]) -> None:
        rows = {one.name: one for one in published}
        defaults = {name: default(registry, name) for name in registry.tools()}
        offered = (defaults | rows).values()
        self.tools = {one.name: tool for one in offered if one.enabled and (tool := _made(registry, one))}

    def get(self, name: str) -> NodeTool | WorkflowTool:
        """The tool of a name; MCPError, with the nearest names, where there is none."""
        if name not in self.tools:
            said = f"there is no tool {name[:80]!r}{did_you_mean(name, self.tools)}"
            raise MCPError(code=types.INVALID_PARAMS, message=said)
        return self.tools[name]

    def definitions(self) -> list[types.Tool]:
        """All tools in MCP's words, with those that fetch what took too long."""
        tools = self.tools.values()
        fetching = [
            *([GET_IMAGE] if any(isinstance(tool, NodeTool) and tool.draws for tool in tools) else []),
            *([GET_RUN] if any(isinstance(tool, WorkflowTool) for tool in tools) else []),
        ]
        return [*(tool.definition() for tool in tools), *fetching]


def default(registry: Registry, name: str) -> Published:
    """What is published of a tool node where nobody said anything: the node with the widgets it comes with."""
    return Published(name, "node", registry.tools()[name].type, "", {})


def made(registry: Registry, one: Published) -> NodeTool | WorkflowTool:
    """The tool that was published; an AINodeBuilderError where it cannot be made (any more)."""
    return NodeTool.of(registry, one) if one.kind == "node" else WorkflowTool.of(registry, one)


def _made(registry: Registry, one: Published) -> NodeTool | WorkflowTool | None:
    try:
        return made(registry, one)
    except AINodeBuilderError as error:
        log.warning("the published tool %s is left out: %s", one.name, error)
        return None
