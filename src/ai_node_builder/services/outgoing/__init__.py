"""Where a workflow may connect to. Whoever wrote it may not be who runs it, and this machine reaches more than they do.

Public addresses are open. This machine, the local network and everything else that is not the internet are closed,
but for what the operator names. What counts is the address that is connected to, not how it is spelled.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable
from ipaddress import ip_address
from typing import TypeAlias
from urllib.parse import urlsplit

from ai_node_builder.errors import HostNotAllowed, UserError
from ai_node_builder.services.provider_errors import unreachable

from .addresses import is_metadata, is_public, normal, read_places, unwrapped

Resolve: TypeAlias = Callable[[str, int], Awaitable[list[str]]]

PORTS = {"http": 80, "https": 443}
"""By scheme, where an address names none. No other scheme leads anywhere."""


async def system_resolver(host: str, port: int) -> list[str]:
    """The addresses of a host, as this machine finds them; of an address, in whatever notation, that address."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class Outgoing:
    """What workflows may connect to: the internet, and the hosts that `allow` lists, as in `box, localhost:11434`.

    A host that is allowed may have any address but one where a cloud hands out credentials: that has to be allowed
    as the address that it is. `resolve` answers the addresses of a host; it raises OSError for an unknown one.
    """

    def __init__(self, allow: str = "", *, resolve: Resolve = system_resolver) -> None:
        self._allowed = read_places(allow)
        self._resolve = resolve

    def opened(self, urls: Iterable[str]) -> "Outgoing":
        """The same, and the hosts of these URLs, which the operator has set; what is no web address opens nothing."""
        also = Outgoing(resolve=self._resolve)
        also._allowed = self._allowed | {place for url in urls if (place := _place(url))}
        return also

    async def check(self, url: str) -> None:
        """UserError for what is no plain web address, HostNotAllowed, or ProviderUnreachable for an unknown name.

        A first look, for a clear word early on. The connection itself has to go through `transport`: a name can
        have another address by then.
        """
        await self.addresses(*target(url))

    async def addresses(self, name: str, port: int) -> list[str]:
        """The addresses of a host that may be connected to; HostNotAllowed where there are none."""
        try:
            found = await self._resolve(name, port)
        except (OSError, UnicodeError) as error:
            raise unreachable(f"{name[:120]}:{port}") from error
        fitting = [address for address in found if self._fits(address, name, port)]
        if not fitting:
            raise HostNotAllowed(name, port)
        return fitting

    def _fits(self, text: str, name: str, port: int) -> bool:
        address = unwrapped(ip_address(text))
        if self._names(str(address), port):
            return True
        return not is_metadata(address) and (is_public(address) or self._names(name, port))

    def _names(self, host: str, port: int) -> bool:
        return not self._allowed.isdisjoint({(host, port), (host, None)})


def target(url: str) -> tuple[str, int]:
    """Host and port of a web address; UserError where it is none, or carries a user name."""
    place = _place(url)
    if place is None or "@" in urlsplit(url).netloc:
        example = "https://models.example.com/v1"
        raise UserError(f"an address begins with http:// or https:// and a host, as in {example}; no user name in it.")
    return place


def _place(url: str) -> tuple[str, int] | None:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in PORTS or not parts.hostname:
        return None
    return normal(parts.hostname), port or PORTS[parts.scheme]
