"""The one place that imports litellm: on first use, without network, and quiet."""

import asyncio
import contextlib
import logging
import os
from collections.abc import Iterator
from contextvars import ContextVar
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any

from ai_node_builder.errors import DependencyMissing

if TYPE_CHECKING:
    import httpx

log = logging.getLogger(__name__)

BEFORE_IMPORT = {
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    "LITELLM_LOCAL_ANTHROPIC_BETA_HEADERS": "True",
    "LITELLM_LOCAL_BLOG_POSTS": "True",
    "LITELLM_MODE": "PRODUCTION",
}
"""litellm reads these when it is imported. The first three keep it from fetching lists from the network;
in any mode but PRODUCTION it loads the nearest `.env` file into the environment."""

LOGGERS = ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy", "openai")
"""At DEBUG these write whole prompts and request bodies; litellm's own handler writes to stdout, which
belongs to the answer on the command line and to the protocol in MCP."""

_carrier: "ContextVar[httpx.AsyncBaseTransport | None]" = ContextVar("carrier", default=None)
_changing = Lock()


@cache
def load() -> Any:
    """The litellm module; the first call takes two to four seconds. DependencyMissing where it is absent.

    Safe to call from several threads: Python's import lock lets one import, and the settings may be
    made twice.
    """
    for name, value in BEFORE_IMPORT.items():
        os.environ.setdefault(name, value)
    try:
        import litellm
    except ImportError as error:
        message = f"litellm cannot be imported ({error.name}); run: pip install litellm"
        raise DependencyMissing(message) from error
    _quieten(litellm)
    _let_carry()
    return litellm


@contextlib.contextmanager
def carried_by(transport: "httpx.AsyncBaseTransport") -> Iterator[None]:
    """Within this block the requests of litellm go through `transport`, whichever client it makes them with."""
    token = _carrier.set(transport)
    try:
        yield
    finally:
        _carrier.reset(token)


async def loaded() -> Any:
    """`load` without holding up the event loop."""
    return await asyncio.to_thread(load)


async def warm_up() -> None:
    """Import litellm ahead of the first call. Start it as a background task once the server answers."""
    try:
        await loaded()
    except DependencyMissing as error:
        log.warning("%s", error)


def _let_carry() -> None:
    # Only some of its providers heed the argument `client`, and only until a client is cached. All of them
    # end in this one transport, once the switch to httpx's own is out of reach.
    from litellm.llms.custom_httpx.aiohttp_transport import LiteLLMAiohttpTransport
    from litellm.llms.custom_httpx.http_handler import AsyncHTTPHandler

    with _changing:
        if hasattr(LiteLLMAiohttpTransport, "plain"):
            return
        LiteLLMAiohttpTransport.plain = LiteLLMAiohttpTransport.handle_async_request
        LiteLLMAiohttpTransport.handle_async_request = _carry
        AsyncHTTPHandler.should_use_aiohttp_transport = staticmethod(lambda: True)


async def _carry(transport: Any, request: "httpx.Request") -> "httpx.Response":
    carrier = _carrier.get()
    if carrier is None:
        response: httpx.Response = await transport.plain(request)
        return response
    return await carrier.handle_async_request(request)


def _quieten(litellm: Any) -> None:
    litellm.suppress_debug_info = True
    for name in LOGGERS:
        logger = logging.getLogger(name)
        logger.handlers[:] = [logging.NullHandler()]
        logger.setLevel(logging.WARNING)
        logger.propagate = False
