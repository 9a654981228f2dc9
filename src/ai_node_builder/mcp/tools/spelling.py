"""Our words in MCP's."""

import mcp_types as types

from ai_node_builder.node.effects import Effects


def annotations(effects: Effects, title: str) -> types.ToolAnnotations:
    """All four hints: where one is absent, clients assume the worst."""
    return types.ToolAnnotations(
        title=title,
        read_only_hint=effects.read_only,
        destructive_hint=effects.destructive,
        idempotent_hint=effects.idempotent,
        open_world_hint=effects.open_world,
    )
