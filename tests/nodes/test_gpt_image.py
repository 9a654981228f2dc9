"""The GPT Image node: a prompt in, a stored picture out, and errors that say who must act."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from ai_node_builder import App, GPTImage, Settings, Workflow
from ai_node_builder.errors import AINodeBuilderError, ApiKeyMissing, KeyReused, PromptMissing
from ai_node_builder.testing import FakeOpenAI
from ai_node_builder.testing.image_api import image_payload

PROMPT = "A quiet forest in autumn"
FLARE = "gpt-image-2.6-flare"


def painter(prompt: str = PROMPT, **widgets: str) -> GPTImage:
    return GPTImage(**{"model": FLARE, "prompt": prompt, **widgets})


async def failure(app: App, node: GPTImage) -> AINodeBuilderError:
    with pytest.raises(AINodeBuilderError) as caught:
        await app.call(node)
    return caught.value


async def test_its_outputs(fake_app: App) -> None:
    outputs = await fake_app.call(painter(size="1536x1024"))
    url = f"http://localhost:8000/servable/{outputs['filename']}"
    assert list(outputs) == ["image", "image_url", "filename", "servable_url"]
    assert outputs["image_url"] == outputs["servable_url"] == url
    assert outputs["image"] == {
        "filename": outputs["filename"],
        "servable_url": url,
        "media_type": "image/png",
        "width": 1536,
        "height": 1024,
    }


async def test_the_file_is_what_the_provider_sent(fake_app: App, fake: FakeOpenAI, home: Path) -> None:
    outputs = await fake_app.call(painter())
    content = (home / "servable" / outputs["filename"]).read_bytes()
    assert content == image_payload(fake.image_requests[0].body, 1, 0)["data"][0]["b64_json"]


async def test_the_request_is_what_the_widgets_say(fake_app: App, fake: FakeOpenAI) -> None:
    await fake_app.call(painter(size="1024x1536", quality="low"))
    body = {"model": FLARE, "prompt": PROMPT, "size": "1024x1536", "quality": "low"}
    assert [request.body for request in fake.image_requests] == [body]


async def test_the_ledger_has_it(fake_app: App) -> None:
    outputs = await fake_app.call(painter())
    entry = await fake_app.parts.services.images.ledger.by_filename(outputs["filename"])
    assert entry is not None
    assert (entry.state, entry.prompt, entry.model, entry.held) == ("stored", PROMPT, FLARE, 0)
    assert entry.cost == 1756 * 30_000 + 6 * 5_000  # nano-dollars: tokens of the picture and of the prompt


async def test_the_same_key_gives_the_same_picture(fake_app: App, fake: FakeOpenAI) -> None:
    first, second = [await fake_app.call(painter(), key="forest") for _ in range(2)]
    assert first == second
    assert len(fake.image_requests) == 1


async def test_a_key_serves_one_prompt(fake_app: App) -> None:
    await fake_app.call(painter(), key="forest")
    with pytest.raises(KeyReused):
        await fake_app.call(painter("a lake"), key="forest")


async def test_two_who_ask_at_once_with_one_key_share_a_picture(fake_app: App, fake: FakeOpenAI) -> None:
    first, second = await asyncio.gather(*(fake_app.call(painter(), key="forest") for _ in range(2)))
    assert first["filename"] == second["filename"]
    assert len(fake.image_requests) == 1


async def test_the_demo_painter_needs_no_key(app: App, home: Path) -> None:
    outputs = await app.call(painter(model="demo/painter", quality="low"))
    assert (home / "servable" / outputs["filename"]).read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("prompt", ["", "  \n\t"])
async def test_a_missing_prompt(fake_app: App, fake: FakeOpenAI, prompt: str) -> None:
    error = await failure(fake_app, painter(prompt))
    assert isinstance(error, PromptMissing)
    assert error.text().startswith("Image generation prompt is required")
    assert fake.image_requests == []


async def test_a_missing_key(home: Path, fake: FakeOpenAI) -> None:
    async with App(Settings.load(home=home, openai_base_url=fake.base_url)) as app:
        error = await failure(app, painter())
    assert isinstance(error, ApiKeyMissing)
    assert error.text().startswith("OpenAI API key is required")
    assert fake.image_requests == []


@pytest.mark.parametrize(
    ("widgets", "code"),
    [
        ({"size": "512x512"}, "size_not_offered"),
        ({"quality": "ultra"}, "quality_not_offered"),
        ({"model": "demo/pointer"}, "unknown_model"),
        ({"prompt": "x" * 32_001}, "prompt_too_long"),
    ],
)
async def test_what_is_refused_for_free(fake_app: App, fake: FakeOpenAI, widgets: dict[str, str], code: str) -> None:
    error = await failure(fake_app, painter(**widgets))
    assert (error.code, error.charged) == (code, "no")
    assert fake.image_requests == []


@pytest.mark.parametrize(
    ("fault", "code", "charged"),
    [
        ("moderation_blocked", "moderation_blocked", "no"),
        ("server_error", "outcome_unknown", "unknown"),
        ("empty_data", "no_image_data", "yes"),
    ],
)
async def test_a_provider_that_fails(fake_app: App, fake: FakeOpenAI, fault: str, code: str, charged: str) -> None:
    fake.fail_always(fault)
    error = await failure(fake_app, painter())
    assert (error.code, error.charged) == (code, charged)
    assert len(fake.image_requests) == 1


def workflow(**widgets: Any) -> Workflow:
    nodes = [
        {"id": "scene", "type": "text", "widgets": {"text": "A lake"}},
        {"id": "painter", "type": "gpt_image", "widgets": {"model": FLARE, **widgets}},
        {"id": "picture", "type": "display"},
    ]
    links = [
        {"from": ["scene", "text"], "to": ["painter", "prompt"]},
        {"from": ["painter", "image"], "to": ["picture", "value"]},
    ]
    return Workflow.model_validate({"version": 1, "nodes": nodes, "links": links})


async def test_in_a_run_the_wire_goes_before_the_widget(fake_app: App, fake: FakeOpenAI) -> None:
    run = await fake_app.run(workflow(prompt="from the widget"))
    assert run.status == "finished"
    assert run.cost_usd == pytest.approx(0.05269)
    assert [request.body["prompt"] for request in fake.image_requests] == ["A lake"]


async def test_in_a_run_an_error_names_the_node(fake_app: App, fake: FakeOpenAI) -> None:
    fake.fail_next("moderation_blocked")
    run = await fake_app.run(workflow())
    assert run.status == "failed"
    assert [(error["node"], error["code"]) for error in run.errors] == [("painter", "moderation_blocked")]
    assert "picture" not in run.outputs
