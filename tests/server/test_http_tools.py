"""Tool calls over HTTP: the same bytes as through every door, and the status that matches."""

import json
import logging
import time
from collections.abc import Callable
from typing import Any, TypeAlias

import httpx
import pytest

from ai_node_builder.testing import FakeOpenAI

Serve: TypeAlias = Callable[..., httpx.Client]

DRAW = {"id": "img_1", "arguments": {"prompt": "a lion"}}
DEMO = {"model": "demo/painter", "quality": "low"}
CALLS = [
    {"id": "img_1", "arguments": {"prompt": "a lion"}},
    {"id": "img_1", "arguments": '{"prompt": "a lion"}'},
    {"id": "img_1", "type": "function", "function": {"name": "generate_image", "arguments": '{"prompt": "a lion"}'}},
    {"id": "img_1", "type": "tool_use", "name": "generate_image", "input": {"prompt": "a lion"}},
]


def until(found: Callable[[], Any], seconds: float = 20) -> Any:
    """What `found` answers, once that is something."""
    deadline = time.monotonic() + seconds
    while not (answer := found()):
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.02)
    return answer


def test_definitions(shared: httpx.Client) -> None:
    tools = {tool["name"]: tool for tool in shared.get("/api/tools").json()}
    assert {"generate_image", "calculator", "get_weather"} <= tools.keys()
    assert tools["generate_image"]["input_schema"]["required"] == ["prompt"]


@pytest.mark.parametrize(
    ("dialect", "key"),
    [
        ("contract", "input_schema"),
        ("mcp", "inputSchema"),
        ("openai", "function"),
        ("openai-responses", "strict"),
        ("anthropic", "input_schema"),
    ],
)
def test_dialects(shared: httpx.Client, dialect: str, key: str) -> None:
    assert key in shared.get("/api/tools/generate_image", params={"dialect": dialect}).json()


def test_unknown_dialect(shared: httpx.Client) -> None:
    reply = shared.get("/api/tools/generate_image", params={"dialect": "klingon"})
    assert (reply.status_code, reply.headers["content-type"]) == (422, "application/problem+json")
    assert "anthropic" in reply.json()["detail"]


def test_unknown_tool(shared: httpx.Client) -> None:
    assert shared.get("/api/tools/generate_imag").json()["code"] == "tool_not_found"
    reply = shared.post("/api/tools/generate_imag", json=DRAW)
    assert reply.status_code == 404
    assert reply.json()["id"] == "img_1"
    assert "generate_image" in reply.json()["error"]


def test_calculator(shared: httpx.Client) -> None:
    reply = shared.post("/api/tools/calculator", json={"id": "c", "arguments": {"expression": "6*7"}})
    assert (reply.status_code, reply.json()["id"]) == (200, "c")
    assert reply.json()["result"]["result"] == 42


@pytest.mark.parametrize("call", CALLS)
def test_every_spelling_of_a_call(paying: httpx.Client, call: dict[str, Any]) -> None:
    answer = paying.post("/api/tools/generate_image", json=call).json()
    assert answer["id"] == "img_1"
    assert answer["result"]["prompt_used"] == "a lion"
    assert paying.get(answer["result"]["servable_url"]).headers["content-type"] == "image/png"


@pytest.mark.parametrize("body", ["", "null", "[]", "{", "7", '"x"', '{"id": "x"}', '{"arguments": 7}', "\ud800"])
def test_bodies_that_are_no_call(shared: httpx.Client, body: str) -> None:
    content = body.encode(errors="surrogatepass")
    reply = shared.post("/api/tools/generate_image", content=content, headers={"content-type": "application/json"})
    answer = reply.json()
    assert (reply.status_code, answer["code"]) == (400, "invalid_tool_call")
    assert answer["error"].startswith("Invalid tool call format")
    assert answer["id"] == ("x" if "id" in body else "image_error")
    assert (answer["charged"], answer["retryable"]) == ("no", False)


