"""The saved document: nothing is lost, and what is wrong with a file is told all at once."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai_node_builder.errors import WorkflowInvalid
from ai_node_builder.workflow.document import MAX_BYTES, Link, NodeItem, Position, Workflow

CONTRACT = """
{"version": 1, "name": "Painter",
 "nodes": [{"id": "painter", "type": "gpt_image_tool", "widgets": {"size": "1024x1024"}, "position": {"x": 0, "y": 0}}],
 "links": [{"from": ["painter", "output"], "to": ["llm", "tools"]},
           {"from": ["llm", "tool_calls"], "to": ["painter", "tool_call"]}]}
"""

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
names = st.text(min_size=1, max_size=200)
numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)


def items(required: dict[str, Any], optional: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Objects with these keys, and with keys that nobody knows."""
    known = st.fixed_dictionaries(required, optional=optional)
    unknown = st.dictionaries(st.text().filter(lambda key: key not in {**required, **optional}), values, max_size=2)
    return st.tuples(known, unknown).map(lambda pair: {**pair[0], **pair[1]})


positions = items({}, {"x": numbers, "y": numbers})
nodes = items({"id": names, "type": names}, {"widgets": st.dictionaries(st.text(), values), "position": positions})
links = items({"from": st.tuples(names, names).map(list), "to": st.tuples(names, names).map(list)}, {})
documents = items(
    {"version": st.just(1)},
    {"name": st.text(), "nodes": st.lists(nodes, max_size=3), "links": st.lists(links, max_size=3)},
)


def problems(text: str | bytes) -> list[dict[str, Any]]:
    with pytest.raises(WorkflowInvalid) as caught:
        Workflow.parse(text)
    return caught.value.problems


@given(documents)
def test_parse_and_dump_lose_nothing(document: Any) -> None:
    workflow = Workflow.parse(json.dumps(document))
    assert json.loads(workflow.dump()) == document
    assert Workflow.parse(workflow.dump()) == workflow


@given(documents)
def test_dump_is_stable(document: Any) -> None:
    once = Workflow.read(document).dump()
    assert Workflow.parse(once).dump() == once
    assert once == Workflow.parse(once.encode()).dump()


def test_the_form_of_the_contract_is_read() -> None:
    workflow = Workflow.parse(CONTRACT)
    (painter,) = workflow.nodes
    assert (painter.id, painter.type, painter.widgets) == ("painter", "gpt_image_tool", {"size": "1024x1024"})
    assert [(link.from_, link.to) for link in workflow.links][1] == (("llm", "tool_calls"), ("painter", "tool_call"))


def test_the_file_is_easy_to_read() -> None:
    assert Workflow.parse(CONTRACT).dump() == (
        "{\n"
        '  "version": 1,\n'
        '  "name": "Painter",\n'
        '  "nodes": [\n'
        "    {\n"
        '      "id": "painter",\n'
        '      "type": "gpt_image_tool",\n'
        '      "widgets": {"size": "1024x1024"},\n'
        '      "position": {"x": 0, "y": 0}\n'
        "    }\n"
        "  ],\n"
        '  "links": [\n'
        '    {"from": ["painter", "output"], "to": ["llm", "tools"]},\n'
        '    {"from": ["llm", "tool_calls"], "to": ["painter", "tool_call"]}\n'
        "  ]\n"
        "}\n"
    )


def test_a_workflow_can_be_made_in_python() -> None:
    item = NodeItem(id="a", type="text", position=Position(x=1, y=2))
    made = Workflow(version=1, nodes=(item,), links=(Link(from_=("a", "text"), to=("b", "value")),))
    assert Workflow.parse(made.dump()) == made


def test_a_node_needs_only_id_and_type() -> None:
    (item,) = Workflow.parse('{"version": 1, "nodes": [{"id": "a", "type": "text"}]}').nodes
    assert (item.widgets, item.position) == ({}, Position(x=0, y=0))


