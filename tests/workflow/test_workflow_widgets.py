"""Widget values set from outside: in a workflow, and as text on a command line."""

from typing import Any

import pytest

from ai_node_builder.errors import NotFound, UserError
from ai_node_builder.node.fields import Widget, WidgetKind
from ai_node_builder.registry.registry import Registry
from ai_node_builder.workflow.document import Workflow
from ai_node_builder.workflow.widgets import find_widget, parse_widget, with_widgets

REGISTRY = Registry.builtin()
WORKFLOW = Workflow.parse(
    """{"version": 1, "note": "kept", "nodes": [
        {"id": "prompt", "type": "text", "widgets": {"text": "old"}, "colour": "red"},
        {"id": "picture", "type": "image"},
        {"id": "odd", "type": "not_installed"}]}"""
)


def widget(kind: WidgetKind, default: Any = "") -> Widget:
    return Widget(kind, default, "")


def test_widgets_are_set_and_all_else_is_kept() -> None:
    changed = with_widgets(WORKFLOW, REGISTRY, {"prompt": {"text": "new"}, "picture": {"file": "a.png"}})
    before, after = WORKFLOW.document(), changed.document()
    assert after["nodes"][0] == before["nodes"][0] | {"widgets": {"text": "new"}}
    assert after["nodes"][1] == before["nodes"][1] | {"widgets": {"file": "a.png"}}
    assert after | {"nodes": ()} == before | {"nodes": ()}


def test_the_given_workflow_stays_as_it_is() -> None:
    before = WORKFLOW.dump()
    with_widgets(WORKFLOW, REGISTRY, {"prompt": {"text": "new"}})
    assert WORKFLOW.dump() == before


def test_no_values_change_nothing() -> None:
    assert with_widgets(WORKFLOW, REGISTRY, {}) == WORKFLOW


@pytest.mark.parametrize(
    ("values", "code", "said"),
    [
        ({"promt": {"text": "x"}}, "unknown_node", "no node 'promt'; did you mean 'prompt'?"),
        ({"prompt": {"txt": "x"}}, "unknown_widget", "prompt .text. has no widget 'txt'; did you mean 'text'?"),
    ],
)
def test_an_unknown_name_offers_the_nearest(values: Any, code: str, said: str) -> None:
    with pytest.raises(UserError, match=said) as caught:
        with_widgets(WORKFLOW, REGISTRY, values)
    assert caught.value.code == code


def test_a_node_of_unknown_type_has_no_widgets() -> None:
    with pytest.raises(NotFound, match="'not_installed'"):
        with_widgets(WORKFLOW, REGISTRY, {"odd": {"x": 1}})


def test_a_widget_is_found_by_node_and_name() -> None:
    assert find_widget(WORKFLOW, REGISTRY, "prompt", "text").kind == "textarea"


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("text", "5", "5"),
        ("textarea", "a\nb", "a\nb"),
        ("combo", "high", "high"),
        ("secret", "sk-test", "sk-test"),
        ("secret", '{"secret": "OPENAI_API_KEY"}', {"secret": "OPENAI_API_KEY"}),
        ("toggle", "true", True),
        ("toggle", " Off", False),
        ("slider", "0.5", 0.5),
        ("slider", "-3", -3),
    ],
)
def test_a_text_becomes_a_value_of_the_widgets_kind(kind: WidgetKind, text: str, value: Any) -> None:
    parsed = parse_widget(widget(kind), text)
    assert parsed == value
    assert type(parsed) is type(value)


def test_an_empty_text_leaves_a_number_unset() -> None:
    assert parse_widget(widget("number", None), "") is None


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("toggle", "maybe", "'maybe' is neither true nor false"),
        ("number", "many", "'many' is not a number"),
        ("number", "nan", "'nan' is not a number"),
        ("slider", "1e999", "'1e999' is not a number"),
        ("slider", "", "'' is not a number"),
        ("number", "9" * 5000, "is not a number"),
        ("secret", '{"secret": ', "correct the JSON"),
    ],
)
def test_a_text_that_does_not_fit_is_refused(kind: WidgetKind, text: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        parse_widget(widget(kind), text)
