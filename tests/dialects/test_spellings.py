"""Definitions, calls and results in every dialect, against the providers' own types."""

import json
from typing import Any, get_args

import pytest
from anthropic.types import Message as ClaudeMessage
from mcp.types import CallToolResult, Tool
from openai.types.chat import ChatCompletion
from openai.types.responses import FunctionTool, Response

from ai_node_builder.dialects import Dialect, call_id, read_call, read_calls, spell, spell_result
from ai_node_builder.errors import InvalidToolCall, UserError
from ai_node_builder.messages import ToolCall
from ai_node_builder.nodes.gpt_image_tool import GPTImageTool

DEFINITION = GPTImageTool.definition()
GOOD = {"id": "call_1", "result": {"success": True, "servable_url": "http://localhost/ü.png"}}
BAD = {"id": "call_1", "error": "no", "code": "moderation_blocked", "charged": "no", "retryable": False}
CALL = ToolCall("call_1", '{"prompt": "a fox"}', "generate_image")


def completion(*calls: Any) -> ChatCompletion:
    message = {"role": "assistant", "content": None, "tool_calls": list(calls) or None}
    choice = {"index": 0, "finish_reason": "stop", "logprobs": None, "message": message}
    return ChatCompletion.model_validate(
        {"id": "1", "created": 1, "model": "m", "object": "chat.completion", "choices": [choice]}
    )


def response(*items: Any) -> Response:
    head = {"id": "r", "created_at": 1, "model": "m", "object": "response", "tool_choice": "auto", "tools": []}
    return Response.model_validate(head | {"parallel_tool_calls": True, "output": list(items)})


def claude(*blocks: Any) -> ClaudeMessage:
    head = {"id": "1", "type": "message", "role": "assistant", "model": "m", "stop_reason": None}
    usage = {"input_tokens": 1, "output_tokens": 1}
    return ClaudeMessage.model_validate(head | {"stop_sequence": None, "usage": usage, "content": list(blocks)})


CHAT_CALL = {"id": "call_1", "type": "function", "function": {"name": CALL.name, "arguments": CALL.arguments}}
ITEM = {"type": "function_call", "id": "fc_9", "call_id": "call_1", "name": CALL.name, "arguments": CALL.arguments}
BLOCK = {"type": "tool_use", "id": "call_1", "name": CALL.name, "input": {"prompt": "a fox"}}
TEXT_BLOCK = {"type": "text", "text": "hi", "citations": None}


@pytest.mark.parametrize("dialect", get_args(Dialect))
def test_no_word_of_a_definition_is_changed(dialect: str) -> None:
    spelled = spell(DEFINITION, dialect)
    holder = spelled.get("function", spelled)
    schema = next(holder[key] for key in ("input_schema", "inputSchema", "parameters") if key in holder)
    assert (holder["name"], holder["description"], schema) == (
        DEFINITION.name,
        DEFINITION.description,
        DEFINITION.input_schema,
    )


def test_definitions_are_what_the_sdks_take() -> None:
    assert Tool.model_validate(spell(DEFINITION, "mcp")).input_schema == DEFINITION.input_schema
    assert FunctionTool.model_validate(spell(DEFINITION, "openai-responses")).strict is False


@pytest.mark.parametrize(
    "answer",
    [completion(CHAT_CALL, CHAT_CALL), response(ITEM, ITEM), completion(CHAT_CALL, CHAT_CALL).choices[0].message],
)
def test_calls_are_read_from_the_objects_of_openai(answer: Any) -> None:
    assert read_calls(answer) == read_calls(answer.model_dump()) == [CALL, CALL]


def test_calls_are_read_from_the_objects_of_anthropic() -> None:
    answer = claude(TEXT_BLOCK, BLOCK)
    expected = [ToolCall("call_1", {"prompt": "a fox"}, CALL.name)]
    assert read_calls(answer) == read_calls(json.loads(answer.to_json())) == expected


@pytest.mark.parametrize(
    "answer", [completion(), response(), claude(TEXT_BLOCK), {"role": "assistant", "content": "hello"}]
)
def test_an_answer_without_calls(answer: Any) -> None:
    assert read_calls(answer) == []


@pytest.mark.parametrize("wrong", [None, "text", {}, {"choices": []}, {"error": {"message": "no"}}, 7])
def test_what_is_no_answer(wrong: Any) -> None:
    with pytest.raises(InvalidToolCall, match="no response of a model"):
        read_calls(wrong)


@pytest.mark.parametrize("raw", [CHAT_CALL, ITEM, json.dumps(ITEM), response(ITEM).output[0]])
def test_one_call(raw: Any) -> None:
    assert read_call(raw) == CALL


def test_the_id_of_a_responses_item_is_that_of_its_call() -> None:
    assert call_id(ITEM) == call_id(response(ITEM).output[0]) == "call_1"


@pytest.mark.parametrize(("result", "failed"), [(GOOD, False), (BAD, True)])
def test_results_in_every_dialect(result: Any, failed: bool) -> None:
    text = json.dumps(result, ensure_ascii=False)
    assert spell_result(result) == result
    assert spell_result(result, "openai") == {"role": "tool", "tool_call_id": "call_1", "content": text}
    item = {"type": "function_call_output", "call_id": "call_1", "output": text}
    assert spell_result(result, "openai-responses") == item
    block = {"type": "tool_result", "tool_use_id": "call_1", "content": text, "is_error": failed}
    assert spell_result(result, "anthropic") == block


@pytest.mark.parametrize(("result", "failed"), [(GOOD, False), (BAD, True)])
def test_results_for_mcp(result: Any, failed: bool) -> None:
    answer = CallToolResult.model_validate(spell_result(result, "mcp"))
    inner = {"id": "call_1"} | (answer.structured_content if failed else {"result": answer.structured_content})
    assert (answer.is_error, inner) == (failed, result)


def test_half_characters_do_not_reach_a_provider() -> None:
    spelled = spell_result({"id": "1", "result": {"text": "\ud83d"}}, "openai")
    assert json.loads(spelled["content"].encode())["result"]["text"] == "?"


def test_a_dialect_that_is_not_spoken() -> None:
    words = "use one of contract, mcp, openai, openai-responses, anthropic"
    with pytest.raises(UserError, match=words):
        spell(DEFINITION, "klingon")
    with pytest.raises(UserError, match=words):
        spell_result(GOOD, "klingon")
