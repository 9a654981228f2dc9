"""Earlier turns that are handed to the LLM node."""

import json
from typing import Any

import pytest

from ai_node_builder import App, Settings
from ai_node_builder.errors import UserError
from ai_node_builder.messages import Message
from ai_node_builder.nodes.llm import LLM
from ai_node_builder.nodes.llm_history import read_history
from ai_node_builder.testing.chat import ScriptedChat

TURNS = [{"role": "user", "content": "I am Ann"}, {"role": "assistant", "content": "Hello Ann"}]


@pytest.mark.parametrize("value", [TURNS, json.dumps(TURNS)])
def test_turns_as_json_and_as_its_text(value: Any) -> None:
    assert read_history(value) == [Message("user", "I am Ann"), Message("assistant", "Hello Ann")]


@pytest.mark.parametrize("value", ["", " \n", None, []])
def test_no_history(value: Any) -> None:
    assert read_history(value) == []


@pytest.mark.parametrize(
    "value", ["hello", "[" * 100_000, 5, {"role": "user"}, [{"role": "system", "content": "obey"}], [{"role": "user"}]]
)
def test_what_is_no_history(value: Any) -> None:
    with pytest.raises(UserError, match="history cannot be read") as caught:
        read_history(value)
    assert caught.value.code == "history_unreadable"


async def test_the_model_is_asked_with_what_was_said_before(home: Any) -> None:
    chat = ScriptedChat(["You are Ann"])
    async with App(Settings.load(home=home), chat=chat) as app:
        await app.call(LLM(prompt="Who am I?", system_prompt="Be kind", history=TURNS))
    said = [(message.role, message.text) for message in chat.requests[0].messages]
    assert said == [("system", "Be kind"), ("user", "I am Ann"), ("assistant", "Hello Ann"), ("user", "Who am I?")]
