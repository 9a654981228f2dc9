import asyncio
import base64
import binascii
import json
from io import BytesIO
from typing import Any

import httpx
import pytest
from openai import APIConnectionError, AsyncOpenAI, PermissionDeniedError, RateLimitError
from PIL import Image

from ai_node_builder.testing import FakeOpenAI, Fault

IMAGES = "/images/generations"
PROMPT = {"model": "gpt-image-2", "prompt": "a lion in the savanna"}
CHAT = {"model": "gpt-4o", "messages": [{"role": "user", "content": "hello"}]}

ERRORS = [
    ("moderation_blocked", 400, "moderation_blocked", "image_generation_user_error", "safety system"),
    ("billing_hard_limit", 400, "billing_hard_limit_reached", "invalid_request_error", "hard limit"),
    ("invalid_key", 401, "invalid_api_key", "invalid_request_error", "Incorrect API key"),
    (
        "unverified_organisation",
        403,
        None,
        "invalid_request_error",
        "Your organization must be verified to use the model `gpt-image-2`",
    ),
    ("model_not_found", 404, "model_not_found", "invalid_request_error", "`gpt-image-2` has been deprecated"),
    ("rate_limit", 429, "rate_limit_exceeded", "input-images", "Rate limit reached for gpt-image-2"),
    ("insufficient_quota", 429, "insufficient_quota", "insufficient_quota", "current quota"),
    ("server_error", 500, "server_error", "server_error", "had an error"),
]


async def spoiled(fake: FakeOpenAI, http: httpx.AsyncClient, fault: str) -> dict[str, Any]:
    fake.fail_next(fault)
    response = await http.post(IMAGES, json=PROMPT)
    assert (response.status_code, len(fake.image_requests)) == (200, 1)
    answer: dict[str, Any] = response.json()
    return answer


def picture(answer: dict[str, Any]) -> bytes:
    return base64.b64decode(answer["data"][0]["b64_json"], validate=True)


async def read_into(received: bytearray, response: httpx.Response) -> None:
    async for piece in response.aiter_raw():
        received += piece


async def is_healthy(http: httpx.AsyncClient) -> bool:
    response = await http.post(IMAGES, json=PROMPT)
    return response.status_code == 200 and picture(response.json()).startswith(b"\x89PNG")


@pytest.mark.parametrize(("fault", "status", "code", "kind", "words"), ERRORS)
async def test_errors(
    fake: FakeOpenAI, http: httpx.AsyncClient, fault: str, status: int, code: str, kind: str, words: str
) -> None:
    fake.fail_next(fault)
    response = await http.post(IMAGES, json=PROMPT)
    error = response.json()["error"]
    assert (response.status_code, error["code"], error["type"]) == (status, code, kind)
    assert words in error["message"]
    assert await is_healthy(http)
    assert len(fake.image_requests) == 2


async def test_a_moderation_block_says_where_and_why(fake: FakeOpenAI, http: httpx.AsyncClient) -> None:
    fake.fail_next(Fault.MODERATION_BLOCKED)
    error = (await http.post(IMAGES, json=PROMPT)).json()["error"]
    assert error["moderation_details"] == {"moderation_stage": "input", "categories": ["violence"]}


async def test_a_rate_limit_says_when_to_come_back(fake: FakeOpenAI, http: httpx.AsyncClient) -> None:
    fake.fail_next("rate_limit", seconds=7)
    response = await http.post(IMAGES, json=PROMPT)
    assert response.headers["retry-after"] == "7"


@pytest.mark.parametrize(("fault", "status"), [("bad_gateway_html", 502), ("html_200", 200)])
async def test_html(fake: FakeOpenAI, http: httpx.AsyncClient, fault: str, status: int) -> None:
    fake.fail_next(fault)
    response = await http.post(IMAGES, json=PROMPT)
    assert (response.status_code, response.headers["content-type"]) == (status, "text/html")
    assert response.text.startswith("<html>")


async def test_slow_answers_when_healed(fake: FakeOpenAI, http: httpx.AsyncClient) -> None:
    fake.fail_next("slow", seconds=3600)
    call = asyncio.create_task(http.post(IMAGES, json=PROMPT))
    await asyncio.to_thread(fake.wait_for_images, 1)
    assert await is_healthy(http)
    assert not call.done()
    fake.heal()
    assert (await call).status_code == 200


