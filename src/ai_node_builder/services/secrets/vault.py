"""Sealed keys in the database: AES-256-GCM, bound to their name, provider and hosts.

Whoever can write to the database can neither read a key, nor put one under another name, nor widen its hosts.
"""

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from ai_node_builder.errors import MasterKeyUnusable, NotFound, OperatorError
from ai_node_builder.services.database import Database, utc_now
from ai_node_builder.services.tables import secrets

from . import Binding
from .master_key import MasterKey

MARK = 8
"""Bytes of the master key's hash in front of what it has sealed: they tell a wrong key from a changed row."""
NONCE = 12
TAG = 16


@dataclass(frozen=True, slots=True)
class Sealed:
    """A row. Its binding is only to be believed once it is opened."""

    binding: Binding
    sealed: bytes

    @property
    def empty(self) -> bool:
        """Whether it holds no key, and only says where that of the environment may go."""
        return len(self.sealed) == MARK + NONCE + TAG


class Vault:
    """Keeps keys. Each method may wait for the disk and the keyring: call it in a thread."""

    def __init__(self, database: Database, master: MasterKey) -> None:
        self.master = master
        self._database = database

    def all(self) -> Sequence[Sealed]:
        """What is kept, still sealed, by name."""
        return self._database.read_now(
            lambda connection: [_sealed(row) for row in connection.execute(select(secrets).order_by(secrets.c.name))]
        )

    def get(self, name: str) -> Sealed | None:
        """One row, still sealed."""
        query = select(secrets).where(secrets.c.name == name)
        row = self._database.read_now(lambda connection: connection.execute(query).one_or_none())
        return None if row is None else _sealed(row)

    def open(self, row: Sealed) -> str:
        """The value; MasterKeyUnusable, or OperatorError where the row is not as it was sealed."""
        from cryptography.exceptions import InvalidTag

        master, (mark, nonce, box) = self.master.open(), _parts(row.sealed)
        if mark != _mark(master):
            raise MasterKeyUnusable(
                f"{row.binding.name} was sealed with another master key than the one at hand; "
                f"bring the right one back, or set the key again: ainb secrets set {row.binding.name}"
            )
        try:
            value: bytes = _cipher(master).decrypt(nonce, box, _context(row.binding))
        except InvalidTag:
            raise OperatorError(
                f"the row of {row.binding.name} was changed from outside and cannot be trusted; "
                f"set the key again: ainb secrets set {row.binding.name}",
                code="secret_unreadable",
            ) from None
        return value.decode()

    def put(self, binding: Binding, value: str) -> None:
        """Seal a key and keep it, in the place of an earlier one of the name."""
        master = self.master.open() if self._count() else self.master.open_or_make()
        nonce = os.urandom(NONCE)
        box = _cipher(master).encrypt(nonce, value.encode(), _context(binding))
        row = {"provider": binding.provider, "hosts": list(binding.hosts), "sealed": _mark(master) + nonce + box}
        self._database.write_now(lambda connection: _keep(connection, binding.name, row))

    def remove(self, name: str) -> None:
        """Forget a key; NotFound where none of the name is kept."""
        query = delete(secrets).where(secrets.c.name == name)
        if self._database.write_now(lambda connection: connection.execute(query).rowcount) == 0:
            raise NotFound(f"no key called {name[:80]!r} is stored; `ainb secrets` lists them.")

    def _count(self) -> int:
        query = select(func.count()).select_from(secrets)
        return self._database.read_now(lambda connection: connection.execute(query).scalar_one())


def _sealed(row: Any) -> Sealed:
    return Sealed(Binding(row.name, row.provider, tuple(row.hosts)), row.sealed)


def _parts(sealed: bytes) -> tuple[bytes, bytes, bytes]:
    return sealed[:MARK], sealed[MARK : MARK + NONCE], sealed[MARK + NONCE :]


def _mark(master: bytes) -> bytes:
    return hashlib.sha256(b"ai-node-builder master key\0" + master).digest()[:MARK]


def _cipher(master: bytes) -> Any:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(master)


def _context(binding: Binding) -> bytes:
    """What is sealed in beside the value."""
    return json.dumps([binding.name, binding.provider, list(binding.hosts)]).encode()


def _keep(connection: Connection, name: str, row: dict[str, Any]) -> None:
    now = utc_now()
    change = update(secrets).where(secrets.c.name == name).values(**row, updated_at=now)
    if connection.execute(change).rowcount == 0:
        connection.execute(insert(secrets).values(name=name, **row, created_at=now, updated_at=now))
