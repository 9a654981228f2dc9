"""The keys that are stored: where what opens them is kept, and whether they can be opened."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .check import Check
from .state import has_database

if TYPE_CHECKING:
    from ai_node_builder.app.settings import Settings
    from ai_node_builder.services.secrets.vault import Vault


def stored_keys(settings: "Settings") -> Iterator[Check]:
    """One finding for all keys that open, and one for each that does not."""
    from ai_node_builder.app.wiring import secrets_of
    from ai_node_builder.services.database import Database

    if not has_database(settings):
        yield Check("stored keys", "ok", "none")
        return
    database = Database(settings.effective_database_url)
    try:
        yield from _opened(secrets_of(settings, database).vault)
    finally:
        database.close()


def _opened(vault: "Vault") -> Iterator[Check]:
    from ai_node_builder.errors import AINodeBuilderError

    opened = 0
    for row in vault.all():
        try:
            vault.open(row)
            opened += 1
        except AINodeBuilderError as error:
            yield Check("stored keys", "fail", f"{row.binding.name} cannot be opened", error.text())
    place = f", opened with {vault.master.place}" if opened else ""
    yield Check("stored keys", "ok", f"{opened or 'none'}{place}")
