"""Values as JSON text."""

import json
from enum import StrEnum
from types import MappingProxyType
from typing import Any

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai_node_builder.events import NodeText
from ai_node_builder.services.to_json import to_json

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda children: st.lists(children) | st.dictionaries(st.text(), children),
)


class Word(str):
    """A text of its own kind."""


class Choice(StrEnum):
    ONE = "one"


@given(plain)
def test_json_values_come_back_as_they_were(value: Any) -> None:
    assert json.loads(to_json(value)) == value


@given(st.text(st.characters()))
def test_any_text_becomes_text_that_can_be_sent(text: str) -> None:
    json.loads(to_json(text)).encode()


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (float("inf"), "null"),
        ([float("nan"), "\ud800"], '[null,"�"]'),
        ("\ud83d\ude00", '"😀"'),
        ({"\ud800": 1}, '{"�":1}'),
        (Word("a"), '"a"'),
        (Choice.ONE, '"one"'),
        (numpy.float64(1.5), "1.5"),
        (numpy.int64(3), "3"),
        (MappingProxyType({"a": (1, 2)}), '{"a":[1,2]}'),
        (range(3), "[0,1,2]"),
        (2**70, str(2**70)),
        (NodeText("a", 1, "\ud800"), '{"kind":"node_text","node":"a","firing":1,"text":"�"}'),
    ],
)
def test_relatives_of_json_values_are_written_as_such(value: Any, said: str) -> None:
    assert to_json(value) == said


@pytest.mark.parametrize("value", [object(), [object], lambda: None])
def test_what_json_cannot_carry_is_refused(value: Any) -> None:
    with pytest.raises(TypeError, match="JSON cannot carry a value of type"):
        to_json(value)


def test_a_value_that_holds_itself_is_refused() -> None:
    value: list[Any] = []
    value.append(value)
    with pytest.raises(RecursionError):
        to_json(value)
