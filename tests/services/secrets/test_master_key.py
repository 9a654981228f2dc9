"""Where the master key lives, and what happens when it does not."""

import os
import stat
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null

from ai_node_builder.errors import MasterKeyUnusable
from ai_node_builder.services.secrets import system_keyring
from ai_node_builder.services.secrets.master_key import MasterKey
from ai_node_builder.services.secrets.system_keyring import KeyringUnusable, SystemKeyring


class Memory(KeyringBackend):
    """A keyring that lasts as long as its test."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.entries: dict[str, str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.entries.get(username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.entries[username]


class Locked(Memory):
    def get_password(self, service: str, username: str) -> str | None:
        raise keyring.errors.KeyringLocked("Failed to unlock the collection!")


Use = Callable[[KeyringBackend], None]


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Iterator[Use]:
    """`use(backend)`: the backend that the person has chosen."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    before = keyring.get_keyring()
    yield keyring.set_keyring
    keyring.set_keyring(before)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "secrets.key"


def test_a_file_for_its_owner_alone_whatever_the_umask(path: Path) -> None:
    before = os.umask(0o777)
    try:
        key = MasterKey(path, None).open_or_make()
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert (len(key), MasterKey(path, None).open()) == (32, key)
    assert [one.name for one in path.parent.iterdir()] == ["secrets.key"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620])
def test_a_file_that_others_can_open_is_refused_with_the_remedy(path: Path, mode: int) -> None:
    MasterKey(path, None).open_or_make()
    path.chmod(mode)
    with pytest.raises(MasterKeyUnusable, match=f"chmod 600 '{path}'"):
        MasterKey(path, None).open()


@pytest.mark.parametrize("text", ["", "file", "file c2hvcnQ=", "file !!!", "box abc", "\x00\xff"])
def test_a_damaged_file_is_never_replaced(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(MasterKeyUnusable, match="damaged"):
        MasterKey(path, None).open_or_make()
    assert path.read_text() == text


def test_those_who_start_together_get_one_key(path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: MasterKey(path, None).open_or_make(), range(8)))
    assert len(keys) == 1


def test_a_keyring_holds_the_key_and_the_file_its_name(path: Path, use: Use) -> None:
    use(backend := Memory())
    master = MasterKey(path, SystemKeyring())
    key = master.open_or_make()
    place, entry = path.read_text().split()
    assert (place, list(backend.entries), master.place) == ("keyring", [entry], "the system's keyring")
    assert MasterKey(path, None).open() == key


def test_a_key_in_a_file_stays_there_when_a_keyring_comes(path: Path, use: Use) -> None:
    key = MasterKey(path, None).open_or_make()
    use(backend := Memory())
    assert MasterKey(path, SystemKeyring()).open_or_make() == key
    assert backend.entries == {}


@pytest.mark.parametrize("backend", [fail.Keyring, null.Keyring, Locked])
def test_without_a_keyring_that_can_be_used_the_file_holds_the_key(
    path: Path, use: Use, backend: type[KeyringBackend]
) -> None:
    use(backend())
    MasterKey(path, SystemKeyring()).open_or_make()
    assert path.read_text().startswith("file ")


def test_a_keyring_that_is_locked_later_is_an_error_and_loses_nothing(path: Path, use: Use) -> None:
    use(memory := Memory())
    key = MasterKey(path, SystemKeyring()).open_or_make()
    use(Locked())
    with pytest.raises(MasterKeyUnusable, match="Unlock the keyring"):
        MasterKey(path, SystemKeyring()).open_or_make()
    use(memory)
    assert MasterKey(path, SystemKeyring()).open() == key


def test_an_entry_that_is_gone_is_said(path: Path, use: Use) -> None:
    use(Memory())
    MasterKey(path, SystemKeyring()).open_or_make()
    use(Memory())
    with pytest.raises(MasterKeyUnusable, match="has no entry"):
        MasterKey(path, SystemKeyring()).open()


def test_a_keyring_that_nobody_chose_and_that_may_prompt_is_not_asked(
    use: Use, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(Memory())
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND")
    with pytest.raises(KeyringUnusable, match="without a prompt"):
        SystemKeyring().read("entry")


def test_a_keyring_that_hangs_is_left_behind(path: Path, use: Use, monkeypatch: pytest.MonkeyPatch) -> None:
    from threading import Event

    released = Event()

    class Hanging(Memory):
        def set_password(self, service: str, username: str, password: str) -> None:
            released.wait()

    use(Hanging())
    monkeypatch.setattr(system_keyring, "PATIENCE", 0.01)
    MasterKey(path, SystemKeyring()).open_or_make()
    released.set()
    assert path.read_text().startswith("file ")