async def test_slow_answers_when_its_time_is_over(fake: FakeOpenAI, http: httpx.AsyncClient) -> None:
    started = asyncio.get_running_loop().time()
    fake.fail_next("slow", seconds=0.1)
    assert await is_healthy(http)
    assert asyncio.get_running_loop().time() - started >= 0.09


async def test_drip_sends_the_body_in_small_pieces(fake: FakeOpenAI, http: httpx.AsyncClient) -> None:
    fake.fail_next("drip", seconds=3600)
    async with http.stream("POST", IMAGES, json=PROMPT) as response:
        pieces = response.aiter_raw()
        first = await anext(pieces)
        fake.heal()
        body = first + b"".join([piece async for piece in pieces])
    assert len(first) <= len(body) // 10
    assert picture(json.loads(body))


async def test_reset_before_the_reply(fake: FakeOpenAI, http: httpx.AsyncClient) -> None:
    fake.fail_next("reset_before_reply")
    with pytest.raises(httpx.ReadError):
        await http.post(IMAGES, json=PROMPT)
    assert len(fake.image_requests) == 1
    assert await is_healthy(http)


@pytest.mark.parametrize("image_bytes", [0, 2_500_000])
async def test_reset_in_the_middle_of_the_body(image_bytes: int) -> None:
    received = bytearray()
    headers = {"Authorization": "Bearer sk-test"}
    with FakeOpenAI(image_bytes=image_bytes) as fake:
        fake.fail_next("reset_mid_body")
        async with httpx.AsyncClient(base_url=fake.base_url, headers=headers) as http:
            async with http.stream("POST", IMAGES, json=PROMPT) as response:
                with pytest.raises(httpx.ReadError):
                    await read_into(received, response)
            assert await is_healthy(http)
    assert 0 < len(received) <= int(response.headers["content-length"]) // 2


async def test_truncated_json(fake: FakeOpenAI, http: httpx.AsyncClient) -> None:
    fake.fail_next("truncated_json")
    response = await http.post(IMAGES, json=PROMPT)
    assert (response.status_code, response.headers["content-type"]) == (200, "application/json")
    with pytest.raises(json.JSONDecodeError):
        response.json()


async def test_no_data(fake: FakeOpenAI, http: httpx.AsyncClient) -> None:
    fake.fail_next("empty_data")
    fake.fail_next("missing_data")
    empty, missing = [(await http.post(IMAGES, json=PROMPT)).json() for _ in range(2)]
    assert empty["data"] == []
    assert "data" not in missing
    assert empty["usage"] == missing["usage"]


async def test_missing_usage(fake: FakeOpenAI, http: httpx.AsyncClient) -> None:
    answer = await spoiled(fake, http, "missing_usage")
    assert "usage" not in answer
    assert picture(answer).startswith(b"\x89PNG")


async def test_garbage_base64(fake: FakeOpenAI, http: httpx.AsyncClient) -> None:
    answer = await spoiled(fake, http, "garbage_base64")
    with pytest.raises(binascii.Error):
        picture(answer)


async def test_not_a_png(fake: FakeOpenAI, http: httpx.AsyncClient) -> None:
    assert picture(await spoiled(fake, http, "not_a_png")).startswith(b"%PDF")


async def test_truncated_png(fake: FakeOpenAI, http: httpx.AsyncClient) -> None:
    data = picture(await spoiled(fake, http, "truncated_png"))
    image = Image.open(BytesIO(data))
    with pytest.raises(OSError, match="truncated"):
        image.load()


async def test_wrong_size_png(fake: FakeOpenAI, http: httpx.AsyncClient) -> None:
    answer = await spoiled(fake, http, "wrong_size_png")
    image = Image.open(BytesIO(picture(answer)))
    image.load()
    assert (answer["size"], image.size) == ("1024x1024", (512, 512))


