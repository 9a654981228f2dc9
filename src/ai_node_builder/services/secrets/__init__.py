"""Keys by name, each bound to the provider and the hosts that it is for. A workflow holds only the name."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self, TypeAlias

from ai_node_builder.errors import SecretNotForHost
from ai_node_builder.redaction import hide

from .hosts import in_the_open, target_host


@dataclass(frozen=True, slots=True)
class Binding:
    """Where a key may go: to the provider's own address, and to `hosts`."""

    name: str
    provider: str
    hosts: tuple[str, ...]


class Key(str):
    """A key and its binding. Nodes may take it for a text; whoever sends it asks `key_for` first."""

    binding: Binding

    def __new__(cls, value: str, binding: Binding) -> Self:
        hide(value)
        key = super().__new__(cls, value)
        key.binding = binding
        return key

    def __getnewargs__(self) -> tuple[str, Binding]:  # type: ignore[override]
        return str(self), self.binding

    def __repr__(self) -> str:
        return f"Key({self.binding.name})"


FindKey: TypeAlias = Callable[[str], Key | None]
"""Answers the key of a name, None where there is none. May wait for the disk and the keyring: call it in a thread."""


def key_for(key: str, *, provider: str = "", address: str = "") -> str:
    """The bare key, if it may go to this provider's own address or to this URL; SecretNotForHost otherwise.

    A plain text is bound to nothing: whoever handed it over has named the address as well.
    """
    if not isinstance(key, Key):
        return key.strip()
    if provider != key.binding.provider or not provider:
        _check(key.binding, provider, address)
    return str(key)


def _check(binding: Binding, provider: str, address: str) -> None:
    if not address:
        raise SecretNotForHost(
            f"the key {binding.name} is for {_places(binding)} and is not sent to {provider}; name a key of {provider}."
        )
    host = target_host(address)
    if host not in binding.hosts:
        raise SecretNotForHost(
            f"the key {binding.name} is for {_places(binding)} and is not sent to {host}. If {host} is to have it, "
            f"run: ainb secrets allow {binding.name} --host {host}"
        )
    if in_the_open(address):
        raise SecretNotForHost(f"the key {binding.name} is not sent to {host} unencrypted; write https:// there.")


def _places(binding: Binding) -> str:
    return ", ".join(binding.hosts) or binding.provider
