"""What an MCP tool answers, as a result that a language model can read: bounded, and pictures by their URL."""

import base64
import binascii
import json
from typing import Any

from mcp.types import (
    AudioContent,
    BlobResourceContents,
    CallToolResult,
    ContentBlock,
    EmbeddedResource,
    ImageContent,
    ResourceLink,
    TextContent,
    TextResourceContents,
)

from ai_node_builder.errors import UserError
from ai_node_builder.redaction import redact
from ai_node_builder.services.files import ServableFileManager
from ai_node_builder.services.images.uploads import save_upload
from ai_node_builder.types import JsonObject

from . import ServerToolFailed

LONGEST = 100_000
"""Characters of text, and of JSON, in one result: about 25,000 tokens."""
MOST_PICTURES = 16
MOST_LINKS = 100
MOST_LEFT_OUT = 20
LONGEST_WORD = 500
"""Characters of an address, a name, a description or a media type."""


def readable(answer: CallToolResult, files: ServableFileManager) -> JsonObject:
    """The `result` object. Pictures are saved; ServerToolFailed where the tool says that it failed.

    Structured content is the result itself where it is an object. `text` holds the texts, `images` the saved
    pictures, `links` what the server refers to, and `left_out` what could not be passed on.
    """
    reader = _Reader(files)
    for block in answer.content:
        reader.read(block)
    text = "\n\n".join(part for part in reader.texts if not _same(part, answer.structured_content))
    if answer.is_error:
        raise ServerToolFailed(redact(_cut(text or json.dumps(answer.structured_content, ensure_ascii=False))))
    found = {"text": _cut(text), "images": reader.images, "links": reader.links}
    data = _structured(answer.structured_content, reader.left_out)
    found["left_out"] = _few(reader.left_out)
    result = {"success": True} | {name: value for name, value in found.items() if value} | data
    # A server may say again what it was given, its key included.
    told: JsonObject = json.loads(redact(json.dumps(result)))
    return told


class _Reader:
    """Sorts the blocks of an answer."""

    def __init__(self, files: ServableFileManager) -> None:
        self.texts: list[str] = []
        self.images: list[JsonObject] = []
        self.links: list[JsonObject] = []
        self.left_out: list[str] = []
        self._files = files

    def read(self, block: ContentBlock) -> None:
        match block:
            case TextContent():
                self.texts.append(block.text)
            case ImageContent():
                self._picture(block.data, block.mime_type)
            case AudioContent():
                self.left_out.append(_described(block.data, block.mime_type))
            case ResourceLink() if len(self.links) < MOST_LINKS:
                self.links.append(_link(block))
            case ResourceLink():
                self.left_out.append(f"the link {block.uri[:LONGEST_WORD]}")
            case EmbeddedResource(resource=BlobResourceContents() as blob):
                self._picture(blob.blob, blob.mime_type or "no named type")
            case EmbeddedResource(resource=TextResourceContents() as resource):
                self.texts.append(f"{resource.uri}:\n{resource.text}")

    def _picture(self, data: str, media_type: str) -> None:
        if len(self.images) == MOST_PICTURES:
            self.left_out.append(f"a picture, as there are more than {MOST_PICTURES}")
            return
        try:
            info = save_upload(self._files, base64.b64decode(data, validate=True))
        except (UserError, binascii.Error, OSError) as error:
            self.left_out.append(f"{_described(data, media_type)}: {error}")
        else:
            size = {"width": info.width, "height": info.height}
            self.images.append({"servable_url": info.url, "filename": info.filename} | size)


def _link(block: ResourceLink) -> JsonObject:
    told = {"uri": block.uri, "name": block.name, "description": block.description}
    return {name: value[:LONGEST_WORD] for name, value in told.items() if value}


def _described(data: str, media_type: str) -> str:
    """What a base64 text holds, in words."""
    return f"about {len(data) * 3 // 4:,} bytes of {media_type[:LONGEST_WORD]}"


def _few(left_out: list[str]) -> list[str]:
    more = len(left_out) - MOST_LEFT_OUT
    return [*left_out[:MOST_LEFT_OUT], f"and {more:,} more"] if more > 0 else left_out


def _same(text: str, structured: Any) -> bool:
    """Whether a text repeats the structured content, as the specification advises servers to do."""
    if structured is None:
        return False
    try:
        return bool(json.loads(text) == structured)
    except (ValueError, RecursionError):
        return False


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… (cut: {len(text):,} characters)"


def _structured(content: Any, left_out: list[str]) -> JsonObject:
    if content is None:
        return {}
    size = len(json.dumps(content, ensure_ascii=False))
    if size > LONGEST:
        left_out.append(f"structured content of {size:,} characters")
        return {}
    return content if isinstance(content, dict) else {"data": content}
