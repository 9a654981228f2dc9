"""The request and the answer on the wire: sent once, read to the end, and sorted by who must act."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any, TypeAlias

import litellm
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from ai_node_builder.errors import (
    AINodeBuilderError,
    ModerationBlocked,
    OutcomeUnknown,
    ProviderUnreachable,
    RequestRefused,
    SettingInvalid,
)
from ai_node_builder.services.images.litellm_painter import LiteLLMPainter
from ai_node_builder.services.images.painter import PaintJob
from ai_node_builder.services.images.reply import Picture
from ai_node_builder.services.images.wire import Exchange, Wire
from ai_node_builder.testing import FakeOpenAI
from ai_node_builder.testing.images import make_image

KEY = "0123456789abcdef0123456789abcdef"
PNG = make_image((64, 32), "a lion")
ANSWER = {"data": [{"b64_json": base64.b64encode(PNG).decode()}], "usage": {"output_tokens": 4}}

Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]
Paint: TypeAlias = Callable[[], Awaitable[Picture]]


class Provider:
    """A server that answers as a test says, and counts."""

    def __init__(self) -> None:
        self.requests: list[web.Request] = []
        self.answer: Handler = self.fine

    async def take(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(request)
        return await self.answer(request)

    async def fine(self, request: web.Request) -> web.StreamResponse:
        return web.json_response(ANSWER)

    def says(self, status: int, error: Any, **headers: str) -> None:
        async def answer(request: web.Request) -> web.StreamResponse:
            return web.json_response({"error": error}, status=status, headers=headers)

        self.answer = answer


@pytest.fixture
def provider() -> Provider:
    return Provider()


@pytest.fixture
async def url(provider: Provider) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", provider.take)
    async with TestServer(app) as server:
        yield str(server.make_url("/v1"))


@pytest.fixture
async def paint(url: str, tmp_path: Path) -> AsyncIterator[Paint]:
    """Asks the provider for a picture."""
    painter = LiteLLMPainter(url, deadline=20)
    job = PaintJob("a lion", "gpt-image-2", "1024x1024", "low", tmp_path / "a.reply", KEY)
    yield lambda: painter.paint(job)
    await painter.close()


async def failure(paint: Paint) -> AINodeBuilderError:
    with pytest.raises(AINodeBuilderError) as caught:
        await paint()
    return caught.value


async def test_what_is_sent(paint: Paint, fake: FakeOpenAI, tmp_path: Path) -> None:
    painter = LiteLLMPainter(fake.base_url)
    await painter.paint(PaintJob("a lion", "gpt-image-2", "1024x1024", "low", tmp_path / "b", "sk-test-1234"))
    await painter.close()
    (request,) = fake.image_requests
    assert request.body == {"prompt": "a lion", "model": "gpt-image-2", "size": "1024x1024", "quality": "low"}
    assert (request.headers["authorization"], request.headers["accept-encoding"]) == ("…1234", "identity")


async def test_the_answer_is_spooled_as_it_came(paint: Paint, tmp_path: Path) -> None:
    assert (await paint()).content == PNG
    assert (tmp_path / "a.reply").read_bytes() == json.dumps(ANSWER).encode()


async def test_an_answer_that_breaks_off_behind_the_picture_is_good(paint: Paint, provider: Provider) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"content-type": "application/json"})
        response.enable_chunked_encoding()
        await response.prepare(request)
        await response.write(json.dumps(ANSWER).encode())
        assert request.transport
        request.transport.close()
        return response

    provider.answer = answer
    assert (await paint()).content == PNG
    assert len(provider.requests) == 1


async def test_an_answer_without_an_end_is_left(
    paint: Paint, provider: Provider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ai_node_builder.services.images.wire.LARGEST", 2**20)

    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"content-type": "application/json"})
        await response.prepare(request)
        while request.transport is not None:
            await response.write(b" " * 2**16)
        return response

    provider.answer = answer
    assert isinstance(await failure(paint), OutcomeUnknown)
    assert 2**20 < (tmp_path / "a.reply").stat().st_size < 2**22


@pytest.mark.parametrize("status", [201, 202])
async def test_any_success_may_bring_a_picture(paint: Paint, provider: Provider, status: int) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        return web.json_response(ANSWER, status=status)

    provider.answer = answer
    assert (await paint()).content == PNG


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_a_redirect_is_not_followed(paint: Paint, provider: Provider, status: int) -> None:
    provider.says(status, None, location="https://user:password@elsewhere.example/v1?secret=1")
    error = await failure(paint)
    assert isinstance(error, RequestRefused)
    assert "has moved to https://elsewhere.example;" in str(error)
    assert (error.charged, len(provider.requests)) == ("no", 1)


@pytest.mark.parametrize("status", [408, 500, 503, 504, 529])
async def test_a_server_that_fails_may_have_charged(paint: Paint, provider: Provider, status: int) -> None:
    provider.says(status, {"message": "sorry"})
    error = await failure(paint)
    assert isinstance(error, OutcomeUnknown)
    assert len(provider.requests) == 1


async def test_a_key_that_the_provider_repeats_is_not_passed_on(paint: Paint, provider: Provider) -> None:
    provider.says(400, {"message": f"The key {KEY} is not allowed here."})
    error = await failure(paint)
    assert "The key … is not allowed here." in str(error)
    assert KEY not in f"{error!r} {error.__cause__!r}"


@pytest.mark.parametrize("error", [None, "refused", 3, [], {}, {"code": ["x"], "message": {"x": 1}}])
async def test_errors_of_any_shape_are_read(paint: Paint, provider: Provider, error: Any) -> None:
    provider.says(400, error)
    assert isinstance(await failure(paint), RequestRefused)


@pytest.mark.parametrize(
    ("stage", "charged"), [("input", "no"), ("output", "unknown"), ("unknown", "no"), (None, "no")]
)
async def test_a_picture_that_was_drawn_and_then_blocked_may_be_charged(
    paint: Paint, provider: Provider, stage: str | None, charged: str
) -> None:
    details = {"moderation_details": {"moderation_stage": stage}} if stage else {}
    provider.says(400, {"code": "moderation_blocked", "message": "No."} | details)
    error = await failure(paint)
    assert (type(error), error.charged) == (ModerationBlocked, charged)


async def test_where_nobody_listens_nothing_is_charged(tmp_path: Path) -> None:
    with FakeOpenAI() as gone:
        url = gone.base_url
    painter = LiteLLMPainter(url)
    with pytest.raises(ProviderUnreachable, match=r"no connection to 127\.0\.0\.1; nothing was sent") as caught:
        await painter.paint(PaintJob("p", "m", "auto", "auto", tmp_path / "a", KEY))
    await painter.close()
    assert caught.value.charged == "no"


async def test_the_deadline_ends_a_request_once(url: str, provider: Provider, tmp_path: Path) -> None:
    healed = asyncio.Event()

    async def answer(request: web.Request) -> web.StreamResponse:
        await healed.wait()
        return web.json_response(ANSWER)

    provider.answer = answer
    painter = LiteLLMPainter(url, deadline=1)
    with pytest.raises(OutcomeUnknown, match="no whole answer came within 1 seconds"):
        await painter.paint(PaintJob("p", "m", "auto", "auto", tmp_path / "a", KEY))
    healed.set()
    await painter.close()
    assert len(provider.requests) == 1


async def test_the_wire_lets_one_request_through(url: str, provider: Provider, tmp_path: Path) -> None:
    wire = Wire(url)
    client = wire.client(Exchange(tmp_path / "a"), KEY)
    client.max_retries = 5
    assert (client.max_retries, client.with_options(max_retries=5).max_retries) == (0, 0)
    await client.images.generate(prompt="a lion")
    with pytest.raises(Exception, match="Connection error"):
        await client.images.generate(prompt="a lion")
    await wire.close()
    assert len(provider.requests) == 1


async def test_a_wire_that_litellm_goes_around_is_not_taken_for_an_unreachable_one(
    paint: Paint, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def around(**settings: Any) -> None:
        """What a later litellm might do: use a client of its own."""

    monkeypatch.setattr(litellm, "aimage_generation", around)
    assert isinstance(await failure(paint), OutcomeUnknown)


async def test_what_litellm_refuses_to_send_is_not_charged(
    paint: Paint, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(**settings: Any) -> None:
        raise ValueError(f"size is not supported, and {settings['api_key']} is a key")

    monkeypatch.setattr(litellm, "aimage_generation", refuse)
    error = await failure(paint)
    assert isinstance(error, RequestRefused)
    assert str(error).endswith("It said: size is not supported, and … is a key")


@pytest.mark.parametrize("url", ["localhost:8899/v1", "", "ftp://host/v1", "//host/v1"])
async def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(SettingInvalid, match="OPENAI_BASE_URL is no web address"):
        await LiteLLMPainter(url).ready()


async def test_the_proxy_of_the_environment_is_used(
    url: str, provider: Provider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", url.removesuffix("/v1"))
    painter = LiteLLMPainter("http://images.example/v1")
    picture = await painter.paint(PaintJob("p", "m", "auto", "auto", tmp_path / "a", KEY))
    await painter.close()
    assert picture.content == PNG
    assert [request.host for request in provider.requests] == ["images.example"]
