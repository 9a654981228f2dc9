"""Which addresses are on the internet, and hosts as people write them."""

import re
from ipaddress import IPv4Address, IPv6Address, IPv6Network
from typing import TypeAlias

Address: TypeAlias = IPv4Address | IPv6Address
Place: TypeAlias = tuple[str, int | None]
"""A host name or address, and a port or None for all."""

PLACE = re.compile(r"(?:\[([0-9a-f:.]+)\]|([^\s:/@\[\]]+))(?::(\d{1,5}))?")

NAT64 = IPv6Network("64:ff9b::/96")
"""IPv4 addresses as networks without IPv4 write them (RFC 6052)."""

METADATA = frozenset({"168.63.129.16", "100.100.100.200", "fd00:ec2::254", "fd20:ce::254"})
"""Where clouds hand out credentials, besides the link-local addresses: Azure, Alibaba, AWS, Google."""


def read_places(text: str) -> frozenset[Place]:
    """Hosts between commas, each `host`, `host:port`, `[IPv6]` or `[IPv6]:port`; ValueError for anything else."""
    return frozenset(_read_place(part.strip()) for part in text.lower().split(",") if part.strip())


def _read_place(text: str) -> Place:
    match = PLACE.fullmatch(text)
    if match is None:
        raise ValueError(f"{text[:80]!r} is no host; write it as in localhost:11434")
    literal, name, port = match.groups()
    return normal(literal or name), int(port) if port else None


def normal(host: str) -> str:
    """A host as hosts are compared."""
    return host.lower().rstrip(".")


def unwrapped(address: Address) -> Address:
    """The IPv4 address that an IPv6 address stands for; any other address itself."""
    if isinstance(address, IPv4Address):
        return address
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address


def is_metadata(address: Address) -> bool:
    """Whether a cloud may hand out credentials there."""
    return address.is_link_local or str(address) in METADATA


def is_public(address: Address) -> bool:
    """Whether the address is on the internet: not this machine, a private network, a group or a tunnel."""
    return address.is_global and not (address.is_multicast or address.is_reserved or _is_local_or_tunnel(address))


def _is_local_or_tunnel(address: Address) -> bool:
    # Python calls site-local addresses global, and tunnels can lead to any IPv4 address.
    return isinstance(address, IPv6Address) and bool(address.is_site_local or address.sixtofour or address.teredo)
