"""A saved workflow as an MCP tool: some of its widgets are the arguments, what it shows is the result."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import mcp_types as types

from ai_node_builder.errors import NotFound, UserError
from ai_node_builder.node.base import Node
from ai_node_builder.node.callable import CallableNode
from ai_node_builder.node.effects import Effects
from ai_node_builder.node.fields import Widget
from ai_node_builder.node.tool import fitting
from ai_node_builder.registry.registry import Registry
from ai_node_builder.types import Json, JsonObject

from .icons import WORKFLOW
from .published import NAME, Published
from .spelling import annotations
from .waiting import RUN_SCHEMA

if TYPE_CHECKING:
    from ai_node_builder.workflow.document import Workflow

JSON_TYPES = {"number": "number", "slider": "number", "toggle": "boolean"}
"""The types of arguments by the kind of their widget; all other kinds are texts."""


@dataclass(frozen=True)
class WorkflowTool:
    """A saved workflow under a name. `arguments` says which widget of which node each argument sets."""

    name: str
    id: str
    workflow: "Workflow"
    arguments: Mapping[str, Any]
    description: str
    registry: Registry

    @classmethod
    def of(cls, registry: Registry, one: Published) -> Self:
        """The tool that was published; NotFound, WorkflowInvalid or UserError where it cannot be one."""
        from ai_node_builder.workflow.document import Workflow

        if one.document is None:
            raise NotFound(f"there is no workflow {one.target[:64]!r} (any more); publish another, or unpublish this.")
        workflow = Workflow.parse(one.document)
        tool = cls(one.name, one.target, workflow, one.widgets, one.description or _described(workflow), registry)
        for argument in one.widgets:
            tool._widget(argument)
        return tool

    def definition(self) -> types.Tool:
        title = self.workflow.name or self.name
        return types.Tool(
            name=self.name,
            title=title,
            description=self.description,
            input_schema=self.schema,
            output_schema=RUN_SCHEMA,
            icons=[WORKFLOW],
            annotations=annotations(_effects(self.nodes), title),
        )

    @property
    def nodes(self) -> list[type[Node]]:
        return [self.registry.get(item.type) for item in self.workflow.nodes]

    @cached_property
    def schema(self) -> JsonObject:
        """The schema of the arguments. One whose widget is empty in the workflow is required."""
        known = {name: self._widget(name) for name in self.arguments}
        return {
            "type": "object",
            "properties": {
                name: _property(widget, value, self.arguments[name].get("description"))
                for name, (widget, value) in known.items()
            },
            "required": [name for name, (_, value) in known.items() if value in ("", None)],
        }

    def filled(self, raw: Json) -> "Workflow":
        """The workflow with these arguments; InvalidToolCall or ArgumentMissing says what to mend."""
        from ai_node_builder.workflow.widgets import with_widgets

        values: dict[str, JsonObject] = {}
        for name, value in fitting(raw, self.schema).items():
            place = self.arguments[name]
            values.setdefault(place["node"], {})[place["widget"]] = value
        return with_widgets(self.workflow, self.registry, values)

    def _widget(self, argument: str) -> tuple[Widget, Json]:
        """The widget that an argument sets, and its value in the workflow; UserError where it may not be set."""
        from ai_node_builder.workflow.widgets import find_widget

        place = self.arguments[argument]
        if not NAME.fullmatch(argument):
            raise _unfit(f"the argument {argument[:80]!r} must be of letters, digits, _ and -, at most 64.")
        if not _is_place(place):
            raise _unfit(f'the argument {argument} must name its place, as in {{"node": "prompt", "widget": "text"}}.')
        widget = find_widget(self.workflow, self.registry, place["node"], place["widget"])
        item = next(item for item in self.workflow.nodes if item.id == place["node"])
        node = self.registry.get(item.type)
        if widget.kind == "secret" or (node.paid and place["widget"] not in node.inputs()):
            raise _unfit(f"{place['node']}.{place['widget']} says who pays or what it costs: that stays with you.")
        return widget, item.widgets.get(place["widget"], widget.default)


def _is_place(place: Any) -> bool:
    if not isinstance(place, Mapping) or not {"node", "widget"} <= place.keys() <= {"node", "widget", "description"}:
        return False
    return all(isinstance(value, str) for value in place.values())


def default_arguments(document: str) -> JsonObject:
    """The arguments of a workflow where nobody says which: the values of its text and JSON nodes, by the node's id."""
    from ai_node_builder.workflow.document import Workflow

    widgets = {"text": "text", "json": "value"}
    items = [item for item in Workflow.parse(document).nodes if item.type in widgets and NAME.fullmatch(item.id)]
    return {item.id: {"node": item.id, "widget": widgets[item.type]} for item in items}


def _described(workflow: "Workflow") -> str:
    return f"Run the workflow {workflow.name!r} and answer what it shows." if workflow.name else "Run a workflow."


def _effects(nodes: Iterable[type[Node]]) -> Effects:
    """What a run may do: the worst of what its nodes may do."""
    nodes = list(nodes)
    # A set of tools says nothing of its tools: the worst is assumed.
    tools = [getattr(node, "effects", Effects()) for node in nodes if issubclass(node, CallableNode)]
    paid = any(node.paid for node in nodes)
    return Effects(
        read_only=not paid and all(tool.read_only for tool in tools),
        destructive=any(tool.destructive for tool in tools),
        idempotent=not paid and all(tool.idempotent for tool in tools),
        open_world=paid or any(tool.open_world for tool in tools) or any(not node.reusable for node in nodes),
    )


def _property(widget: Widget, value: Json, description: str | None) -> JsonObject:
    schema: JsonObject = {
        "type": JSON_TYPES.get(widget.kind, "string"),
        "description": description or widget.description,
        "minimum": widget.minimum,
        "maximum": widget.maximum,
        "enum": list(widget.options) if widget.options and not widget.source else None,
        "default": value if value != "" else None,
    }
    return {name: fact for name, fact in schema.items() if fact is not None}


def _unfit(said: str) -> UserError:
    return UserError(said, code="wrong_usage")