def test_a_byte_order_mark_is_ignored() -> None:
    assert Workflow.parse(b'\xef\xbb\xbf{"version": 1}').version == 1


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ('{"version": 1,\n "name": }', "not_json", "line 2, column 10"),
        ("", "not_json", "line 1, column 1"),
        (b'{"name": "\xff"}', "not_json", "byte 10 is not UTF-8"),
        ('{"version": 1, "name": "a", "name": "b"}', "not_json", "the key 'name' stands twice"),
        ('{"version": 1, "x": NaN}', "not_json", "JSON cannot carry"),
        ('{"version": 1, "x": 1e999}', "not_json", "JSON cannot carry"),
        ('{"version": 1, "x": "\\ud800"}', "not_json", "JSON cannot carry"),
        ('{"version": 1, "x": ' + "1" * 5000 + "}", "not_json", "thousands of digits"),
        ('{"version": 1, "x": ' + "[" * 100 + "]" * 100 + "}", "too_deep", "more than 100 levels"),
        ("[" * 100_000, "too_deep", "more than 100 levels"),
        (" " * (MAX_BYTES + 1), "too_large", "larger than 10 MB"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(text: str | bytes, code: str, said: str) -> None:
    (problem,) = problems(text)
    assert (problem["where"], problem["code"]) == ("", code)
    assert said in problem["message"]


def test_a_file_may_be_100_levels_deep() -> None:
    Workflow.parse('{"version": 1, "x": ' + "[" * 99 + "]" * 99 + "}")


def test_a_workflow_that_was_changed_in_memory_is_measured_too() -> None:
    deep: Any = []
    for _ in range(100):
        deep = [deep]
    made = Workflow(version=1, nodes=(NodeItem(id="a", type="text", widgets={"text": deep}),))
    with pytest.raises(WorkflowInvalid, match="100 levels"):
        Workflow.read(made.document())


@pytest.mark.parametrize(
    ("document", "where", "said"),
    [
        ([], "", "the file must be an object"),
        ({}, "version", "version is missing"),
        ({"version": 2}, "version", "version must be 1"),
        ({"version": 1, "nodes": {}}, "nodes", "must be a list"),
        ({"version": 1, "nodes": [7]}, "nodes[0]", "must be an object"),
        ({"version": 1, "nodes": [{"type": "text"}]}, "nodes[0].id", "is missing"),
        ({"version": 1, "nodes": [{"id": "", "type": "text"}]}, "nodes[0].id", "must not be empty"),
        ({"version": 1, "nodes": [{"id": 5, "type": "text"}]}, "nodes[0].id", "must be a text"),
        ({"version": 1, "links": [{"from": "a", "to": ["b", "c"]}]}, "links[0].from", "must be a list"),
        ({"version": 1, "links": [{"from": ["a", "b"], "to": ["c"]}]}, "links[0].to[1]", "is missing"),
        ({"version": 1, "links": [{"from": ["a", "b"], "to": ["a", "b", "c"]}]}, "links[0].to", "too many items"),
        ({"version": 1, "nodes": [{"id": "a", "type": "b"}] * 20_001}, "nodes", "too many items"),
    ],
)
def test_a_wrong_shape_names_its_place(document: Any, where: str, said: str) -> None:
    (problem,) = problems(json.dumps(document))
    assert problem["where"] == where
    assert said in problem["message"]


@pytest.mark.parametrize("x", ["1", True, None, [1]])
def test_a_position_is_a_number(x: Any) -> None:
    document = {"version": 1, "nodes": [{"id": "a", "type": "text", "position": {"x": x, "y": 0}}]}
    (problem,) = problems(json.dumps(document))
    assert problem == {
        "where": "nodes[0].position.x",
        "code": "wrong_shape",
        "message": "nodes[0].position.x must be a number.",
        "node": "a",
    }


def test_all_problems_come_at_once() -> None:
    text = """{"version": 3, "nodes": [{"id": "a"}, {"id": "b", "type": "text", "widgets": []}, 7], "links": [{}]}"""
    found = problems(text)
    assert [(problem["where"], problem["code"], problem.get("node")) for problem in found] == [
        ("version", "wrong_shape", None),
        ("nodes[0].type", "field_missing", "a"),
        ("nodes[1].widgets", "wrong_shape", "b"),
        ("nodes[2]", "wrong_shape", None),
        ("links[0].from", "field_missing", None),
        ("links[0].to", "field_missing", None),
    ]


def test_the_message_spells_the_first_three_problems() -> None:
    with pytest.raises(WorkflowInvalid) as caught:
        Workflow.parse('{"nodes": [{}, {}]}')
    assert str(caught.value) == (
        "the workflow file has the wrong shape: version is missing. nodes[0].id is missing. "
        "nodes[0].type is missing. And 2 more."
    )
    assert caught.value.as_json()["problems"] == caught.value.problems
