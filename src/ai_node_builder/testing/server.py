"""The fake OpenAI server: a real HTTP server on loopback, in a thread of its own."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from itertools import count
from threading import Thread
from types import TracebackType
from typing import Self
from uuid import uuid4

from aiohttp import web
from aiohttp.typedefs import Handler

from .anthropic_api import anthropic_reply
from .chat_api import Script, Scripted, chat_reply
from .control import control_routes
from .delivery import deliver, send
from .faults import Endpoint, FaultPlan
from .image_api import image_payload, spoiled
from .models_api import models_payload
from .received import Received, ReceivedRequest, masked, read_body
from .replies import ApiError, HttpReply, JsonObject, error_reply, json_reply, wrong_key
from .responses_api import responses_reply

_HOST = "127.0.0.1"
_LARGEST_REQUEST = 1 << 30  # bytes; an edit may carry 16 pictures of 50 MB

_MakeReply = Callable[[JsonObject, Script, int], HttpReply]

_GRACE = 0.01  # seconds; aiohttp takes 0 for no limit


class FakeOpenAI:
    """OpenAI's images, chat and Responses API on 127.0.0.1, with faults to order. Use it in a `with` block.

    Anthropic's Messages API is there too; its clients leave `/v1` off their base URL.

    `port` 0 takes a free port. `image_bytes` above 0 makes every PNG about that heavy.
    Any bearer key is accepted except one that starts with `sk-bad`; of a key only the last
    four characters are kept. Any model name is accepted.
    """

    def __init__(self, *, port: int = 0, image_bytes: int = 0) -> None:
        self._port = port
        self._image_bytes = image_bytes
        self._images, self._chats = Received(), Received()
        self._faults, self._script = FaultPlan(), Script()
        self._numbers = count(1)
        self._ready: Future[int] = Future()
        self._thread = Thread(target=self._run, name="fake-openai", daemon=True)

    def __enter__(self) -> Self:
        """Raises OSError if the port is taken."""
        self._thread.start()
        self._port = self._ready.result()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    @property
    def base_url(self) -> str:
        return f"http://{_HOST}:{self._port}/v1"

    @property
    def image_requests(self) -> list[ReceivedRequest]:
        """Every image request that arrived, failed ones too."""
        return self._images.all()

    @property
    def chat_requests(self) -> list[ReceivedRequest]:
        """Every chat request that arrived, failed ones too."""
        return self._chats.all()

    def wait_for_images(self, count: int, timeout: float = 60.0) -> None:
        """Block until `count` image requests have arrived. Raises TimeoutError after `timeout` seconds."""
        self._images.wait_for(count, timeout)

    def wait_for_chats(self, count: int, timeout: float = 60.0) -> None:
        """The same for chat requests."""
        self._chats.wait_for(count, timeout)

    def fail_next(self, name: str, *, seconds: float = 1.0, on: Endpoint = "images", times: int = 1) -> None:
        """Give the next `times` requests the fault `name`. Raises ValueError for an unknown fault."""
        self._faults.fail_next(name, seconds, on, times)

    def fail_always(self, name: str, *, seconds: float = 1.0, on: Endpoint = "images") -> None:
        """Give every request the fault `name` until `heal`. Raises ValueError for an unknown fault."""
        self._faults.fail_always(name, seconds, on)

    def heal(self) -> None:
        """Drop all faults; requests that are being slowed down go on at once."""
        self._faults.clear()
        self._loop.call_soon_threadsafe(self._end_pauses)

    def script(self, *replies: Scripted) -> None:
        """Queue replies for the next chat requests: text, a list of tool calls, or a Reply."""
        self._script.add(replies)

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:
            if self._ready.done():
                raise
            self._ready.set_exception(error)

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop, self._healed = asyncio.Event(), asyncio.Event()
        runner = web.AppRunner(self._app(), access_log=None, shutdown_timeout=_GRACE)
        await runner.setup()
        try:
            await web.TCPSite(runner, _HOST, self._port).start()
            self._ready.set_result(runner.addresses[0][1])
            await self._stop.wait()
        finally:
            await runner.cleanup()

    def _app(self) -> web.Application:
        app = web.Application(middlewares=[_errors_as_replies], client_max_size=_LARGEST_REQUEST)
        app.on_response_prepare.append(_add_request_id)
        app.add_routes(
            [
                web.post("/v1/images/generations", self._answer_image),
                web.post("/v1/images/edits", self._answer_image),
                web.post("/v1/chat/completions", partial(self._answer_chat, chat_reply)),
                web.post("/v1/responses", partial(self._answer_chat, responses_reply)),
                web.post("/v1/messages", partial(self._answer_chat, anthropic_reply)),
                web.get("/v1/models", _answer_models),
                *control_routes(self),
                web.route("*", "/{path:.*}", _answer_unknown),
            ]
        )
        return app

    async def _answer_image(self, request: web.Request) -> web.StreamResponse:
        body = await _receive(request, self._images)
        planned = self._faults.take("images")
        if error := error_reply(planned, body):
            return await send(request, error)
        payload = image_payload(body, next(self._numbers), self._image_bytes)
        reply = json_reply(spoiled(payload, planned.fault) if planned else payload)
        return await deliver(request, reply, planned, self._healed)

    async def _answer_chat(self, make: _MakeReply, request: web.Request) -> web.StreamResponse:
        body = await _receive(request, self._chats)
        planned = self._faults.take("chat")
        if error := error_reply(planned, body):
            return await send(request, error)
        reply = make(body, self._script, next(self._numbers))
        return await deliver(request, reply, planned, self._healed)

    def _end_pauses(self) -> None:
        self._healed.set()
        self._healed = asyncio.Event()


async def _receive(request: web.Request, received: Received) -> JsonObject:
    """Note the request down, even one that is then refused, and return its body."""
    try:
        body = await read_body(request)
    except ApiError:
        received.add(request, {})
        raise
    received.add(request, body)
    _check_key(request)
    return body


def _check_key(request: web.Request) -> None:
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    key = request.headers.get("X-Api-Key") or (key if scheme.lower() == "bearer" else "")
    if not key:
        message = "You didn't provide an API key. Send it as a header: Authorization: Bearer YOUR_KEY."
        raise ApiError(401, message, code="invalid_api_key")
    if key.startswith("sk-bad"):
        raise wrong_key(masked(key))


async def _answer_models(request: web.Request) -> web.Response:
    _check_key(request)
    return web.json_response(models_payload())


async def _answer_unknown(request: web.Request) -> web.Response:
    raise ApiError(404, f"Invalid URL ({request.method} {request.path})")


@web.middleware
async def _errors_as_replies(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except ApiError as error:
        return await send(request, error.reply())


async def _add_request_id(request: web.Request, response: web.StreamResponse) -> None:
    response.headers["x-request-id"] = f"req_{uuid4().hex}"