@pytest.mark.parametrize("tool", ["calculator", "generate_image", "analyze_text", "nope"])
def test_half_a_character(shared: httpx.Client, tool: str) -> None:
    half = "\ud800"
    call = {"id": half, "arguments": dict.fromkeys(("prompt", "expression", "text", "city"), half)}
    reply = shared.post(f"/api/tools/{tool}", content=json.dumps(call), headers={"content-type": "application/json"})
    assert reply.status_code < 500
    assert reply.json()["id"] == half


def test_deeply_nested_body(shared: httpx.Client) -> None:
    reply = shared.post("/api/tools/calculator", content="[" * 200_000, headers={"content-type": "application/json"})
    assert (reply.status_code, reply.json()["code"]) == (400, "invalid_tool_call")


def test_no_key(shared: httpx.Client) -> None:
    reply = shared.post("/api/tools/generate_image", json=DRAW)
    assert reply.status_code == 401
    assert reply.json()["error"].startswith("OpenAI API key is required")
    assert reply.json().keys() == {"id", "error", "code", "charged", "retryable"}


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ("moderation_blocked", 400, "moderation_blocked"),
        ("billing_hard_limit", 402, "quota_exhausted"),
        ("invalid_key", 401, "api_key_rejected"),
        ("unverified_organisation", 403, "organisation_unverified"),
        ("model_not_found", 404, "model_not_found"),
        ("server_error", 502, "outcome_unknown"),
        ("empty_data", 502, "no_image_data"),
    ],
)
def test_status_of_each_failure(paying: httpx.Client, fake: FakeOpenAI, fault: str, status: int, code: str) -> None:
    fake.fail_next(fault)
    reply = paying.post("/api/tools/generate_image", json=DRAW)
    assert (reply.status_code, reply.json()["code"]) == (status, code)


def test_body_that_is_too_large(shared: httpx.Client) -> None:
    call = {"arguments": {"prompt": "x" * 12_000_000}}
    reply = shared.post("/api/tools/generate_image", json=call)
    assert (reply.status_code, reply.json()["code"]) == (413, "too_large")


def test_widgets_beside_the_call(paying: httpx.Client, fake: FakeOpenAI) -> None:
    widgets = {"size": "1536x1024", "quality": "low", "api_key": "sk-test-of-the-call"}
    answer = paying.post("/api/tools/generate_image", json=DRAW | {"widgets": widgets}).json()
    assert (answer["result"]["size"], answer["result"]["quality"]) == ("1536x1024", "low")
    assert fake.image_requests[0].headers["authorization"] == "…call"


def test_widgets_among_the_arguments_change_nothing(paying: httpx.Client) -> None:
    call = {"arguments": {"prompt": "a lion", "widgets": {"quality": "low"}, "quality": "low"}}
    assert paying.post("/api/tools/generate_image", json=call).json()["result"]["quality"] == "high"


def test_key_by_name(paying: httpx.Client, fake: FakeOpenAI) -> None:
    stored = {"value": "sk-test-by-name", "hosts": ["127.0.0.1"]}
    assert paying.put("/api/secrets/OTHER_KEY", json=stored).status_code == 200
    widgets = {"api_key": {"secret": "OTHER_KEY"}}
    assert paying.post("/api/tools/generate_image", json=DRAW | {"widgets": widgets}).status_code == 200
    assert fake.image_requests[0].headers["authorization"] == "…name"


@pytest.mark.parametrize(
    ("widgets", "code"),
    [
        ({"qualty": "low"}, "unknown_widget"),
        ({"tool_call": {}}, "unknown_widget"),
        ({"quality": 7}, "widget_wrong_kind"),
        ({"quality": "best"}, "quality_not_offered"),
        ({"api_key": {"secret": "NO_SUCH_KEY"}}, "secret_missing"),
        ({"api_key": 7}, "widget_wrong_kind"),
        ([], "widget_wrong_kind"),
    ],
)
def test_widgets_that_do_not_fit(paying: httpx.Client, fake: FakeOpenAI, widgets: Any, code: str) -> None:
    reply = paying.post("/api/tools/generate_image", json=DRAW | {"widgets": widgets})
    assert (reply.status_code, reply.json()["code"], reply.json()["id"]) == (400, code, "img_1")
    assert fake.image_requests == []


