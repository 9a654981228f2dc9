"""A part of a workflow that can run on its own."""

from collections import defaultdict, deque
from collections.abc import Mapping, Set

from ai_node_builder.errors import UserError
from ai_node_builder.nearest import did_you_mean

from .document import Workflow


def up_to(workflow: Workflow, node: str) -> Workflow:
    """The node and all that it depends on: the nodes from which wires lead to it, tools and their callers included.

    UserError, with the nearest id, where there is no such node.
    """
    known = {item.id for item in workflow.nodes}
    if node not in known:
        raise UserError(f"there is no node {node[:80]!r}{did_you_mean(node, known)}", code="unknown_node")
    needed = reached({node}, _sources(workflow))
    return workflow.model_copy(
        update={
            "nodes": tuple(item for item in workflow.nodes if item.id in needed),
            "links": tuple(link for link in workflow.links if link.to[0] in needed),
        }
    )


def _sources(workflow: Workflow) -> dict[str, set[str]]:
    sources = defaultdict(set)
    for link in workflow.links:
        sources[link.to[0]].add(link.from_[0])
    return sources


def reached(start: Set[str], neighbours: Mapping[str, Set[str]]) -> set[str]:
    """Where one can come from `start`, which is part of it."""
    found, ahead = set(start), deque(start)
    while ahead:
        new = neighbours.get(ahead.popleft(), set()) - found
        found |= new
        ahead.extend(new)
    return found
