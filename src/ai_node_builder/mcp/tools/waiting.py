"""What is answered in place of a result that takes too long, and the tools that fetch it."""

import mcp_types as types

from ai_node_builder.node.effects import Effects
from ai_node_builder.types import JsonObject

from .icons import PICTURE, WORKFLOW
from .spelling import annotations

FETCHES = Effects(read_only=True, destructive=False, idempotent=True, open_world=False)
LONGEST_WAIT = 300
"""Seconds that one call of a fetching tool may wait."""


def _object(properties: dict[str, str | list[str]], *required: str) -> JsonObject:
    spelled = {name: {"type": kind} for name, kind in properties.items()}
    return {"type": "object", "properties": spelled, "required": list(required)}


PICTURE_SCHEMA = _object(
    {
        "success": "boolean",
        "message": "string",
        "instructions": "string",
        "servable_url": "string",
        "filename": "string",
        "size": "string",
        "quality": "string",
        "prompt_used": "string",
        "model": "string",
        "cost_usd": ["number", "null"],
        "width": "integer",
        "height": "integer",
        "sha256": "string",
        "cached": "boolean",
        "pending": "boolean",
        "id": "string",
    },
    "success",
    "message",
    "instructions",
)
"""The contract's result; of a picture that is still being drawn only the last two and those that are required."""

RUN_SCHEMA = _object(
    {
        "success": "boolean",
        "message": "string",
        "run_id": "string",
        "status": "string",
        "outputs": "object",
        "cost_usd": ["number", "null"],
        "pending": "boolean",
    },
    "success",
    "message",
    "run_id",
    "status",
)


def _fetching(name: str, title: str, description: str, icon: types.Icon, output: JsonObject) -> types.Tool:
    said = f"Seconds to wait for it, 0 to {LONGEST_WAIT}. It is answered as soon as it is there."
    wait = {"type": "number", "minimum": 0, "maximum": LONGEST_WAIT, "default": 30, "description": said}
    identity = {"type": "string", "description": "The id that the pending result named."}
    return types.Tool(
        name=name,
        title=title,
        description=description,
        input_schema={"type": "object", "properties": {"id": identity, "wait": wait}, "required": ["id"]},
        output_schema=output,
        icons=[icon],
        annotations=annotations(FETCHES, title),
    )


GET_IMAGE = _fetching(
    "get_image",
    "Get image",
    "Get a picture that was still being drawn when its tool answered. It never draws or buys anything. "
    "Ids stay valid as long as the picture is kept, also after a restart.",
    PICTURE,
    PICTURE_SCHEMA,
)
GET_RUN = _fetching(
    "get_run",
    "Get run",
    "Get the result of a workflow that was still running when its tool answered. It starts nothing. "
    "Ids stay valid as long as the run is kept, also after a restart.",
    WORKFLOW,
    RUN_SCHEMA,
)
FETCHING = (GET_IMAGE.name, GET_RUN.name)
"""Names that nothing else can have."""


def pending_picture(id: str, seconds: float) -> JsonObject:
    """The result that stands for a picture on its way."""
    return {
        "success": False,
        "pending": True,
        "id": id,
        "message": f"The picture is still being drawn after {seconds:.0f} seconds. It is paid for once and not lost.",
        "instructions": f'Call get_image with {{"id": "{id}"}} to get it. Do not ask for the same picture again.',
    }


def pending_run(id: str, seconds: float) -> JsonObject:
    """The result that stands for a run on its way."""
    said = f'The workflow still runs after {seconds:.0f} seconds. Call get_run with {{"id": "{id}"}} for its result.'
    return {"success": False, "pending": True, "run_id": id, "status": "running", "message": said}