def test_same_key_same_picture(paying: httpx.Client, fake: FakeOpenAI) -> None:
    key = {"idempotency-key": "wish-1"}
    first, again = (paying.post("/api/tools/generate_image", json=DRAW, headers=key).json() for _ in range(2))
    other = paying.post("/api/tools/generate_image", json=DRAW, headers={"idempotency-key": "wish-2"}).json()
    assert first["result"]["filename"] == again["result"]["filename"] != other["result"]["filename"]
    assert len(fake.image_requests) == 2


def test_same_key_for_another_picture(paying: httpx.Client) -> None:
    key = {"idempotency-key": "wish-1"}
    paying.post("/api/tools/generate_image", json=DRAW, headers=key)
    reply = paying.post("/api/tools/generate_image", json={"arguments": {"prompt": "a cat"}}, headers=key)
    assert (reply.status_code, reply.json()["code"]) == (409, "idempotency_key_reused")


def test_key_outlives_the_server(serve: Serve, fake: FakeOpenAI) -> None:
    settings, key = {"openai_base_url": fake.base_url, "openai_api_key": "sk-test"}, {"idempotency-key": "k"}
    first = serve(**settings).post("/api/tools/generate_image", json=DRAW, headers=key).json()
    again = serve(**settings).post("/api/tools/generate_image", json=DRAW, headers=key).json()
    assert first["result"]["filename"] == again["result"]["filename"]


@pytest.mark.parametrize("key", ["", "x" * 201])
def test_keys_that_are_none(shared: httpx.Client, key: str) -> None:
    reply = shared.post("/api/tools/generate_image", json=DRAW, headers={"idempotency-key": key})
    assert reply.status_code == 422


def test_picture_of_a_client_that_hung_up(
    paying: httpx.Client, fake: FakeOpenAI, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "ai_node_builder")
    fake.fail_next("slow", seconds=60)
    with pytest.raises(httpx.ReadTimeout), httpx.Client(base_url=paying.base_url, timeout=1) as hasty:
        hasty.post("/api/tools/generate_image", json=DRAW)
    until(lambda: "the client hung up" in caplog.text)
    fake.heal()
    (made,) = until(lambda: paying.get("/api/images").json()["images"])
    taken_over = paying.post("/api/tools/generate_image", json=DRAW).json()["result"]["filename"]
    assert (taken_over, len(fake.image_requests)) == (made["filename"], 1)


def test_picture_that_was_delivered_is_not_taken_over(paying: httpx.Client, fake: FakeOpenAI) -> None:
    made = [paying.post("/api/tools/generate_image", json=DRAW).json()["result"]["filename"] for _ in range(2)]
    assert made[0] != made[1]
    assert len(fake.image_requests) == 2


NODE = """
from ai_node_builder import ToolNode

class Broken(ToolNode):
    '''Fails.'''

    type = "broken_tool"
    title = "Broken"
    tool_name = "broken"
    tool_description = "Fails."
    family = "broken"
    failure = "Broken error"

    async def call(self, ctx):
        raise KeyError("/home/someone/secret")
"""


def test_fault_of_a_tool_shows_no_internals(serve: Serve, home: Any) -> None:
    (home / "nodes").mkdir(parents=True)
    (home / "nodes" / "broken.py").write_text(NODE)
    reply = serve().post("/api/tools/broken", json={"id": "b", "arguments": {}})
    assert (reply.status_code, reply.json()["code"]) == (500, "internal_error")
    assert json.loads(reply.text)["error"].startswith("Broken error: ")
    assert "secret" not in reply.text
