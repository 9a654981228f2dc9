"""What a node is: a class whose fields are its widgets and inputs."""

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Mapping
from typing import Any, ClassVar, Self, cast, dataclass_transform

from ai_node_builder.types import JsonObject

from .context import Context, Services
from .fields import Output, Socket, Widget

Outputs = Mapping[str, Any]


@dataclass_transform(kw_only_default=True, eq_default=False)
class Node(ABC):
    """A step of a workflow. Subclass it, declare fields and outputs, and write `run`.

    The engine makes one instance for each firing, with the values of its widgets and wires.
    The first line of the class's docstring is its description.
    """

    type: ClassVar[str]
    title: ClassVar[str]
    category: ClassVar[str] = "Other"
    version: ClassVar[str] = "1"
    outputs: ClassVar[tuple[Output, ...]] = ()
    instant: ClassVar[bool] = False
    """Set on a plain `def run` that returns at once: it runs where it is, instead of in a thread."""
    paid: ClassVar[bool] = False
    """Set where a firing can cost money."""
    reusable: ClassVar[bool] = True
    """Clear where a result ages, as the weather does. Any other is used again in later runs, as long as nothing has
    changed in the node and above it."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        dataclasses.dataclass(kw_only=True, eq=False)(cls)

    @abstractmethod
    def run(self, ctx: Context) -> Outputs | Awaitable[Outputs]:
        """Do the work; answer `{output name: value}`. A plain `def` runs in a thread unless `instant`."""

    def estimate(self, services: Services) -> float | None:
        """The most that one firing can cost, in dollars, as far as the widgets tell; None where that is not known."""
        return None if self.paid else 0.0

    def having(self, **values: Any) -> Self:
        """The same node with other values in some of its fields."""
        changed: Self = dataclasses.replace(cast(Any, self), **values)
        return changed

    @classmethod
    def description(cls) -> str:
        return (cls.__doc__ or cls.title).strip().splitlines()[0]

    @classmethod
    def widgets(cls) -> dict[str, Widget]:
        """The widgets by name, in the order of the class."""
        return _fields_with(cls, "widget")

    @classmethod
    def inputs(cls) -> dict[str, Socket]:
        """The input sockets by name, in the order of the class."""
        return _fields_with(cls, "socket")


def _fields_with(node: type[Node], key: str) -> dict[str, Any]:
    declared = getattr(node, "__dataclass_fields__", {})
    return {name: field.metadata[key] for name, field in declared.items() if key in field.metadata}


def node_spec(node: type[Node]) -> JsonObject:
    """All there is to know of a node class, as JSON: canvas, docs and checks draw on it."""
    return {
        "type": node.type,
        "title": node.title,
        "category": node.category,
        "description": node.description(),
        "version": node.version,
        "paid": node.paid,
        "reusable": node.reusable,
        "sockets": {
            "inputs": [{"name": name} | dataclasses.asdict(s) for name, s in node.inputs().items()],
            "outputs": [dataclasses.asdict(output) for output in node.outputs],
        },
        "widgets": [{"name": name} | _widget_spec(w) for name, w in node.widgets().items()],
        "docs": f"/api/nodes/{node.type}/docs",
    }


def _widget_spec(widget: Widget) -> JsonObject:
    always = ("kind", "default", "description")
    facts = dataclasses.asdict(widget)
    return {name: value for name, value in facts.items() if name in always or value not in (None, "", ())}
