"""The contract of the GPT Image Tool, as its callers see it: every JSON, every error text, one request a picture."""

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ai_node_builder import App, GPTImageTool, Settings
from ai_node_builder.registry.docs import docs_page
from ai_node_builder.services.images.models import ImageModel, ModelTable
from ai_node_builder.testing import FakeOpenAI
from ai_node_builder.testing.image_api import image_payload
from ai_node_builder.types import Json, JsonObject

PROMPT = "A majestic lion in the African savanna"
CALL: JsonObject = {"id": "img_1", "arguments": {"prompt": PROMPT}}
FLARE = "gpt-image-2.6-flare"
FLARE_HIGH = 0.05273
"""Dollars: 1,756 output tokens at $30 a million, and the prompt's 10 tokens at $5."""

DEFINITION = """\
{
  "name": "generate_image",
  "description": "Generate high-quality images using OpenAI's gpt-image-1 model. \
Creates detailed, photorealistic images from text descriptions.",
  "input_schema": {
    "type": "object",
    "properties": {
      "prompt": {
        "type": "string",
        "description": "Detailed description of the image to generate. \
Be specific about style, composition, colors, and details."
      }
    },
    "required": ["prompt"]
  }
}
"""
RESULT_KEYS = [
    *("success", "message", "servable_url", "filename", "size", "quality", "prompt_used", "instructions"),
    *("model", "cost_usd", "width", "height", "sha256", "cached"),
]


async def ask(app: App, call: Json = CALL, **widgets: str) -> Any:
    return await app.call(GPTImageTool(**{"model": FLARE, **widgets}), call)


async def result(app: App, call: Json = CALL, **widgets: str) -> Any:
    return (await ask(app, call, **widgets))["result"]


async def refused(app: App, fake: FakeOpenAI, call: Json = CALL, **widgets: str) -> Any:
    """The error of a call that must not cost anything: no request arrived."""
    answer = await ask(app, call, **widgets)
    assert list(answer) == ["id", "error", "code", "charged", "retryable"]
    assert (answer["charged"], answer["retryable"]) == ("no", False)
    assert fake.image_requests == []
    return answer


def repr_start(value: Json) -> str:
    return repr(value)[:60]


def files(home: Path) -> list[Path]:
    return [path for path in (home / "servable").iterdir() if path.is_file()]


async def test_without_a_call_it_answers_the_definition(app: App) -> None:
    definition = await app.call(GPTImageTool())
    compact = json.dumps(json.loads(DEFINITION), ensure_ascii=False)
    assert json.dumps(definition, ensure_ascii=False) == compact


async def test_the_widgets_and_their_defaults() -> None:
    node = GPTImageTool()
    assert (node.api_key, node.size, node.quality) == ("", "1024x1024", "high")
    widgets = GPTImageTool.widgets()
    assert widgets["size"].options == ("1024x1024", "1024x1536", "1536x1024")
    assert widgets["quality"].options == ("low", "medium", "high", "auto")


def test_its_sockets() -> None:
    socket = GPTImageTool.inputs()["tool_call"]
    assert (socket.type, socket.required, socket.do_not_wait) == ("ANY", False, True)
    assert [(output.name, output.type) for output in GPTImageTool.outputs] == [("output", "ANY")]


async def test_a_direct_invocation(fake_app: App) -> None:
    answer = await ask(fake_app)
    assert list(answer) == ["id", "result"]
    assert answer["id"] == "img_1"
    assert list(answer["result"]) == RESULT_KEYS


async def test_the_values_of_a_result(fake_app: App) -> None:
    found = await result(fake_app)
    assert found["success"] is True
    assert re.fullmatch(r"gpt_image_[0-9a-f]{8}\.png", found["filename"])
    assert found["message"] == f"Image generated successfully: {found['filename']}"
    assert found["servable_url"] == f"http://localhost:8000/servable/{found['filename']}"
    assert found["prompt_used"] == PROMPT
    assert found["instructions"].startswith("Always include and display the servable_url link")
    assert (found["size"], found["quality"], found["model"]) == ("1024x1024", "high", FLARE)
    assert (found["width"], found["height"], found["cached"]) == (1024, 1024, False)
    assert found["cost_usd"] == pytest.approx(FLARE_HIGH)


