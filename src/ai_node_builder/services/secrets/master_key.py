"""The one key that seals all others: 256 bits, in the system's keyring or in a file that only its owner can read.

The file `secrets.key` says where it is: `keyring ENTRY`, or `file KEY`. Where it was made, there it stays.
"""

import base64
import logging
import os
import secrets
import stat
import tempfile
from pathlib import Path

from ai_node_builder.errors import MasterKeyUnusable

from .system_keyring import KeyringUnusable, SystemKeyring

log = logging.getLogger(__name__)

BYTES = 32
GONE = "Bring it back from a backup, or remove the stored keys (`ainb secrets rm NAME`) and set them again."


class MasterKey:
    """Finds the master key, or makes one. `keyring` is where a new one goes; None puts it into the file."""

    def __init__(self, path: Path, keyring: SystemKeyring | None) -> None:
        self.path = path
        self._keyring = keyring
        self._key: bytes | None = None

    @property
    def place(self) -> str:
        """Where it is, in words; empty where there is none yet."""
        if not self.path.exists():
            return ""
        return "the system's keyring" if self._record()[0] == "keyring" else f"the file {self.path}"

    def open(self) -> bytes:
        """The key; MasterKeyUnusable says why there is none to be had, and what to do."""
        if self._key is None:
            self._key = self._read()
        return self._key

    def open_or_make(self) -> bytes:
        """The key; a new one where there is none yet. For the first secret only: a new key opens no old ones."""
        if not self.path.exists():
            self._make()
        return self.open()

    def _read(self) -> bytes:
        if not self.path.exists():
            raise MasterKeyUnusable(f"the file {self.path}, which the stored keys are opened with, is gone. {GONE}")
        place, text = self._record()
        return _decoded(self._from_keyring(text) if place == "keyring" else text, self.path)

    def _record(self) -> tuple[str, str]:
        with self.path.open("rb") as file:
            _must_be_private(self.path, os.fstat(file.fileno()).st_mode)
            words = file.read(1000).decode(errors="replace").split()
        if len(words) != 2 or words[0] not in ("keyring", "file"):
            raise _damaged(self.path)
        return words[0], words[1]

    def _from_keyring(self, entry: str) -> str:
        try:
            found = SystemKeyring().read(entry)
        except KeyringUnusable as error:
            raise MasterKeyUnusable(
                f"the stored keys are opened with the entry {entry} of the system's keyring, and {error}. "
                f"Unlock the keyring and try again; on another machine, set the keys again."
            ) from error
        if found is None:
            raise MasterKeyUnusable(f"the system's keyring has no entry {entry} (any more). {GONE}")
        return found

    def _make(self) -> None:
        """Make a key and its file. Where another process is faster, its key holds."""
        key, entry = base64.b64encode(secrets.token_bytes(BYTES)).decode(), secrets.token_hex(8)
        in_keyring = self._to_keyring(entry, key)
        try:
            _publish(self.path, f"keyring {entry}\n" if in_keyring else f"file {key}\n")
        except FileExistsError:
            if in_keyring:
                SystemKeyring().remove(entry)

    def _to_keyring(self, entry: str, key: str) -> bool:
        if self._keyring is None:
            return False
        try:
            self._keyring.write(entry, key)
        except KeyringUnusable as error:
            log.info("the key that seals the stored keys goes into %s: %s", self.path, error)
            return False
        return True


def _must_be_private(path: Path, mode: int) -> None:
    if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise MasterKeyUnusable(f"others can read {path}, which opens the stored keys; run: chmod 600 '{path}'")


def _decoded(text: str, path: Path) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except ValueError:
        raise _damaged(path) from None
    if len(key) != BYTES:
        raise _damaged(path)
    return key


def _damaged(path: Path) -> MasterKeyUnusable:
    return MasterKeyUnusable(f"{path}, which the stored keys are opened with, is damaged. {GONE}")


def _publish(path: Path, text: str) -> None:
    """Put a whole file in its place at once, for its owner alone; FileExistsError where there is one."""
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=".secrets-")
    try:
        with os.fdopen(descriptor, "w") as file:
            if os.name == "posix":
                os.fchmod(descriptor, stat.S_IRUSR | stat.S_IWUSR)
            file.write(text)
            file.flush()
            os.fsync(descriptor)
        os.link(draft, path)
    finally:
        os.unlink(draft)
