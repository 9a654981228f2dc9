"""The control surface over HTTP, for steering a fake that runs in another process."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from aiohttp import web

from .received import read_body
from .replies import ApiError, JsonObject

if TYPE_CHECKING:
    from .server import FakeOpenAI


def control_routes(fake: "FakeOpenAI") -> list[web.RouteDef]:
    """Routes under /_control; they need no key and do not count as requests.

    - POST fault `{"name", "times": 1 | null, "seconds": 1.0, "on": "images" | "chat"}`; null is until healed
    - POST heal
    - POST script `{"replies": [...]}`
    - GET requests -> `{"images": n, "chat": n, "image_bodies": [...], "chat_bodies": [...]}`
    """

    def set_fault(body: JsonObject) -> None:
        times = body.pop("times", 1)
        if times is None:
            fake.fail_always(**body)
        else:
            fake.fail_next(times=times, **body)

    def heal(body: JsonObject) -> None:
        fake.heal()

    def set_script(body: JsonObject) -> None:
        fake.script(*body["replies"])

    async def requests(request: web.Request) -> web.Response:
        return web.json_response(_requests(fake))

    return [
        web.post("/_control/fault", _command(set_fault)),
        web.post("/_control/heal", _command(heal)),
        web.post("/_control/script", _command(set_script)),
        web.get("/_control/requests", requests),
    ]


def _command(action: Callable[[JsonObject], None]) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        body = await read_body(request) if request.can_read_body else {}
        try:
            action(body)
        except (KeyError, TypeError, ValueError) as error:
            raise ApiError(400, f"This control request does not fit: {error}") from error
        return web.json_response({"ok": True})

    return handle


def _requests(fake: "FakeOpenAI") -> JsonObject:
    images, chat = fake.image_requests, fake.chat_requests
    return {
        "images": len(images),
        "chat": len(chat),
        "image_bodies": [request.body for request in images],
        "chat_bodies": [request.body for request in chat],
    }
