import asyncio
import base64
import signal
import subprocess
import sys
from io import BytesIO
from typing import Any

import httpx
import pytest
from openai import AsyncOpenAI
from PIL import Image

from ai_node_builder.testing import FakeOpenAI

PROMPT = {"model": "gpt-image-2", "prompt": "a lion in the savanna"}


def picture(payload: dict[str, Any], index: int = 0) -> bytes:
    return base64.b64decode(payload["data"][index]["b64_json"], validate=True)


def opened(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image


async def generate(http: httpx.AsyncClient, **parameters: Any) -> dict[str, Any]:
    response = await http.post("/images/generations", json=PROMPT | parameters)
    answer: dict[str, Any] = response.raise_for_status().json()
    return answer


async def refused(http: httpx.AsyncClient, **parameters: Any) -> dict[str, Any]:
    response = await http.post("/images/generations", json=PROMPT | parameters)
    assert response.status_code == 400
    error: dict[str, Any] = response.json()["error"]
    return error


async def test_the_openai_client_gets_a_picture_and_its_usage(openai: AsyncOpenAI) -> None:
    answer = await openai.images.generate(model="gpt-image-1", prompt="a lion!!", size="1536x1024", quality="low")
    assert opened(picture(answer.model_dump())).size == (1536, 1024)
    assert (answer.size, answer.quality, answer.output_format) == ("1536x1024", "low", "png")
    assert answer.usage
    assert answer.usage.model_dump() == {
        "input_tokens": 2,
        "input_tokens_details": {"image_tokens": 0, "text_tokens": 2},
        "output_tokens": 400,
        "output_tokens_details": {"image_tokens": 400, "text_tokens": 0},
        "total_tokens": 402,
    }


@pytest.mark.parametrize("size", [None, "auto", "1024x1024"])
async def test_the_default_size_is_the_square(http: httpx.AsyncClient, size: str | None) -> None:
    answer = await generate(http, size=size)
    assert answer["size"] == "1024x1024"
    assert opened(picture(answer)).size == (1024, 1024)


@pytest.mark.parametrize(
    ("model", "size", "quality", "tokens"),
    [
        ("gpt-image-1", "1024x1024", "high", 4160),
        ("gpt-image-1-mini", "1024x1536", "medium", 1584),
        ("gpt-image-2-2026-04-21", "1024x1024", "auto", 7024),
        ("gpt-image-2", "2048x1024", "low", 392),
        ("gpt-image-2.5-flare", "1024x1536", "max", 5488),
        ("gpt-image-2.6-sunburst", "1024x1024", "xhigh", 3122),
    ],
)
async def test_output_tokens(http: httpx.AsyncClient, model: str, size: str, quality: str, tokens: int) -> None:
    answer = await generate(http, model=model, size=size, quality=quality)
    assert answer["usage"]["output_tokens"] == tokens


async def test_every_picture_differs(http: httpx.AsyncClient) -> None:
    first, second = await generate(http, n=2), await generate(http)
    assert len({picture(first, 0), picture(first, 1), picture(second)}) == 3
    assert first["usage"]["output_tokens"] == 2 * second["usage"]["output_tokens"]


@pytest.mark.parametrize("file_format", ["jpeg", "webp"])
async def test_other_formats(http: httpx.AsyncClient, file_format: str) -> None:
    image = opened(picture(await generate(http, output_format=file_format)))
    assert (image.format, image.size) == (file_format.upper(), (1024, 1024))
    assert image.getexif()[0x010E]


def test_heavy_pictures_are_valid_and_differ() -> None:
    with FakeOpenAI(image_bytes=2_500_000) as fake:
        url, headers = f"{fake.base_url}/images/generations", {"Authorization": "Bearer sk-test"}
        pictures = [picture(httpx.post(url, json=PROMPT, headers=headers).json()) for _ in range(2)]
    assert pictures[0] != pictures[1]
    assert all(2_400_000 < len(data) < 2_600_000 and opened(data) for data in pictures)


async def test_edits_count_and_their_uploads_are_described(fake: FakeOpenAI, openai: AsyncOpenAI) -> None:
    source = BytesIO()
    Image.new("RGB", (64, 64)).save(source, "PNG")
    answer = await openai.images.edit(
        model="gpt-image-2", prompt="more sun", image=[("in.png", source.getvalue(), "image/png")]
    )
    assert answer.usage
    assert answer.usage.input_tokens_details.image_tokens == 194
    (request,) = fake.image_requests
    upload = {"filename": "in.png", "content_type": "image/png", "bytes": len(source.getvalue())}
    assert request.path == "/v1/images/edits"
    assert request.body == {"model": "gpt-image-2", "prompt": "more sun", "image": [upload]}


@pytest.mark.parametrize(
    ("parameters", "code", "param"),
    [
        ({"extra_headers": {}}, "unknown_parameter", "extra_headers"),
        ({"prompt": ""}, "missing_required_parameter", "prompt"),
        ({"size": "huge"}, "invalid_value", "size"),
        ({"size": "4096x1024"}, "invalid_value", "size"),
        ({"quality": "max"}, "invalid_value", "quality"),
        ({"output_format": "svg"}, "invalid_value", "output_format"),
        ({"n": 11}, "invalid_value", "n"),
        ({"stream": True}, "invalid_value", "stream"),
    ],
)
async def test_bad_parameters(http: httpx.AsyncClient, parameters: dict[str, Any], code: str, param: str) -> None:
    error = await refused(http, **parameters)
    assert (error["code"], error["param"], error["type"]) == (code, param, "invalid_request_error")


async def test_a_body_that_is_not_a_json_object(fake: FakeOpenAI, http: httpx.AsyncClient) -> None:
    response = await http.post("/images/generations", content=b"[1]")
    assert response.status_code == 400
    assert "JSON" in response.json()["error"]["message"]
    assert len(fake.image_requests) == 1


@pytest.mark.parametrize("header", ["Bearer sk-bad-key-9876", "Bearer", "Basic c2stdGVzdA==", ""])
async def test_a_bad_or_missing_key(fake: FakeOpenAI, header: str) -> None:
    async with httpx.AsyncClient(base_url=fake.base_url, headers={"Authorization": header}) as client:
        answers = [await client.post("/images/generations", json=PROMPT), await client.get("/models")]
    for answer in answers:
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "invalid_api_key")
    assert "sk-bad" not in answers[0].text
    assert len(fake.image_requests) == 1


