"""Results in MCP's words: for the model a short text and the data, for the user's eyes the picture.

A reply stays small whatever comes back: what a model is sent, it pays for on every turn.
"""

import base64
import json

import mcp_types as types

from ai_node_builder.app.app import App
from ai_node_builder.mcp.pictures.preview import preview_of
from ai_node_builder.services.files import ServableFileManager
from ai_node_builder.types import JsonObject
from ai_node_builder.workflow.answer import pictures_in

CEILING = 200_000
"""Bytes of JSON in a whole reply, well under the megabyte at which clients refuse."""
LONGEST_PROMPT = 4_000
"""Characters of the prompt that come back: the model wrote it, and need not read all of it again."""
MOST_PREVIEWS = 2
"""Previews in one reply; every picture is linked."""
FOR_USER = types.Annotations(audience=["user"], priority=0.8)


async def success(app: App, result: JsonObject, text: str = "") -> types.CallToolResult:
    """The reply that carries a tool's result; its pictures are linked and shown small."""
    if isinstance(prompt := result.get("prompt_used"), str) and len(prompt) > LONGEST_PROMPT:
        result = result | {"prompt_used": f"{prompt[:LONGEST_PROMPT]}…"}
    names = [name for name in dict.fromkeys(name for name, _ in pictures_in(result)) if _files(app).holds(name)]
    content: list[types.ContentBlock] = [_text(text or _told(result)), *(_link(_files(app), name) for name in names)]
    content += [image for name in names[:MOST_PREVIEWS] if (image := await _preview(app, name))]
    return _bounded(types.CallToolResult(content=content, structured_content=result))


def failure(error: JsonObject) -> types.CallToolResult:
    """The reply that tells the model what went wrong; `error` is as every door has it."""
    said = f"{error['error']} (code: {error['code']}, charged: {error['charged']}, retryable: {error['retryable']})"
    known = {name: error[name] for name in ("error", "code", "charged", "retryable", "problems") if name in error}
    return _bounded(types.CallToolResult(content=[_text(said)], structured_content=known, is_error=True))


def _told(result: JsonObject) -> str:
    """The result in words: its own where it has some, otherwise its JSON."""
    if {"servable_url", "instructions"} <= result.keys():
        return f"{result['servable_url']}\n{result['message']}. {result['instructions']}"
    if "pending" in result:
        return "\n".join(result[name] for name in ("message", "instructions") if name in result)
    return json.dumps(result, ensure_ascii=False, default=str)


def _text(text: str) -> types.TextContent:
    # Half a character fits into JSON as an escape but not into UTF-8.
    return types.TextContent(text=text.encode(errors="backslashreplace").decode())


def _link(files: ServableFileManager, filename: str) -> types.ResourceLink:
    info = files.info(filename)
    return types.ResourceLink(
        uri=f"image://{filename}",
        name=filename,
        description=f"The picture in full size, also at {info.url}",
        mime_type=info.media_type,
        size=info.bytes,
        annotations=FOR_USER,
    )


async def _preview(app: App, filename: str) -> types.ImageContent | None:
    content = await preview_of(app, filename)
    if content is None:
        return None
    data = base64.b64encode(content).decode()
    return types.ImageContent(data=data, mime_type="image/webp", annotations=FOR_USER)


def _bounded(reply: types.CallToolResult) -> types.CallToolResult:
    size = len(json.dumps(reply.model_dump(mode="json", by_alias=True, exclude_none=True)))
    if size <= CEILING:
        return reply
    said = f"The result has {size:,} bytes, and {CEILING:,} is the most that fits into one reply. Ask for less at once."
    return failure({"error": said, "code": "result_too_large", "charged": "unknown", "retryable": False})


def _files(app: App) -> ServableFileManager:
    return app.parts.services.files
