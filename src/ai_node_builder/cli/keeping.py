"""What `ainb secrets` does. The key store is opened without the rest of the App."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import click

from ai_node_builder.app.settings import Settings
from ai_node_builder.app.wiring import open_secrets
from ai_node_builder.services.secrets.store import LONGEST, Secret, Secrets
from ai_node_builder.types import JsonObject

from .output import print_json, print_rows

HEADINGS = ("Name", "Provider", "Hosts", "From")


@contextmanager
def _store() -> Iterator[Secrets]:
    with open_secrets(Settings.load()) as opened:
        yield opened


def list_secrets(*, as_json: bool) -> None:
    """All keys, as a table or as JSON."""
    with _store() as store:
        known = store.all()
    if as_json:
        print_json([_facts(secret) for secret in known])
    elif known:
        print_rows(HEADINGS, ((one.name, one.provider, ", ".join(one.hosts), one.source) for one in known))
    else:
        click.echo("There are no keys yet; store one: ainb secrets set OPENAI_API_KEY", err=True)


def _facts(secret: Secret) -> JsonObject:
    return {name: getattr(secret, name) for name in ("name", "provider", "hosts", "source")}


def set_secret(name: str, provider: str, hosts: Sequence[str]) -> None:
    """Store a key from stdin or a hidden prompt."""
    value = _read(name)
    with _store() as store:
        kept = store.set(name, value, provider, hosts)
        place = store.vault.master.place
    _tell(kept, f"is stored, sealed with the key in {place}")
    if kept.source == "environment":
        click.echo(f"{name} is set in the environment too, or in config.toml: that one is used.", err=True)


def _read(name: str) -> str:
    if sys.stdin.isatty():
        value: str = click.prompt(f"Key for {name} (it is not shown)", hide_input=True, err=True)
        return value
    return sys.stdin.read(LONGEST + 2)


def allow_hosts(name: str, hosts: Sequence[str]) -> None:
    """Let a key go to more hosts."""
    with _store() as store:
        _tell(store.allow(name, hosts), "is changed")


def remove_secret(name: str) -> None:
    """Forget a stored key."""
    with _store() as store:
        store.remove(name)
    click.echo(f"{name} is forgotten.", err=True)


def test_secret(name: str) -> bool:
    """Try a key, and say whether the provider accepts it."""
    with _store() as store:
        trial = store.test(name)
    click.echo(trial.message)
    return bool(trial.accepted)


def _tell(secret: Secret, what: str) -> None:
    click.echo(f"{secret.name} {what}. It goes to {', '.join(secret.hosts) or secret.provider}.", err=True)
