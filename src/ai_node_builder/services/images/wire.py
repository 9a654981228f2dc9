"""The HTTP under a paid call: sent once, and every byte of the answer kept as it arrives.

The answer goes to a spool file chunk by chunk. What kills the process after that cannot lose the picture,
and what went wrong is read from the answer itself: litellm's exceptions drop the codes that tell causes apart.
"""

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from urllib.request import getproxies, proxy_bypass

import httpx
import openai

log = logging.getLogger(__name__)

NEVER_LEFT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
"""After these no byte of the request has gone out."""


@dataclass(slots=True)
class Exchange:
    """One request and what came back. `complete` is set when the last byte of the body is in."""

    spool: Path
    left: bool = False
    status: int | None = None
    headers: httpx.Headers = field(default_factory=httpx.Headers)
    body: bytearray = field(default_factory=bytearray)
    complete: bool = False


class OneTry(openai.AsyncOpenAI):
    """A client that never sends twice. litellm sets `max_retries` to 2 on every client it is given."""

    @property
    def max_retries(self) -> int:
        return 0

    @max_retries.setter
    def max_retries(self, value: int) -> None:
        pass


class Wire:
    """The shared connections to a provider."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self._transport = httpx.AsyncHTTPTransport(proxy=_proxy_for(base_url))

    def client(self, exchange: Exchange, api_key: str, timeout: float) -> OneTry:
        """A client for one call, recorded in `exchange`; `timeout` in seconds for each read."""
        plain = {"accept-encoding": "identity"}  # so that the spool holds what a later process can read
        http = httpx.AsyncClient(transport=_Recorder(self._transport, exchange), timeout=timeout, headers=plain)
        return OneTry(api_key=api_key, base_url=self.base_url, http_client=http)

    async def close(self) -> None:
        await self._transport.aclose()


class _Recorder(httpx.AsyncBaseTransport):
    def __init__(self, transport: httpx.AsyncBaseTransport, exchange: Exchange) -> None:
        self._transport = transport
        self._exchange = exchange

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self._exchange.left = True
        try:
            response = await self._transport.handle_async_request(request)
        except NEVER_LEFT:
            self._exchange.left = False
            raise
        self._exchange.status = response.status_code
        self._exchange.headers = response.headers
        response.stream = _Tee(response.stream, self._exchange)
        return response


class _Tee(httpx.AsyncByteStream):
    def __init__(self, stream: httpx.SyncByteStream | httpx.AsyncByteStream, exchange: Exchange) -> None:
        assert isinstance(stream, httpx.AsyncByteStream)
        self._stream = stream
        self._exchange = exchange

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with self._exchange.spool.open("wb", buffering=0) as spool:
            async for chunk in self._stream:
                self._exchange.body += chunk
                self._keep(spool, chunk)
                yield chunk
        self._exchange.complete = True

    def _keep(self, spool: BinaryIO, chunk: bytes) -> None:
        try:
            spool.write(chunk)
        except OSError as error:
            # The body is in memory too: a full disk must not break off an answer that is being paid for.
            log.warning("the answer cannot be spooled to %s: %s", self._exchange.spool, error)

    async def aclose(self) -> None:
        await self._stream.aclose()


def _proxy_for(base_url: str) -> str | None:
    url = httpx.URL(base_url)
    if proxy_bypass(url.host):
        return None
    proxies = getproxies()
    return proxies.get(url.scheme) or proxies.get("all")