async def test_the_key_is_not_kept(fake: FakeOpenAI, http: httpx.AsyncClient) -> None:
    await http.post("/images/generations", json=PROMPT, headers={"api-key": "sk-other-5678"})
    (request,) = fake.image_requests
    assert request.headers["authorization"] == "…1234"
    assert request.headers["api-key"] == "…5678"
    assert "sk-" not in repr(request)


async def test_models_carry_their_shutdown_date(openai: AsyncOpenAI) -> None:
    models = {model.id: model.model_dump() async for model in openai.models.list()}
    assert models["gpt-image-1.5"]["shutdown_date"] == "2026-12-01"
    assert models["gpt-image-2"]["shutdown_date"] is None
    assert "gpt-image-1" not in models


@pytest.mark.parametrize(("method", "path"), [("GET", "/images/generations"), ("POST", "/embeddings"), ("PUT", "/")])
async def test_anything_else_is_404_in_openais_shape(http: httpx.AsyncClient, method: str, path: str) -> None:
    response = await http.request(method, path)
    assert response.status_code == 404
    assert response.json()["error"]["type"] == "invalid_request_error"
    assert response.headers["x-request-id"].startswith("req_")


def test_a_taken_port_is_an_error(fake: FakeOpenAI) -> None:
    with pytest.raises(OSError, match="in use"), FakeOpenAI(port=httpx.URL(fake.base_url).port or 0):
        pass


async def test_stopping_drops_a_request_in_flight() -> None:
    async with httpx.AsyncClient(headers={"Authorization": "Bearer sk-test"}, timeout=20) as client:
        with FakeOpenAI() as fake:
            fake.fail_next("slow", seconds=3600)
            call = asyncio.create_task(client.post(f"{fake.base_url}/images/generations", json=PROMPT))
            await asyncio.to_thread(fake.wait_for_images, 1)
        with pytest.raises(httpx.TransportError):
            await call


def test_waiting_for_a_request_that_never_comes(fake: FakeOpenAI) -> None:
    with pytest.raises(TimeoutError, match="0 of 1 requests"):
        fake.wait_for_images(1, timeout=0)


def test_importing_the_package_loads_no_server() -> None:
    code = "import ai_node_builder.testing, sys; sys.exit('aiohttp' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_in_the_foreground_on_a_taken_port(fake: FakeOpenAI) -> None:
    port = str(httpx.URL(fake.base_url).port)
    command = [sys.executable, "-m", "ai_node_builder.testing", "--port", port]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Choose another port with --port." in done.stderr


def test_in_the_foreground_until_ctrl_c() -> None:
    command = [sys.executable, "-m", "ai_node_builder.testing", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr
        base_url = server.stderr.readline().split()[-1]
        answer = httpx.get(f"{base_url}/models", headers={"Authorization": "Bearer sk-test"})
        server.send_signal(signal.SIGINT)
        rest = server.stderr.read()
    assert (answer.status_code, server.returncode) == (200, 0)
    assert "OPENAI_BASE_URL" in rest
    assert "Traceback" not in rest
