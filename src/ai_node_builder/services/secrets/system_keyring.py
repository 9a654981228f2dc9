"""The keyring of the operating system, for programs that must neither prompt nor hang.

Used are those keyrings that answer without asking the person in front of the screen, and whichever
PYTHON_KEYRING_BACKEND names.
"""

import os
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import closing
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

SERVICE = "ai-node-builder"
PATIENCE = 10.0
"""Seconds for an answer: a D-Bus that hangs would hold up the whole program."""
SECRET_SERVICE = "keyring.backends.SecretService"
QUIET = (SECRET_SERVICE, "keyring.backends.Windows", "keyring.backends.macOS")


class KeyringUnusable(Exception):
    """There is no keyring, or it is locked, or it does not answer; the text says which."""


class SystemKeyring:
    """Entries of this program in the keyring. Every method raises KeyringUnusable."""

    def read(self, entry: str) -> str | None:
        return _ask(lambda backend: backend.get_password(SERVICE, entry))

    def write(self, entry: str, value: str) -> None:
        """Keep an entry, and make sure that it is there."""

        def keep(backend: "KeyringBackend") -> str | None:
            backend.set_password(SERVICE, entry, value)
            return backend.get_password(SERVICE, entry)

        if _ask(keep) != value:
            raise KeyringUnusable("the keyring does not keep what it is given")

    def remove(self, entry: str) -> None:
        _ask(lambda backend: backend.delete_password(SERVICE, entry))


def _ask(question: Callable[["KeyringBackend"], T]) -> T:
    """The keyring's answer, from a thread that is left behind where none comes."""
    answer: Future[T] = Future()
    threading.Thread(target=_settle, args=(answer, question), name="keyring", daemon=True).start()
    try:
        return answer.result(PATIENCE)
    except TimeoutError:
        raise KeyringUnusable(f"the keyring did not answer within {PATIENCE:g} seconds") from None


def _settle(answer: Future[T], question: Callable[["KeyringBackend"], T]) -> None:
    try:
        answer.set_result(question(_backend()))
    except KeyringUnusable as error:
        answer.set_exception(error)
    except Exception as error:  # backends raise what their libraries raise
        answer.set_exception(KeyringUnusable(f"the keyring cannot be used ({type(error).__name__}: {error})"))


def _backend() -> "KeyringBackend":
    import keyring
    from keyring.backends import fail, null

    found = keyring.get_keyring()
    chained: list[KeyringBackend] = getattr(found, "backends", [found])
    for backend in chained:
        if "PYTHON_KEYRING_BACKEND" in os.environ and not isinstance(backend, fail.Keyring | null.Keyring):
            return backend
        if type(backend).__module__ in QUIET:
            _must_be_open(backend)
            return backend
    raise KeyringUnusable("there is no keyring here that can be asked without a prompt")


def _must_be_open(backend: "KeyringBackend") -> None:
    """The Secret Service would ask for a password where it is locked, or where it has no collection yet."""
    if type(backend).__module__ != SECRET_SERVICE:
        return
    import secretstorage

    with closing(secretstorage.dbus_init()) as bus:
        if secretstorage.get_collection_by_alias(bus, "default").is_locked():
            raise KeyringUnusable("the keyring is locked; log in to the desktop or unlock it")
