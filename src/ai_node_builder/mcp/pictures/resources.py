"""Pictures as resources: in full size, as a preview, and what is known of them."""

import base64
import json
import re
from dataclasses import asdict
from typing import NoReturn

import mcp_types as types
from mcp.shared.exceptions import MCPError

from ai_node_builder.app.app import App
from ai_node_builder.errors import NotFound
from ai_node_builder.services.images.entry import Entry
from ai_node_builder.services.money import dollars

from .preview import preview_of

PAGE = 50
URI = re.compile(r"image://([^/?#]+)(?:/(preview|metadata))?")
FOR_GOOD = 24 * 3600 * 1000
"""Milliseconds for which a client may keep what it read: a picture never changes."""
TOLD = (
    *("filename", "prompt", "model_asked", "model", "size", "quality", "width", "height", "bytes", "sha256"),
    *("run_id", "node_id", "created_at"),
)
"""What the metadata of a picture tells, beside its cost and address."""

TEMPLATES = [
    types.ResourceTemplate(
        uri_template="image://{filename}", name="image", title="Picture", description="A picture in full size"
    ),
    types.ResourceTemplate(
        uri_template="image://{filename}/preview",
        name="preview",
        title="Preview",
        description="The picture 256 pixels wide, as WebP",
        mime_type="image/webp",
    ),
    types.ResourceTemplate(
        uri_template="image://{filename}/metadata",
        name="metadata",
        title="Metadata",
        description="Prompt, model, size, cost and checksum of a picture, as JSON",
        mime_type="application/json",
    ),
]


async def newest(app: App, cursor: str | None) -> types.ListResourcesResult:
    """A page of the pictures, newest first. MCPError where the cursor is none of ours."""
    ledger = app.parts.services.images.ledger
    if cursor is not None and await ledger.by_filename(cursor) is None:
        raise MCPError(
            code=types.INVALID_PARAMS,
            message="the cursor is none that resources/list gave, or its picture was deleted.",
        )
    entries = await ledger.stored_entries(limit=PAGE, before=cursor)
    following = entries[-1].filename if len(entries) == PAGE else None
    return types.ListResourcesResult(resources=[_resource(entry) for entry in entries], next_cursor=following)


async def read(app: App, uri: str) -> types.ReadResourceResult:
    """What a URI names; MCPError where there is nothing, or no more."""
    match = URI.fullmatch(uri)
    if match is None:
        _missing(uri, f"{uri[:120]!r} names no picture; write image://FILENAME.")
    filename, part = match.groups()
    try:
        entry = await app.parts.gallery.get(filename)
        content = await _content(app, entry, uri, filename, part)
    except NotFound:
        _missing(uri, f"there is no picture {filename[:120]!r}, or no more; resources/list names those there are.")
    return types.ReadResourceResult(contents=[content], ttl_ms=FOR_GOOD, cache_scope="private")


async def _content(
    app: App, entry: Entry, uri: str, filename: str, part: str | None
) -> types.TextResourceContents | types.BlobResourceContents:
    if part == "metadata":
        text = json.dumps(_facts(app, entry), ensure_ascii=False, default=str)
        return types.TextResourceContents(uri=uri, text=text, mime_type="application/json")
    if part == "preview":
        small = await preview_of(app, filename)
        if small is None:
            raise NotFound(f"{filename} has no preview.")
        return types.BlobResourceContents(uri=uri, blob=base64.b64encode(small).decode(), mime_type="image/webp")
    files = app.parts.services.files
    blob = base64.b64encode(files.read(filename)).decode()
    return types.BlobResourceContents(uri=uri, blob=blob, mime_type=files.info(filename).media_type)


def _resource(entry: Entry) -> types.Resource:
    assert entry.filename is not None
    return types.Resource(
        uri=f"image://{entry.filename}",
        name=entry.filename,
        title=entry.prompt[:80],
        description=f"{entry.model}, {entry.width}x{entry.height}: {entry.prompt[:200]}",
        mime_type="image/png",
        size=entry.bytes,
        annotations=types.Annotations(last_modified=f"{entry.created_at.isoformat(timespec='seconds')}Z"),
    )


def _facts(app: App, entry: Entry) -> dict[str, object]:
    facts = {name: value for name, value in asdict(entry).items() if name in TOLD}
    url = app.parts.services.files.url_for(entry.filename or "")
    return facts | {"cost_usd": dollars(entry.cost), "servable_url": url}


def _missing(uri: str, said: str) -> NoReturn:
    raise MCPError(code=types.INVALID_PARAMS, message=said, data={"uri": uri[:500]})
