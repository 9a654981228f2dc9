"""Asking a tool node as an LLM does, and the examples of its docs page."""

import inspect
import json
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeAlias, cast

import pytest

from ai_node_builder.node.context import Context
from ai_node_builder.node.tool import ToolNode
from ai_node_builder.types import Json, JsonObject

Ask: TypeAlias = Callable[..., Awaitable[Any]]
Examples: TypeAlias = Callable[[type[ToolNode]], list[tuple[JsonObject, JsonObject]]]

JSON_BLOCK = re.compile(r"^```json\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture
def ask() -> Ask:
    """`await ask(node, call, weather=…)`: the node's output, with nothing but the named services at hand."""

    async def ask(node: ToolNode, call: Json = None, **services: Any) -> Any:
        node.tool_call = call
        ctx = cast(Context, SimpleNamespace(services=SimpleNamespace(**services)))
        return (await node.run(ctx))["output"]

    return ask


@pytest.fixture
def docs_examples() -> Examples:
    """The tool calls on a node's docs page, each with the answer that the page gives for it."""

    def examples(node: type[ToolNode]) -> list[tuple[JsonObject, JsonObject]]:
        page = Path(inspect.getfile(node)).with_suffix(".md").read_text("utf-8")
        blocks = [json.loads(block) for block in JSON_BLOCK.findall(page)]
        return list(zip(blocks[::2], blocks[1::2], strict=True))

    return examples
