"""The node types there are: ours, those of installed packages, and those in the home folder."""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from ai_node_builder.errors import DuplicateNodeType, NotFound
from ai_node_builder.nearest import did_you_mean
from ai_node_builder.node.base import Node, node_spec
from ai_node_builder.node.tool import ToolNode
from ai_node_builder.nodes import CATALOGUE
from ai_node_builder.types import JsonObject

from .check import check_node, node_file
from .plugins import describe, entry_points, node_files, nodes_of

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class BrokenNode:
    """A file or entry point whose nodes cannot be used, and why."""

    path: str
    message: str

    def as_json(self) -> JsonObject:
        return {"path": self.path, "message": self.message}


class Registry:
    """Node classes by type name, in the order in which they were added."""

    def __init__(self, nodes: Iterable[type[Node]] = ()) -> None:
        self.broken: list[BrokenNode] = []
        self._nodes: dict[str, type[Node]] = {}
        self._tools: dict[str, type[ToolNode]] = {}
        for node in nodes:
            self.add(node)

    @classmethod
    def builtin(cls) -> Self:
        """The nodes of this package only, which takes no time to look up."""
        return cls(CATALOGUE)

    @classmethod
    def load(cls, home: Path | None = None) -> Self:
        """The built-in nodes, those of installed packages (entry points) and of `<home>/nodes/*.py`.

        What fails to import is kept in `broken` and logged; DuplicateNodeType where a name is taken.
        """
        registry = cls.builtin()
        for source, read in (*entry_points(), *node_files(home)):
            registry._add_from(source, read)
        return registry

    def add(self, node: type[Node]) -> None:
        """Take a class in; DuplicateNodeType if another has its type or tool name, OperatorError if it is malformed."""
        check_node(node)
        _must_be_free("node type", node.type, self._nodes, node)
        if issubclass(node, ToolNode):
            _must_be_free("tool", node.tool_name, self._tools, node)
            self._tools[node.tool_name] = node
        self._nodes[node.type] = node

    def get(self, type_name: str) -> type[Node]:
        """The class of a type; NotFound, with the nearest names, where there is none."""
        try:
            return self._nodes[type_name]
        except KeyError:
            raise NotFound(f"no node type is called {type_name!r}{did_you_mean(type_name, self._nodes)}") from None

    def tools(self) -> dict[str, type[ToolNode]]:
        """The tool nodes by tool name."""
        return dict(self._tools)

    def specs(self) -> list[JsonObject]:
        """What the canvas needs to know of every node."""
        return [node_spec(node) for node in self]

    def __iter__(self) -> Iterator[type[Node]]:
        return iter(self._nodes.values())

    def __len__(self) -> int:
        return len(self._nodes)

    def __contains__(self, type_name: object) -> bool:
        return type_name in self._nodes

    def _add_from(self, source: str, read: Callable[[], object]) -> None:
        try:
            for node in nodes_of(read()):
                self.add(node)
        except DuplicateNodeType:
            raise
        except (Exception, SystemExit) as error:
            # Somebody else's file may fail in any way; the nodes beside it must go on working.
            broken = BrokenNode(source, describe(error, source))
            log.warning("nodes left out: %s: %s", broken.path, broken.message)
            self.broken.append(broken)


def _must_be_free(what: str, name: str, taken: Mapping[str, type[Node]], node: type[Node]) -> None:
    other = taken.get(name)
    if other not in (None, node):
        raise DuplicateNodeType(
            f"{_file(node)} and {_file(other)} both define the {what} {name!r}; rename or remove one of them."
        )


def _file(node: type[Node]) -> str:
    return f"{node_file(node) or node.__module__} ({node.__qualname__})"