async def test_the_request_is_what_the_widgets_say(fake_app: App, fake: FakeOpenAI) -> None:
    await result(fake_app, size="1024x1536", quality="low")
    body = {"model": FLARE, "prompt": PROMPT, "size": "1024x1536", "quality": "low"}
    assert [request.body for request in fake.image_requests] == [body]


@pytest.mark.parametrize("size", ["1024x1024", "1024x1536", "1536x1024"])
async def test_every_size_of_the_contract(fake_app: App, size: str) -> None:
    found = await result(fake_app, size=size)
    assert f"{found['width']}x{found['height']}" == found["size"] == size


@pytest.mark.parametrize("quality", ["low", "medium", "high", "auto"])
async def test_every_quality_of_the_contract(fake_app: App, fake: FakeOpenAI, quality: str) -> None:
    assert (await result(fake_app, quality=quality))["quality"] == quality
    assert fake.image_requests[0].body["quality"] == quality


async def test_the_file_is_what_the_provider_sent(fake_app: App, fake: FakeOpenAI, home: Path) -> None:
    found = await result(fake_app)
    assert [path.name for path in files(home)] == [found["filename"]]
    content = files(home)[0].read_bytes()
    assert content == image_payload(fake.image_requests[0].body, 1, 0)["data"][0]["b64_json"]
    assert found["sha256"] == hashlib.sha256(content).hexdigest()


async def test_asking_twice_is_a_wish_for_two_pictures(fake_app: App, fake: FakeOpenAI, home: Path) -> None:
    first, second = await result(fake_app), await result(fake_app)
    assert (first["cached"], second["cached"]) == (False, False)
    assert {path.name for path in files(home)} == {first["filename"], second["filename"]}
    assert len(files(home)) == len(fake.image_requests) == 2


async def test_the_same_key_gives_the_same_picture(fake_app: App, fake: FakeOpenAI) -> None:
    node = GPTImageTool(model=FLARE)
    first = (await fake_app.call(node, CALL, key="lion"))["result"]
    second = (await fake_app.call(node, CALL, key="lion"))["result"]
    assert second == first | {"cached": True, "cost_usd": 0}
    assert len(fake.image_requests) == 1


async def test_a_key_does_not_serve_another_prompt(fake_app: App, fake: FakeOpenAI) -> None:
    node = GPTImageTool(model=FLARE)
    await fake_app.call(node, CALL, key="lion")
    answer = await fake_app.call(node, {"arguments": {"prompt": "a fox"}}, key="lion")
    assert (answer["code"], answer["charged"]) == ("idempotency_key_reused", "no")
    assert len(fake.image_requests) == 1


async def test_the_widgets_key_goes_before_the_settings(fake_app: App, fake: FakeOpenAI) -> None:
    await result(fake_app, api_key="sk-widget-7777")
    assert fake.image_requests[0].headers["authorization"] == "…7777"


async def test_the_demo_painter_needs_no_key(app: App, home: Path) -> None:
    found = await result(app, model="demo/painter", quality="low")
    assert list(found) == RESULT_KEYS
    assert (found["model"], found["cost_usd"], found["width"], found["height"]) == ("demo/painter", 0, 1024, 1024)
    assert hashlib.sha256(files(home)[0].read_bytes()).hexdigest() == found["sha256"]


@pytest.mark.parametrize(
    "call",
    [
        {"id": "c1", "arguments": {"prompt": PROMPT}},
        {"id": "c1", "name": "generate_image", "arguments": {"prompt": PROMPT}},
        {"id": "c1", "arguments": json.dumps({"prompt": PROMPT})},
        {"id": "c1", "type": "function", "function": {"name": "generate_image", "arguments": {"prompt": PROMPT}}},
        {"id": "c1", "function": {"name": "generate_image", "arguments": json.dumps({"prompt": PROMPT})}},
        {"id": "c1", "type": "tool_use", "name": "generate_image", "input": {"prompt": PROMPT}},
    ],
)
@pytest.mark.parametrize("spell", [lambda call: call, json.dumps], ids=["object", "text"])
async def test_a_call_in_every_dialect(fake_app: App, call: JsonObject, spell: Callable[[Json], Json]) -> None:
    answer = await ask(fake_app, spell(call))
    assert answer["id"] == "c1"
    assert answer["result"]["prompt_used"] == PROMPT


