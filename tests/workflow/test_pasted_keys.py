"""Keys in places where none belongs."""

from typing import Any

import pytest

from ai_node_builder.errors import WorkflowInvalid
from ai_node_builder.registry.registry import Registry
from ai_node_builder.workflow.check import check
from ai_node_builder.workflow.document import Workflow
from ai_node_builder.workflow.pasted_keys import pasted_keys, refuse_pasted_keys

KEYS = [
    "sk-proj-0123456789abcdefghij",
    "sk-ant-api03-abcdefghijklmnopqrst",
    "AIza" + "Sy0123456789abcdefghijklmnopqrstuvw"[:35],
    "ghp_0123456789abcdefghijklmnopqrstuvwxyz",
    "AKIAQYLPMN5HHHFPZAM2",
    "xoxb-123456789012-abcdef",
    "hf_abcdefghijklmnopqrstuvwxyzabcdefgh",
]


def workflow(**widgets: Any) -> Workflow:
    return Workflow.read({"version": 1, "nodes": [{"id": "n", "type": "text", "widgets": widgets}]})


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("around", ["{}", "my key is {}, use it", '{{"headers": "Bearer {}"}}', "https://x/?key={}"])
def test_a_key_is_found_in_whatever_stands_around_it(key: str, around: str) -> None:
    (problem,) = pasted_keys(workflow(text=around.format(key)))
    assert (problem.code, problem.node, problem.widget) == ("looks_like_key", "n", "text")
    assert key not in problem.message


@pytest.mark.parametrize(
    "text",
    [
        "Keys of OpenAI begin with sk- and a few letters",
        "sk-...",
        "sk-learn-based-classification-pipelines",
        "the task-1234567890123456789 and the risk-1234567890123456789",
        "AIza is how keys of Google begin",
        "",
    ],
)
def test_a_text_that_speaks_of_keys_is_none(text: str) -> None:
    assert list(pasted_keys(workflow(text=text))) == []


@pytest.mark.parametrize("place", ["deep", "name", "extra", "node", "unknown"])
def test_every_place_is_looked_at(place: str) -> None:
    document: dict[str, Any] = {"version": 1, "nodes": [{"id": "n", "type": "json", "widgets": {}}]}
    node = document["nodes"][0]
    match place:
        case "deep":
            node["widgets"]["value"] = {"a": [{KEYS[0]: 1}]}
        case "name":
            document["name"] = KEYS[0]
        case "extra":
            document["notes"] = [{"text": KEYS[0]}]
        case "node":
            node["title"] = KEYS[0]
        case "unknown":
            node |= {"type": "gone", "widgets": {"x": KEYS[0]}}
    assert [problem.code for problem in check(Workflow.read(document), Registry.builtin())][-1] == "looks_like_key"


def test_no_problem_of_the_workflow_quotes_the_key() -> None:
    document = {"version": 1, "nodes": [{"id": "n", "type": "gpt_image", "widgets": {"prompt": "x", "size": KEYS[0]}}]}
    assert all(KEYS[0] not in problem.message for problem in check(Workflow.read(document), Registry.builtin()))


def test_a_stored_key_is_found_whatever_it_looks_like() -> None:
    with pytest.raises(WorkflowInvalid, match="stored here"):
        refuse_pasted_keys(workflow(text="password: hunter2-hunter2, please"), ["hunter2-hunter2"])
    refuse_pasted_keys(workflow(text="hunter2-hunter2-hunter2"), ["hunter2-hunter2"])
