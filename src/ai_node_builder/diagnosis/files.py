"""Whether the ledger and the files agree. Every picture is read, so this is asked for by name."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from .check import Check
from .state import has_database

if TYPE_CHECKING:
    from ai_node_builder.app.settings import Settings
    from ai_node_builder.services.images.audit import Auditor, Finding


def files(settings: "Settings") -> Iterator[Check]:
    """One failed check for each finding."""
    findings = audit(settings)
    for finding in findings:
        yield Check("files", "fail", f"{finding.where}: {finding.message}", finding.fix)
    if not findings:
        yield Check("files", "ok", "the ledger, the pictures, the previews and the spool agree")


def audit(settings: "Settings") -> "list[Finding]":
    """What is wrong between the ledger and the files of a home folder, whether a server uses it or not."""
    if not has_database(settings):
        return []
    with _auditor(settings) as auditor:
        return auditor.audit()


@contextmanager
def _auditor(settings: "Settings") -> "Iterator[Auditor]":
    from ai_node_builder.services.database import Database
    from ai_node_builder.services.files import ServableFileManager
    from ai_node_builder.services.images.audit import Auditor
    from ai_node_builder.services.owner import Owner
    from ai_node_builder.services.previews import Previews

    home, url = settings.home, settings.effective_public_url
    files = ServableFileManager(home / "servable", url)
    database, owner = Database(settings.effective_database_url), Owner(home / "owners")
    try:
        yield Auditor(database, files, Previews(home / "previews", files, url), home / "spool", owner.alive)
    finally:
        database.close()
        owner.close()