async def test_a_call_as_mcp_spells_it(fake_app: App) -> None:
    answer = await ask(fake_app, {"name": "generate_image", "arguments": {"prompt": PROMPT}})
    assert answer["id"] == "image_success"
    assert answer["result"]["prompt_used"] == PROMPT


@pytest.mark.parametrize("id", [{}, {"id": None}, {"id": ""}])
async def test_without_an_id_the_answer_has_one_all_the_same(fake_app: App, id: JsonObject) -> None:
    fine, wrong = CALL["arguments"], {"prompt": ""}
    assert (await ask(fake_app, id | {"arguments": fine}))["id"] == "image_success"
    assert (await ask(fake_app, id | {"arguments": wrong}))["id"] == "image_error"


async def test_a_model_cannot_set_what_belongs_to_the_widgets(fake_app: App, fake: FakeOpenAI) -> None:
    wish = {"prompt": PROMPT, "size": "1536x1024", "quality": "low", "model": "gpt-image-2", "n": 4, "api_key": "sk-x"}
    found = await result(fake_app, {"id": "img_1", "arguments": wish})
    assert (found["size"], found["quality"], found["model"], found["width"]) == ("1024x1024", "high", FLARE, 1024)
    assert fake.image_requests[0].body.keys() == {"model", "prompt", "size", "quality"}
    assert fake.image_requests[0].headers["authorization"] == "…test"


async def test_a_missing_key(home: Path, fake: FakeOpenAI) -> None:
    async with App(Settings.load(home=home, openai_base_url=fake.base_url)) as app:
        answer = await refused(app, fake)
    assert answer["id"] == "img_1"
    assert answer["code"] == "api_key_missing"
    assert answer["error"] == (
        "OpenAI API key is required: enter one in the node's api_key widget, "
        "store one with `ainb secrets set OPENAI_API_KEY`, or set OPENAI_API_KEY."
    )


@pytest.mark.parametrize(
    "arguments", [{}, {"prompt": None}, {"prompt": ""}, {"prompt": " \n\t "}, "", "{}", '{"prompt": ""}', {"text": "x"}]
)
async def test_a_missing_prompt(fake_app: App, fake: FakeOpenAI, arguments: Json) -> None:
    answer = await refused(fake_app, fake, {"id": "img_1", "arguments": arguments})
    assert (answer["id"], answer["code"]) == ("img_1", "prompt_missing")
    assert answer["error"].startswith("Image generation prompt is required")


@pytest.mark.parametrize(
    "call",
    [
        *("", "  ", "draw a lion", "[1", "null", "[]", 0, 7, 1.5, True, False, [], [CALL], {}),
        {"id": "img_1"},
        {"id": "img_1", "prompt": PROMPT},
        *({"id": "img_1", "arguments": wrong} for wrong in (None, 3, True, [], [PROMPT], "[]", "3", PROMPT, '{"a')),
        *({"arguments": {"prompt": wrong}} for wrong in (3, True, [], [PROMPT], {}, {"text": PROMPT})),
        {"id": "img_1", "function": None},
        {"id": "img_1", "function": [CALL]},
        {"id": "img_1", "function": {"name": "generate_image"}},
        {"id": "img_1", "name": ["generate_image"], "arguments": {"prompt": PROMPT}},
        *({"id": id, "arguments": {"prompt": PROMPT}} for id in (7, True, ["x"], {"x": 1})),
        {"id": "img_1", "name": "calculator", "arguments": {"prompt": PROMPT}},
        {"id": "img_1", "arguments": "[" * 100_000},
    ],
    ids=repr_start,
)
async def test_a_malformed_call(fake_app: App, fake: FakeOpenAI, call: Json) -> None:
    answer = await refused(fake_app, fake, call)
    known = call.get("id") if isinstance(call, dict) else None
    assert answer["id"] == (known if isinstance(known, str) else "image_error")
    assert answer["code"] == "invalid_tool_call"
    assert answer["error"].startswith("Invalid tool call format: ")


@pytest.mark.parametrize("fault", ["empty_data", "not_a_png"])
async def test_no_image_data(fake_app: App, fake: FakeOpenAI, home: Path, fault: str) -> None:
    fake.fail_next(fault)
    answer = await ask(fake_app)
    assert answer["error"].startswith("No image data received: ")
    assert (answer["id"], answer["code"]) == ("img_1", "no_image_data")
    assert (answer["charged"], answer["retryable"]) == ("yes", False)
    assert (files(home), len(fake.image_requests)) == ([], 1)