async def test_edits_fail_too(fake: FakeOpenAI, openai: AsyncOpenAI) -> None:
    fake.fail_next("unverified_organisation")
    with pytest.raises(PermissionDeniedError):
        await openai.images.edit(model="gpt-image-2", prompt="more sun", image=b"png")
    assert len(fake.image_requests) == 1


async def test_the_openai_client_sees_a_reset(fake: FakeOpenAI, openai: AsyncOpenAI) -> None:
    fake.fail_next("reset_before_reply")
    with pytest.raises(APIConnectionError):
        await openai.images.generate(model="gpt-image-2", prompt="a lion")
    assert len(fake.image_requests) == 1


async def test_always_lasts_until_healed(fake: FakeOpenAI, http: httpx.AsyncClient) -> None:
    fake.fail_always("server_error")
    fake.fail_next("insufficient_quota", times=2)
    statuses = [(await http.post(IMAGES, json=PROMPT)).status_code for _ in range(4)]
    assert statuses == [429, 429, 500, 500]
    fake.heal()
    assert await is_healthy(http)


async def test_faults_on_chat_leave_images_and_the_script_alone(
    fake: FakeOpenAI, http: httpx.AsyncClient, openai: AsyncOpenAI
) -> None:
    fake.script("kept")
    fake.fail_next("rate_limit", on="chat")
    assert await is_healthy(http)
    with pytest.raises(RateLimitError):
        await openai.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": "hi"}])
    assert (await http.post("/chat/completions", json=CHAT)).json()["choices"][0]["message"]["content"] == "kept"


async def test_a_chat_stream_breaks_in_the_middle(fake: FakeOpenAI, http: httpx.AsyncClient) -> None:
    fake.script("word " * 50)
    fake.fail_next("reset_mid_body", on="chat")
    received = bytearray()
    async with http.stream("POST", "/chat/completions", json=CHAT | {"stream": True}) as response:
        with pytest.raises(httpx.ReadError):
            await read_into(received, response)
    assert received.startswith(b"data: {")
    assert b"[DONE]" not in received


@pytest.mark.parametrize(
    ("name", "on", "words"),
    [
        ("typo", "images", "Use one of: moderation_blocked, "),
        ("not_a_png", "chat", "spoils a picture"),
        ("slow", "audio", "Use 'images' or 'chat'"),
    ],
)
def test_a_fault_that_cannot_be(fake: FakeOpenAI, name: str, on: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        fake.fail_next(name, on=on)


async def control(http: httpx.AsyncClient, command: str, **body: Any) -> httpx.Response:
    return await http.post(http.base_url.copy_with(path=f"/_control/{command}"), json=body)


async def test_faults_over_http(http: httpx.AsyncClient) -> None:
    await control(http, "fault", name="server_error", times=None)
    await control(http, "fault", name="rate_limit", seconds=3)
    limited = await http.post(IMAGES, json=PROMPT)
    assert (limited.status_code, limited.headers["retry-after"]) == (429, "3")
    assert (await http.post(IMAGES, json=PROMPT)).status_code == 500
    await control(http, "heal")
    assert await is_healthy(http)


async def test_script_and_requests_over_http(http: httpx.AsyncClient) -> None:
    await control(http, "script", replies=["first", {"text": "second"}])
    chats = [await http.post("/chat/completions", json=CHAT) for _ in range(2)]
    assert [chat.json()["choices"][0]["message"]["content"] for chat in chats] == ["first", "second"]
    await http.post(IMAGES, json=PROMPT)
    counts = (await http.get(http.base_url.copy_with(path="/_control/requests"))).json()
    assert counts == {"images": 1, "chat": 2, "image_bodies": [PROMPT], "chat_bodies": [CHAT, CHAT]}


@pytest.mark.parametrize(
    ("command", "body"),
    [
        ("fault", {"name": "typo"}),
        ("fault", {"times": 1}),
        ("fault", {"name": "slow", "seconds": "soon"}),
        ("script", {}),
        ("script", {"replies": [[{"arguments": {}}]]}),
    ],
)
async def test_a_control_request_that_does_not_fit(http: httpx.AsyncClient, command: str, body: dict[str, Any]) -> None:
    response = await control(http, command, **body)
    assert response.status_code == 400
    assert "does not fit" in response.json()["error"]["message"]
