"""Which keys a template needs, and what a file may say beside nodes and links."""

import json
from typing import Any

import pytest

from ai_node_builder.registry.registry import Registry
from ai_node_builder.workflow.check import check
from ai_node_builder.workflow.document import Workflow
from ai_node_builder.workflow.templates import needed_keys


def having(*nodes: tuple[str, str | None]) -> Workflow:
    items = [
        {"id": f"n{place}", "type": type, "widgets": {} if model is None else {"model": model}}
        for place, (type, model) in enumerate(nodes)
    ]
    return Workflow.read({"version": 1, "nodes": items})


@pytest.mark.parametrize(
    ("nodes", "needs"),
    [
        ([("llm", "demo/assistant"), ("text", None)], []),
        ([("llm", "gpt-4o")], ["OpenAI"]),
        ([("gpt_image", None)], ["OpenAI"]),
        ([("llm", "anthropic/claude"), ("gpt_image_tool", "gpt-image-1")], ["Anthropic", "OpenAI"]),
        ([("llm", "ollama_chat/llama3.2"), ("not_installed", "x")], []),
    ],
)
def test_needed_keys(nodes: list[tuple[str, str | None]], needs: list[str]) -> None:
    assert needed_keys(having(*nodes), Registry.load()) == needs


def test_view_is_kept_and_takes_no_part_in_a_run() -> None:
    view: dict[str, Any] = {
        "notes": [{"id": "note", "text": "Hello", "position": {"x": 1, "y": 2}, "colour": "green"}],
        "groups": [{"id": "group", "title": "Both", "members": ["a", "gone"]}],
    }
    document = {"version": 1, "nodes": [{"id": "a", "type": "text", "title": "Mine"}], "view": view}
    workflow = Workflow.read(document)
    assert json.loads(workflow.dump()) == document
    assert check(workflow, Registry.load()) == []
