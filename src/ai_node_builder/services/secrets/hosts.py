"""Hosts: read from what people type, and from the addresses that requests go to."""

import ipaddress
import re
from urllib.parse import urlsplit

from ai_node_builder.errors import UserError

LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
NAME = re.compile(rf"{LABEL}(?:\.{LABEL})*")
LOCAL = (".local", ".localhost", ".internal")


def read_host(text: str) -> str:
    """The host that a person names, with or without scheme, port and path; UserError where it names none."""
    given = text.strip()
    if given.count(":") > 1 and "/" not in given and "[" not in given:
        given = f"[{given}]"
    try:
        host = urlsplit(given if "://" in given else f"//{given}").hostname or ""
        if ":" in host:
            return str(ipaddress.IPv6Address(host))
        host = host.rstrip(".").encode("idna").decode()
        if "@" not in given and NAME.fullmatch(host):
            return host
    except ValueError:
        pass
    raise UserError(f"{given[:80]!r} names no host; write it as api.example.com.", code="host_invalid")


def target_host(address: str) -> str:
    """The host that a request to this URL reaches; UserError for a URL that programs read in different ways."""
    import httpx  # the client that makes the requests has the last word on what an address means

    try:
        reached = httpx.URL(address).raw_host.decode().strip("[]")
        if "\\" not in address and not address.isspace() and reached == read_host(address):
            return reached
    except (httpx.InvalidURL, UserError):
        pass
    raise UserError("the address of the server can be read in more than one way; write it as https://HOST/v1.")


def in_the_open(address: str) -> bool:
    """Whether a request there crosses the internet unencrypted."""
    return urlsplit(address).scheme != "https" and not is_local(address)


def is_local(address: str) -> bool:
    """Whether the address is on this machine or the local network."""
    host = urlsplit(address.strip()).hostname or ""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith(LOCAL)
