"""A picture through MCP: the reply, its size, and the picture as a resource."""

import base64
import io
import json
from collections.abc import Callable
from typing import Any, TypeAlias

import pytest
from jsonschema import validate
from mcp import MCPError
from PIL import Image

from ai_node_builder.mcp.calls.results import CEILING
from ai_node_builder.testing import FakeOpenAI

Connect: TypeAlias = Callable[..., Any]
ERAS = ("legacy", "2026-07-28")


async def draw(client: Any, prompt: str = "a lion") -> Any:
    return await client.call_tool("generate_image", {"prompt": prompt})


@pytest.mark.parametrize("mode", ERAS)
async def test_the_reply_has_words_data_a_link_and_a_preview(connect: Connect, mode: str) -> None:
    async with connect(mode=mode) as client:
        schema = next(tool.output_schema for tool in (await client.list_tools()).tools if tool.name == "generate_image")
        reply = await draw(client)
    told = reply.structured_content
    validate(told, schema)
    words, link, preview = reply.content
    assert told["servable_url"] in words.text
    assert told["instructions"] in words.text
    assert (link.uri, link.mime_type) == (f"image://{told['filename']}", "image/png")
    assert (preview.mime_type, preview.annotations.audience) == ("image/webp", ["user"])
    assert max(Image.open(io.BytesIO(base64.b64decode(preview.data))).size) <= 256


async def test_size_and_quality_are_not_the_models(connect: Connect, fake: FakeOpenAI) -> None:
    async with connect() as client:
        await client.call_tool("generate_image", {"prompt": "a lion", "quality": "low", "size": "1536x1024"})
    body = fake.image_requests[0].body
    assert (body["quality"], body["size"]) == ("high", "1024x1024")


@pytest.mark.parametrize("mode", ERAS)
async def test_a_reply_stays_small(connect: Connect, mode: str) -> None:
    async with connect(mode=mode) as client:
        reply = await draw(client, "\N{LION FACE}" * 32_000)
    size = len(json.dumps(reply.model_dump(mode="json", by_alias=True, exclude_none=True)))
    assert not reply.is_error
    assert size < CEILING


@pytest.mark.parametrize("mode", ERAS)
async def test_a_picture_is_three_resources(connect: Connect, mode: str) -> None:
    async with connect(mode=mode) as client:
        told = (await draw(client)).structured_content
        uri = f"image://{told['filename']}"
        (full,), (small,), (facts,) = [
            (await client.read_resource(uri + part)).contents for part in ("", "/preview", "/metadata")
        ]
    assert Image.open(io.BytesIO(base64.b64decode(full.blob))).size == (1024, 1024)
    assert max(Image.open(io.BytesIO(base64.b64decode(small.blob))).size) == 256
    assert json.loads(facts.text)["prompt"] == "a lion"
    assert json.loads(facts.text)["sha256"] == told["sha256"]


async def test_templates(connect: Connect) -> None:
    async with connect() as client:
        templates = (await client.list_resource_templates()).resource_templates
    assert [one.uri_template for one in templates] == [
        "image://{filename}",
        "image://{filename}/preview",
        "image://{filename}/metadata",
    ]


async def test_the_newest_come_first_and_in_pages(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    async with connect() as client:
        names = [(await draw(client, f"lion {n}")).structured_content["filename"] for n in range(3)]
        first = await client.list_resources()
        assert [one.name for one in first.resources] == names[::-1]
        assert first.next_cursor is None
        after = await client.list_resources(cursor=names[2])
        assert [one.name for one in after.resources] == names[1::-1]
        with pytest.raises(MCPError, match="cursor"):
            await client.list_resources(cursor="made up")


@pytest.mark.parametrize("mode", ERAS)
async def test_what_is_not_there_is_a_clear_error(connect: Connect, mode: str) -> None:
    async with connect(mode=mode) as client:
        for uri in ("image://gone.png", "image://gone.png/preview", "image://a/b/c", "file:///etc/passwd"):
            with pytest.raises(MCPError, match="picture"):
                await client.read_resource(uri)


async def test_a_deleted_picture_is_gone(url: Callable[..., str], fake: FakeOpenAI) -> None:
    import httpx
    from mcp import Client

    address = url()
    async with Client(address) as client, httpx.AsyncClient() as http:
        told = (await draw(client)).structured_content
        await http.delete(address.replace("/mcp", f"/api/images/{told['filename']}"))
        with pytest.raises(MCPError, match="or no more"):
            await client.read_resource(f"image://{told['filename']}")
        assert (await client.list_resources()).resources == []
