"""A tool node as an MCP tool."""

from dataclasses import dataclass
from typing import Any, Self

import mcp_types as types

from ai_node_builder.errors import UserError
from ai_node_builder.nearest import did_you_mean
from ai_node_builder.node.tool import ToolNode
from ai_node_builder.nodes.gpt_image_tool import GPTImageTool
from ai_node_builder.registry.registry import Registry

from .icons import PICTURE, TOOL
from .published import Published
from .spelling import annotations
from .waiting import PICTURE_SCHEMA


@dataclass(frozen=True, slots=True)
class NodeTool:
    """A tool node under a name, with the widgets that a person set; the model cannot change them."""

    name: str
    node: type[ToolNode]
    widgets: dict[str, Any]
    description: str

    @classmethod
    def of(cls, registry: Registry, one: Published) -> Self:
        """The tool that was published; UserError where its node or a widget is not there or does not fit."""
        node = registry.get(one.target)
        if not issubclass(node, ToolNode):
            raise UserError(f"{one.target} is no tool node; `ainb tool` lists those that are.", code="wrong_usage")
        if one.widgets:
            _check(node, one.widgets)
        return cls(one.name, node, one.widgets, one.description or node.tool_description)

    @property
    def draws(self) -> bool:
        """Whether its result is one picture, which can be fetched later."""
        return issubclass(self.node, GPTImageTool)

    def definition(self) -> types.Tool:
        return types.Tool(
            name=self.name,
            title=self.node.title,
            description=self.description,
            input_schema=self.node.definition().input_schema,
            output_schema=PICTURE_SCHEMA if self.draws else None,
            icons=[PICTURE if self.node.paid else TOOL],
            annotations=annotations(self.node.effects, self.node.title),
        )


def _check(node: type[ToolNode], widgets: dict[str, Any]) -> None:
    from ai_node_builder.workflow.widgets import widget_complaint

    known = node.widgets()
    for name, value in widgets.items():
        if name not in known:
            said = f"{node.tool_name} has no widget {name[:80]!r}{did_you_mean(name, known)}"
            raise UserError(said, code="unknown_widget")
        if complaint := widget_complaint(known[name], value):
            raise UserError(f"the widget {name} {complaint[1]}", code=complaint[0])
