"""Bytes and values that nobody would send: tool calls, workflow files, pictures. Each is read or refused in words."""

import base64
import contextlib
import io
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from ai_node_builder import App
from ai_node_builder.cli.tool import read_call as read_typed_call
from ai_node_builder.dialects import call_id, read_arguments, read_call
from ai_node_builder.errors import InvalidToolCall, NoImageData, UserError, WorkflowInvalid
from ai_node_builder.registry.registry import Registry
from ai_node_builder.services.images.reply import png_size, read_reply
from ai_node_builder.workflow.check import check
from ai_node_builder.workflow.document import Workflow

# Pillow warns of a picture long before it refuses it; here that would be an error of the server.
pytestmark = pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")

EXAMPLES = sorted((Path(__file__).parent.parent.parent / "examples").glob("*.workflow.json"))
TOOLS = ["calculator", "analyze_text"]
"""Those that answer from this machine. What the others do with their arguments has tests of its own."""
JSON = {"content-type": "application/json"}

fuzzed = settings(settings.get_profile("fuzzing"))
WORDS = "id name arguments input function tool_call widgets expression text prompt version nodes links type from to"
words = st.sampled_from(WORDS.split())
texts = st.text(st.characters(), max_size=40) | words  # halves of surrogate pairs and NUL among them
numbers = st.integers() | st.floats() | st.sampled_from([10**400, -0.0, 2**53 + 1])
json_values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda children: st.lists(children, max_size=4) | st.dictionaries(texts, children, max_size=4),
    max_leaves=20,
)
calls = json_values | st.fixed_dictionaries(
    {"arguments": json_values}, optional={"id": json_values, "name": json_values}
)


@fuzzed
@given(calls)
def test_any_json_read_as_a_call(call: Any) -> None:
    with contextlib.suppress(InvalidToolCall):
        assert isinstance(read_arguments(read_call(call).arguments), dict)
    assert call_id(call) is None or isinstance(call, dict)


@fuzzed
@given(st.text(max_size=200) | calls.map(json.dumps))
def test_any_text_typed_as_a_call(text: str) -> None:
    call = read_typed_call(text) if not text.startswith("@") and text != "-" else text
    assert isinstance(call, dict | str)


@pytest.mark.parametrize("tool", TOOLS)
@fuzzed
@given(call=calls)
async def test_any_json_as_a_call_of_a_tool_node(app: App, tool: str, call: Any) -> None:
    answer = await app.call(app.tool(tool), call)
    if call is not None:
        assert answer.keys() & {"result", "error"}
    assert json.dumps(answer)


@pytest.mark.parametrize("tool", TOOLS)
@fuzzed
@given(body=st.binary(max_size=200) | calls.map(lambda call: json.dumps(call).encode()))
def test_any_body_as_a_call_over_http(shared: httpx.Client, tool: str, body: bytes) -> None:
    reply = shared.post(f"/api/tools/{tool}", content=body, headers=JSON)
    assert reply.status_code < 500, reply.text
    assert "Traceback" not in reply.text
    assert ("result" if reply.status_code == 200 else "error") in reply.json()


@fuzzed
@given(expression=st.text("0123456789.+-*/%()^, eπ√!<>=abcdefghijklmnopqrstuvwxyz_[]{}'\"\\:;@", max_size=60))
async def test_any_expression(app: App, expression: str) -> None:
    answer = await app.call(app.tool("calculator"), {"arguments": {"expression": expression}})
    assert answer.keys() & {"result", "error"}
    assert answer.get("code") != "internal_error"


@st.composite
def mutated_examples(draw: st.DrawFn) -> bytes:
    """An example with some of its values replaced, or some of its bytes."""
    text = draw(st.sampled_from(EXAMPLES)).read_bytes()
    if draw(st.booleans()):
        return draw(mutated(text))
    document = json.loads(text)
    for _ in range(draw(st.integers(1, 4))):
        graft(document, draw(st.lists(st.integers(0, 9), min_size=1, max_size=5)), draw(json_values))
    return json.dumps(document).encode()


def graft(tree: Any, path: list[int], value: Any) -> None:
    """Put a value into a tree, at the end of a path that takes the n-th branch at each fork."""
    keys = list(tree) if isinstance(tree, dict) else list(range(len(tree))) if isinstance(tree, list) else []
    if not keys:
        return
    key = keys[path[0] % len(keys)]
    if len(path) == 1 or not isinstance(tree[key], dict | list):
        tree[key] = value
    else:
        graft(tree[key], path[1:], value)


@st.composite
def mutated(draw: st.DrawFn, content: bytes) -> bytes:
    """Bytes of which some are changed, added, missing or doubled."""
    changed = bytearray(content)
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(changed)))
        end = min(len(changed), start + draw(st.integers(0, 16)))
        changed[start:end] = draw(st.binary(max_size=16) | st.just(bytes(changed[start:end] * 2)))
    return bytes(changed)


documents = mutated_examples() | json_values.map(lambda value: json.dumps(value).encode()) | st.binary(max_size=200)


@fuzzed
@given(documents)
def test_any_workflow_file(content: bytes) -> None:
    with contextlib.suppress(WorkflowInvalid):
        workflow = Workflow.parse(content)
        assert all(problem.message for problem in check(workflow, Registry.builtin()))
        assert Workflow.parse(workflow.dump()) == workflow


@fuzzed
@given(documents)
def test_any_workflow_over_http(shared: httpx.Client, content: bytes) -> None:
    for path in ("/api/workflows/check", "/api/workflows"):
        reply = shared.post(path, content=content, headers=JSON)
        assert reply.status_code < 500, reply.text
        assert "Traceback" not in reply.text


@fuzzed
@given(documents)
async def test_any_workflow_ends(app: App, content: bytes) -> None:
    """A run of nodes that need no network comes to an end, whatever is in them."""
    with contextlib.suppress(UserError):
        run = await app.run(Workflow.parse(content))
        assert run.status in ("finished", "failed")
        assert "internal_error" not in [error["code"] for error in run.errors]


def picture(kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    Image.effect_noise((16, 16), 50).save(file, kind, **options)
    return file.getvalue()


PICTURES = [picture("PNG"), picture("PNG", dpi=(72, 72), icc_profile=b"x" * 64), picture("JPEG"), picture("WEBP")]
PICTURES.append(picture("GIF", save_all=True, append_images=[Image.new("L", (16, 16), 200)]))


answers = st.fixed_dictionaries({"data": json_values | st.lists(st.fixed_dictionaries({"b64_json": json_values}))})


@fuzzed
@given(st.sampled_from(PICTURES[:2]).flatmap(mutated) | st.binary(max_size=100))
def test_any_bytes_as_a_bought_picture(content: bytes) -> None:
    with contextlib.suppress(NoImageData):
        assert min(png_size(content)) >= 0


@fuzzed
@given(st.binary(max_size=200) | (json_values | answers).map(lambda value: json.dumps(value).encode()))
def test_any_bytes_as_a_providers_answer(body: bytes) -> None:
    with pytest.raises(NoImageData):
        read_reply(body)


@fuzzed
@given(st.sampled_from(PICTURES).flatmap(mutated) | st.binary(max_size=100))
def test_any_bytes_as_an_upload(shared: httpx.Client, content: bytes) -> None:
    reply = shared.post("/api/images", json={"data": base64.b64encode(content).decode()})
    assert reply.status_code in (201, 400), reply.text
    if reply.status_code == 201:
        name = reply.json()["filename"]
        assert shared.get(f"/servable/{name}").content == content
        assert shared.get(f"/previews/256/{name}").status_code == 200
