"""The HTTP under a paid call: sent once, and every byte of the answer kept as it arrives.

litellm makes the request and is handed an empty answer in place of the real one: it would copy, parse and
log the picture several times over, and its exceptions drop the codes that tell causes apart. What became of
the call is read from the `Exchange` instead.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import httpx
import openai

from ai_node_builder.services.outgoing.transport import proxy_for

from .spool import Spool

CONNECT = 15.0
"""Seconds for a connection to come about. The rest of the call has one limit, which the painter sets."""

LARGEST = 256 * 2**20
"""Bytes of an answer that are read. The largest picture there is, 3840 by 2160 in base64, has a sixth of that."""

NEVER_LEFT = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.ClientHttpProxyError,
    aiohttp.InvalidURL,
)
"""After these no byte of the request has gone out. Whatever else goes wrong, it may have."""

NOTHING = {"created": 0, "data": []}
"""An answer without pictures."""


@dataclass(slots=True)
class Exchange:
    """One request and what came back; the body goes to the file `spool` too, as it arrives.

    `unreached` is the only proof that nothing was sent. `complete` is set when the last byte of the body is in.
    """

    spool: Path
    sent: bool = False
    unreached: bool = False
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    pieces: list[bytes] = field(default_factory=list, repr=False)
    complete: bool = False

    def take_body(self) -> bytes:
        """The body, handed over. The client that fills this is one of the cycles that wait for the collector, which
        comes seldom where litellm is loaded: megabytes must not wait with it."""
        body = b"".join(self.pieces)
        self.pieces.clear()
        return body


class OneTry(openai.AsyncOpenAI):
    """A client that never sends twice. litellm sets `max_retries` to 2 on every client it is given."""

    @property
    def max_retries(self) -> int:
        return 0

    @max_retries.setter
    def max_retries(self, value: int) -> None:
        pass


class Wire:
    """The way to a provider. Make it where the event loop runs.

    Each request gets a connection of its own: one that was kept open can die just as a request goes out, and
    then nobody knows whether it was carried out.
    """

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(force_close=True, limit=0, ssl=httpx.create_ssl_context()),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, connect=CONNECT),
            proxy=proxy_for(base_url),
            auto_decompress=False,
            read_bufsize=2**18,
        )

    def client(self, exchange: Exchange, api_key: str) -> OneTry:
        """A client for one request, recorded in `exchange`."""
        plain = {"accept-encoding": "identity"}  # so that the spool holds what a later process can read
        http = httpx.AsyncClient(transport=_Recorder(self._session, exchange), headers=plain, trust_env=False)
        return OneTry(api_key=api_key, base_url=self._base_url, http_client=http)

    async def close(self) -> None:
        await self._session.close()


class _Recorder(httpx.AsyncBaseTransport):
    """Lets one request through, keeps its answer in the exchange, and passes on an empty one.

    aiohttp carries it: it takes in megabytes at a third of what httpx's own transport costs.
    """

    def __init__(self, session: aiohttp.ClientSession, exchange: Exchange) -> None:
        self._session = session
        self._exchange = exchange

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self._exchange.sent:
            raise RuntimeError("a paid request is sent once")
        self._exchange.sent = True
        sending = self._session.request(
            request.method,
            str(request.url),
            headers=request.headers.multi_items(),
            data=await request.aread(),
            allow_redirects=False,
        )
        try:
            response = await sending
        except NEVER_LEFT:
            self._exchange.unreached = True
            raise
        async with response:
            await self._keep(response)
        return httpx.Response(response.status, json=NOTHING)

    async def _keep(self, response: aiohttp.ClientResponse) -> None:
        exchange = self._exchange
        exchange.status, exchange.headers = response.status, response.headers
        room = LARGEST
        with Spool(exchange.spool) as spool:
            async for piece in response.content.iter_any():
                exchange.pieces.append(piece)
                spool.write(piece)
                room -= len(piece)
                if room < 0:
                    return
        exchange.complete = True
