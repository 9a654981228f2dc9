"""The tasks extension (io.modelcontextprotocol/tasks, 2026-07-28), for clients that declare it: a picture that takes
long is a task, and its id is the picture's own, so it is good after a restart too."""

from typing import TYPE_CHECKING

import mcp_types as types
from mcp.server.context import ServerRequestContext
from mcp_types.version import MODERN_PROTOCOL_VERSIONS

from ai_node_builder.types import JsonObject

if TYPE_CHECKING:
    from ai_node_builder.services.images.entry import Entry

EXTENSION = "io.modelcontextprotocol/tasks"
POLL_MS = 2000


class TaskParams(types.RequestParams):
    """What `tasks/get`, `tasks/update` and `tasks/cancel` name."""

    task_id: str


def wants_task(ctx: ServerRequestContext[object, object]) -> bool:
    """Whether the client said with this very request that it understands tasks."""
    capabilities = ctx.session.client_capabilities
    declared = (capabilities.extensions or {}) if capabilities else {}
    return ctx.protocol_version in MODERN_PROTOCOL_VERSIONS and EXTENSION in declared


def working(entry: "Entry") -> JsonObject:
    """The result that a task stands for, while the picture is on its way."""
    return {"resultType": "task"} | _facts(entry, "working")


def state(entry: "Entry", reply: types.CallToolResult | None) -> JsonObject:
    """The answer to `tasks/get`; `reply` is what became of the call, once it is over."""
    if reply is None:
        return _facts(entry, "working")
    result = reply.model_dump(mode="json", by_alias=True, exclude_none=True)
    return _facts(entry, "completed") | {"result": result}


def _facts(entry: "Entry", status: str) -> JsonObject:
    changed = entry.stored_at or entry.created_at
    return {
        "taskId": entry.id,
        "status": status,
        "createdAt": f"{entry.created_at.isoformat()}Z",
        "lastUpdatedAt": f"{changed.isoformat()}Z",
        "ttlMs": None,
        "pollIntervalMs": POLL_MS,
    }
