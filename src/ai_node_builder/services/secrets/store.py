"""All keys there are: those of the environment, and those that are stored.

The environment wins, as with every setting. What is stored under a name says where its key may go, wherever
the key itself comes from.
"""

import logging
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from ai_node_builder.errors import NotFound, OperatorError, UserError
from ai_node_builder.redaction import SHORTEST

from . import Binding, Key
from .environment import usual_binding, usual_hosts
from .hosts import read_host
from .known import PROVIDER_OF
from .trial import Trial, try_key
from .vault import Sealed, Vault

log = logging.getLogger(__name__)

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,127}")
LONGEST = 8192
"""Characters of a key; tokens signed by cloud providers reach some thousands."""

Source = Literal["environment", "stored", "nowhere"]


@dataclass(frozen=True, slots=True)
class Secret:
    """What may be told of a key. `source` is "nowhere" where only its hosts are stored."""

    name: str
    provider: str
    hosts: tuple[str, ...]
    source: Source


class Secrets:
    """Finds keys by name, and keeps them. Each method may wait for disk and keyring: call it in a thread.

    `settings` are the keys that the operator's settings hold, by name; `addresses` are where the operator has
    chosen to have a provider's API served.
    """

    def __init__(self, vault: Vault, settings: Mapping[str, str], addresses: Mapping[str, str]) -> None:
        self.vault = vault
        self._settings = settings
        self._addresses = addresses

    def find(self, name: str) -> Key | None:
        """The key of a name, ready for use; None where there is none."""
        row = self.vault.get(name)
        stored = self.vault.open(row) if row else ""
        value = self._operators(name) or stored
        return Key(value, self._binding(name, row)) if value else None

    def resolve(self, name: str) -> Key:
        """The same; UserError with the code `secret_missing` where there is none."""
        if key := self.find(name):
            return key
        raise UserError(
            f"there is no key called {name[:128]}; store it: ainb secrets set {name[:128]}. Of the environment only "
            "the usual variables of providers can be named, such as OPENAI_API_KEY.",
            code="secret_missing",
        )

    def all(self) -> list[Secret]:
        """Everything but the values, by name."""
        rows = {row.binding.name: row for row in self.vault.all()}
        names = sorted(rows.keys() | {name for name in PROVIDER_OF if self._operators(name)})
        return [self._described(name, rows.get(name)) for name in names]

    def get(self, name: str) -> Secret:
        """One of them; NotFound where there is no key of the name."""
        row = self.vault.get(name)
        if row is None and not self._operators(name):
            raise NotFound(f"there is no key called {name[:80]!r}; `ainb secrets` lists them.")
        return self._described(name, row)

    def values(self) -> list[str]:
        """Every key that can be had, to look for them where they must not be."""
        every = [*map(self._operators, PROVIDER_OF), *self._opened()]
        return [value for value in every if len(value) >= SHORTEST]

    def _opened(self) -> Iterator[str]:
        for row in self.vault.all():
            try:
                yield self.vault.open(row)
            except OperatorError as error:
                log.warning("it is not known whether %s stands in a workflow: %s", row.binding.name, error)

    def set(self, name: str, value: str, provider: str = "", hosts: Iterable[str] = ()) -> Secret:
        """Keep a key. Hosts that are left out are the provider's, and the provider of a known name is known.

        UserError for a name, a value or a host that cannot be used, and for a key without any place to go to.
        """
        provider = provider.strip() or PROVIDER_OF.get(name, "")
        named = tuple(sorted({*map(read_host, hosts)})) or usual_hosts(provider)
        _check(name, value.strip(), provider, named)
        self.vault.put(Binding(name, provider, named), value.strip())
        return self.get(name)

    def allow(self, name: str, hosts: Iterable[str]) -> Secret:
        """Let a key go to more hosts; also one that comes from the environment."""
        row = self.vault.get(name)
        if row is None and name not in PROVIDER_OF:
            raise NotFound(f"there is no key called {name[:80]!r}; `ainb secrets` lists them.")
        value, binding = (self.vault.open(row), row.binding) if row else ("", usual_binding(name))
        wider = tuple(sorted({*binding.hosts, *map(read_host, hosts)}))
        self.vault.put(Binding(name, binding.provider, wider), value)
        return self.get(name)

    def remove(self, name: str) -> None:
        """Forget a stored key and its hosts; NotFound where nothing of the name is stored."""
        self.vault.remove(name)

    def test(self, name: str) -> Trial:
        """Whether the provider accepts the key; what `resolve` raises where there is none."""
        key = self.resolve(name)
        return try_key(key, self._addresses.get(key.binding.provider, ""))

    def _operators(self, name: str) -> str:
        if name not in PROVIDER_OF:
            return ""
        return (self._settings.get(name) or os.environ.get(name, "")).strip()

    def _binding(self, name: str, row: Sealed | None) -> Binding:
        binding = row.binding if row else usual_binding(name)
        own = urlsplit(self._addresses.get(binding.provider, "")).hostname
        return Binding(name, binding.provider, tuple(sorted({*binding.hosts, *([own] if own else [])})))

    def _described(self, name: str, row: Sealed | None) -> Secret:
        binding = self._binding(name, row)
        return Secret(name, binding.provider, binding.hosts, self._source(name, row))

    def _source(self, name: str, row: Sealed | None) -> Source:
        if self._operators(name):
            return "environment"
        return "stored" if row and not row.empty else "nowhere"


def _check(name: str, value: str, provider: str, hosts: tuple[str, ...]) -> None:
    if not NAME.fullmatch(name):
        raise UserError("a key's name is letters, digits and _ . -, as in OPENAI_API_KEY.", code="secret_invalid")
    if not value or len(value) > LONGEST or not value.isascii() or not value.isprintable() or " " in value:
        raise UserError(
            f"the key is empty, longer than {LONGEST} characters, or holds blanks or characters that no key has; "
            "copy it again.",
            code="secret_invalid",
        )
    if not provider and not hosts:
        raise UserError(f"say what {name} is for: a provider or at least one host.", code="secret_invalid")
