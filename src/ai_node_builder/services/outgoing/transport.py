"""Connections to nowhere but to the addresses that were checked."""

import contextlib
import ssl
from functools import cache
from typing import Any
from urllib.request import getproxies, proxy_bypass

import httpx

from ai_node_builder.errors import ProviderUnreachable

from . import PORTS, Outgoing
from .addresses import normal


class CheckedTransport(httpx.AsyncBaseTransport):
    """The transport of a client that a workflow steers. Every request is checked, so each hop of a redirect too.

    Raises HostNotAllowed and, for a name without an address, ProviderUnreachable. Make one for each call or server.
    `library` is httpx, or one with its names: the client and its transport must be of the same.
    """

    def __init__(self, outgoing: Outgoing, library: Any = httpx) -> None:
        self._outgoing = outgoing
        self._library = library
        self._direct = library.AsyncHTTPTransport(verify=_certificates(library))
        self._proxied: dict[str, Any] = {}

    async def handle_async_request(self, request: Any) -> Any:
        if proxy := proxy_for(str(request.url)):
            return await self._through(proxy, request)
        addresses = await self._addresses(request)
        unopened = (self._library.ConnectError, self._library.ConnectTimeout)
        for address in addresses[:-1]:
            try:
                return await self._direct.handle_async_request(self._pinned(request, address))
            except unopened:
                continue
        return await self._direct.handle_async_request(self._pinned(request, addresses[-1]))

    async def aclose(self) -> None:
        for transport in (self._direct, *self._proxied.values()):
            await transport.aclose()

    async def _addresses(self, request: Any) -> list[str]:
        url = request.url
        if url.scheme not in PORTS:
            raise self._library.UnsupportedProtocol(f"{url.scheme!r} is neither http nor https")
        return await self._outgoing.addresses(normal(url.host), url.port or PORTS[url.scheme])

    def _pinned(self, request: Any, address: str) -> Any:
        """The request to this very address. Host header, and the name that the certificate must have, stay."""
        return self._library.Request(
            request.method,
            request.url.copy_with(host=address),
            headers=request.headers,
            stream=request.stream,
            extensions={"sni_hostname": request.url.host, **request.extensions},
        )

    async def _through(self, proxy: str, request: Any) -> Any:
        """A proxy looks names up itself, so what it reaches is for its own rules; what is known here is checked."""
        with contextlib.suppress(ProviderUnreachable):  # behind a proxy, names of the internet may be unknown here
            await self._addresses(request)
        if proxy not in self._proxied:
            verify = _certificates(self._library)
            self._proxied[proxy] = self._library.AsyncHTTPTransport(verify=verify, proxy=proxy)
        return await self._proxied[proxy].handle_async_request(request)


@cache
def _certificates(library: Any) -> ssl.SSLContext:
    context: ssl.SSLContext = library.create_ssl_context()  # reads hundreds of certificates
    return context


def proxy_for(address: str) -> str | None:
    """The proxy that the environment names for this address."""
    url = httpx.URL(address)
    if proxy_bypass(url.host):
        return None
    proxies = getproxies()
    proxy = proxies.get(url.scheme) or proxies.get("all")
    return proxy if not proxy or "://" in proxy else f"http://{proxy}"