async def test_any_other_error(fake_app: App, fake: FakeOpenAI) -> None:
    fake.fail_next("moderation_blocked")
    answer = await ask(fake_app)
    assert answer["error"].startswith("Image generation error: the provider's safety system refused the request")
    assert (answer["code"], answer["charged"], answer["retryable"]) == ("moderation_blocked", "no", False)


@pytest.mark.parametrize(("length", "code"), [(32_000, None), (32_001, "prompt_too_long")])
async def test_the_longest_prompt(fake_app: App, fake: FakeOpenAI, length: int, code: str | None) -> None:
    answer = await ask(fake_app, {"id": "img_1", "arguments": {"prompt": "x" * length}})
    assert answer.get("code") == code
    assert len(fake.image_requests) == (code is None)


async def test_half_a_character_is_refused(fake_app: App, fake: FakeOpenAI) -> None:
    answer = await refused(fake_app, fake, {"id": "img_1", "arguments": {"prompt": "a \ud83d lion"}})
    assert answer["code"] == "invalid_arguments"


async def test_a_prompt_in_any_script_arrives_as_it_is(fake_app: App, fake: FakeOpenAI) -> None:
    prompt = 'Ein Löwe 🦁 in "der" Savanne\n狮子 \x00'
    found = await result(fake_app, {"arguments": {"prompt": prompt}})
    assert found["prompt_used"] == fake.image_requests[0].body["prompt"] == prompt


@pytest.mark.parametrize(
    ("widgets", "code", "said"),
    [
        ({"size": "512x512"}, "size_not_offered", "1024x1024, 1024x1536, 1536x1024"),
        ({"size": "2048x2048"}, "size_not_offered", FLARE),
        ({"size": "huge"}, "size_not_offered", "'huge'"),
        ({"quality": "ultra"}, "quality_not_offered", "low, medium, high"),
        ({"model": "gpt-image-1", "quality": "xhigh"}, "quality_not_offered", "gpt-image-1 has no quality"),
        ({"model": "demo/pointer"}, "unknown_model", "demo/painter"),
        ({"api_key": "sk-with a blank"}, "api_key_rejected", "copy it again"),
    ],
)
async def test_widgets_that_cannot_be(
    fake_app: App, fake: FakeOpenAI, widgets: dict[str, str], code: str, said: str
) -> None:
    answer = await refused(fake_app, fake, **widgets)
    assert answer["error"].startswith("Image generation error: ")
    assert answer["code"] == code
    assert said in answer["error"]


async def test_openai_itself_gets_known_models_only(home: Path, fake: FakeOpenAI) -> None:
    async with App(Settings.load(home=home, openai_api_key="sk-test")) as official:
        answer = await refused(official, fake, model="gpt-image-2.6-flair")
    assert answer["code"] == "unknown_model"
    assert FLARE in answer["error"]


async def test_another_endpoint_gets_the_name_untouched(fake_app: App, fake: FakeOpenAI) -> None:
    found = await result(fake_app, model="somebody/own-model")
    assert found["model"] == fake.image_requests[0].body["model"] == "somebody/own-model"
    assert found["cost_usd"] is None


PAGE = docs_page(GPTImageTool)
EXAMPLES = [json.loads(block) for block in re.findall(r"^```json\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)]


async def test_the_examples_on_its_page_are_true(fake_app: App) -> None:
    call, answer, definition, _ = EXAMPLES
    assert (call, json.dumps(definition)) == (CALL, json.dumps(json.loads(DEFINITION)))
    found = await result(fake_app)
    assert list(answer["result"]) == list(found)
    assert answer["result"]["instructions"] == found["instructions"]


async def test_the_error_on_its_page_is_true(app: App) -> None:
    assert await ask(app) == EXAMPLES[-1]


@pytest.mark.parametrize("model", ModelTable.load().models.values(), ids=lambda model: model.name)
def test_its_page_has_every_model_and_its_end(model: ImageModel) -> None:
    assert f"`{model.name}`" in PAGE
    if model.shutdown:
        assert f"| `{model.name}` | {model.shutdown} | `{model.successor}` |" in PAGE
