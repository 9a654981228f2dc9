"""Keys by name: sealed, bound to their hosts, and only those that are meant to be found."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from ai_node_builder import Settings
from ai_node_builder.app.wiring import open_secrets
from ai_node_builder.errors import MasterKeyUnusable, NotFound, OperatorError, SecretNotForHost, UserError
from ai_node_builder.services.secrets import key_for
from ai_node_builder.services.secrets.store import Secret, Secrets
from ai_node_builder.services.tables import secrets

VALUE = "sk-test-0123456789"


@pytest.fixture
def store(home: Path) -> Iterator[Secrets]:
    with open_secrets(Settings.load(home=home)) as opened:
        yield opened


def change(store: Secrets, **values: Any) -> None:
    """Change the only row from outside."""
    store.vault._database.write_now(lambda connection: connection.execute(update(secrets).values(**values)))


def test_a_known_name_knows_its_provider_and_hosts(store: Secrets) -> None:
    assert store.set("ANTHROPIC_API_KEY", VALUE) == Secret(
        "ANTHROPIC_API_KEY", "anthropic", ("api.anthropic.com",), "stored"
    )
    assert store.resolve("ANTHROPIC_API_KEY") == VALUE


def test_the_database_holds_no_key(store: Secrets, home: Path) -> None:
    store.set("MY_KEY", VALUE, hosts=["llm.example.com"])
    assert all(VALUE.encode() not in path.read_bytes() for path in home.iterdir() if path.is_file())


@pytest.mark.parametrize("values", [{"hosts": ["evil.example"]}, {"name": "OTHER"}, {"provider": "groq"}])
def test_a_row_that_was_changed_from_outside_opens_nothing(store: Secrets, values: dict[str, Any]) -> None:
    store.set("MY_KEY", VALUE, hosts=["llm.example.com"])
    change(store, **values)
    with pytest.raises(OperatorError, match="changed from outside"):
        store.resolve(values.get("name", "MY_KEY"))


def test_a_master_key_that_is_gone_is_not_made_anew(store: Secrets, home: Path) -> None:
    store.set("MY_KEY", VALUE, hosts=["llm.example.com"])
    (home / "secrets.key").unlink()
    with open_secrets(Settings.load(home=home)) as again:
        with pytest.raises(MasterKeyUnusable, match="is gone"):
            again.resolve("MY_KEY")
        with pytest.raises(MasterKeyUnusable, match="is gone"):
            again.set("OTHER", VALUE, hosts=["llm.example.com"])
        assert [one.name for one in again.all()] == ["MY_KEY"]
    assert not (home / "secrets.key").exists()


def test_another_master_key_is_told_from_a_changed_row(store: Secrets, home: Path) -> None:
    store.set("MY_KEY", VALUE, hosts=["llm.example.com"])
    (home / "secrets.key").write_text("file " + "A" * 43 + "=\n")
    with open_secrets(Settings.load(home=home)) as again, pytest.raises(MasterKeyUnusable, match="another master key"):
        again.resolve("MY_KEY")


@pytest.mark.parametrize("name", ["AWS_SECRET_ACCESS_KEY", "HOME", "PATH"])
def test_other_variables_of_the_environment_cannot_be_named(
    store: Secrets, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, VALUE)
    with pytest.raises(UserError, match=f"no key called {name}") as told:
        store.resolve(name)
    assert told.value.code == "secret_missing"


def test_the_environment_wins_and_keeps_the_hosts_that_are_stored(
    store: Secrets, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.set("GROQ_API_KEY", VALUE, hosts=["groq.example.com"])
    monkeypatch.setenv("GROQ_API_KEY", "gsk-of-the-environment")
    key = store.resolve("GROQ_API_KEY")
    assert (key, key.binding.hosts) == ("gsk-of-the-environment", ("groq.example.com",))


def test_a_key_of_the_environment_can_be_allowed_for_more_hosts(
    store: Secrets, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert store.allow("GROQ_API_KEY", ["https://proxy.example.com/v1"]).source == "nowhere"
    monkeypatch.setenv("GROQ_API_KEY", VALUE)
    assert store.get("GROQ_API_KEY") == Secret(
        "GROQ_API_KEY", "groq", ("api.groq.com", "proxy.example.com"), "environment"
    )
    assert key_for(store.resolve("GROQ_API_KEY"), address="https://proxy.example.com/v1") == VALUE


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/v1",
        "https://api.openai.com.evil.example/v1",
        "https://evil.example/?https://api.openai.com",
        "http://api.openai.com/v1",
    ],
)
def test_a_key_goes_to_no_other_host_and_never_in_the_open(store: Secrets, address: str) -> None:
    store.set("OPENAI_API_KEY", VALUE)
    with pytest.raises(SecretNotForHost, match="OPENAI_API_KEY"):
        key_for(store.resolve("OPENAI_API_KEY"), address=address)


@pytest.mark.parametrize(
    "address",
    [
        "https://api.openai.com@evil.example/v1",
        "https://evil.example\\@api.openai.com/v1",
        "https://api.openai.com\\@evil.example/v1",
        "https://api.openai.com\t.evil.example/v1",
        "https://api.openai.com%2eevil.example/v1",
        "https:///v1",
    ],
)
def test_an_address_that_can_be_read_in_two_ways_gets_nothing(store: Secrets, address: str) -> None:
    store.set("OPENAI_API_KEY", VALUE)
    with pytest.raises(UserError):
        key_for(store.resolve("OPENAI_API_KEY"), address=address)


def test_a_key_goes_to_its_own_provider_only(store: Secrets) -> None:
    store.set("OPENAI_API_KEY", VALUE)
    key = store.resolve("OPENAI_API_KEY")
    assert key_for(key, provider="openai") == key_for(key, address="https://api.openai.com/v1") == VALUE
    with pytest.raises(SecretNotForHost, match="is not sent to anthropic"):
        key_for(key, provider="anthropic")


def test_what_the_operator_chose_for_a_provider_gets_the_key(home: Path) -> None:
    with open_secrets(Settings.load(home=home, openai_base_url="https://proxy.example.com/v1")) as store:
        store.set("OPENAI_API_KEY", VALUE)
        assert store.get("OPENAI_API_KEY").hosts == ("api.openai.com", "proxy.example.com")


@pytest.mark.parametrize(
    ("name", "value", "hosts"),
    [("A B", VALUE, ["x"]), ("A", "", ["x"]), ("A", "sk test", ["x"]), ("A", VALUE, []), ("A", VALUE, ["*.x"])],
)
def test_what_cannot_be_kept_is_refused(store: Secrets, name: str, value: str, hosts: list[str]) -> None:
    with pytest.raises(UserError):
        store.set(name, value, hosts=hosts)
    assert store.all() == []


def test_what_is_forgotten_is_gone(store: Secrets) -> None:
    store.set("MY_KEY", VALUE, hosts=["[::1]:8000", "LLM.Example.com."])
    assert store.get("MY_KEY").hosts == ("::1", "llm.example.com")
    store.remove("MY_KEY")
    with pytest.raises(NotFound):
        store.remove("MY_KEY")


def test_a_key_shows_its_name_only(store: Secrets) -> None:
    store.set("OPENAI_API_KEY", VALUE)
    assert repr(store.resolve("OPENAI_API_KEY")) == "Key(OPENAI_API_KEY)"
