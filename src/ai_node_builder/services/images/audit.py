"""Whether the ledger, the folder, the previews and the spool agree, and what to do where they do not.

Reads, and changes nothing. After a start that settled what a crash left, there is nothing to find.
"""

import hashlib
import re
import shlex
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from sqlalchemy import Connection, select

from ai_node_builder.services.database import Database
from ai_node_builder.services.files import ServableFileManager
from ai_node_builder.services.previews import Previews

from .entry import COLUMNS, OPEN, UNSETTLED, Entry
from .keeper import PREFIX, SUFFIX

Kind: TypeAlias = Literal[
    "cut_off",
    "missing_file",
    "changed_file",
    "undeleted_file",
    "stray_file",
    "stray_preview",
    "stray_spool",
    "leftover",
]
START = "start the server, or run any command such as `ainb images`, which {}"
REMOVED = START.format("removes it")
DRAWN = re.compile(rf"{PREFIX}[0-9a-f]{{8}}{re.escape(SUFFIX)}")
"""Names that only the ledger gives. Any other file in the folder was brought by people or by nodes, and is theirs."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong: where, in plain words, and what to do about it."""

    kind: Kind
    where: str
    message: str
    fix: str


@dataclass(frozen=True, slots=True)
class Auditor:
    """Compares what is on the books with what is on disk. `alive` tells whether a row's process still runs."""

    database: Database
    files: ServableFileManager
    previews: Previews
    spool: Path
    alive: Callable[[str], bool]

    def audit(self) -> list[Finding]:
        """Everything that is wrong; every file of the ledger is read and hashed.

        What is found is looked for once more: a picture that comes or goes at this moment is no finding.
        """
        found = list(self._look())
        if not found:
            return []
        again = set(self._look())
        return [finding for finding in found if finding in again]

    def _look(self) -> Iterator[Finding]:
        rows = self.database.read_now(_rows)
        for row in rows:
            yield from self._request(row)
            yield from self._picture(row)
        yield from self._files({row.filename for row in rows})
        yield from self._answers({row.id for row in rows if row.state in UNSETTLED})

    def _request(self, row: Entry) -> Iterator[Finding]:
        if row.state in OPEN and not self.alive(row.owner):
            said = f"the request was cut off while it was {row.state}"
            yield Finding("cut_off", row.id, said, START.format("settles it and sends nothing"))

    def _picture(self, row: Entry) -> Iterator[Finding]:
        if row.state != "stored" or row.filename is None:
            return
        if row.deleted_at is None:
            yield from _damage(self.files.folder / row.filename, row)
        elif self.files.holds(row.filename):
            said = "the ledger says that it was deleted, and its file is still there"
            yield Finding("undeleted_file", row.filename, said, REMOVED)

    def _files(self, known: Container[str | None]) -> Iterator[Finding]:
        for path in self.files.folder.iterdir():
            if DRAWN.fullmatch(path.name) and path.name not in known:
                said = "it has the name of a drawn picture, and the ledger knows nothing of it"
                fix = f"bring back the database that belongs to it, or remove it: rm {shlex.quote(str(path))}"
                yield Finding("stray_file", path.name, said, fix)
        for path in self.previews.orphans():
            yield Finding("stray_preview", str(path), "it is the preview of a picture that is gone", REMOVED)
        for store in (self.files, *self.previews.stores.values()):
            for path in store.abandoned():
                yield Finding("leftover", str(path), "it was left half written more than a day ago", REMOVED)

    def _answers(self, needed: Container[str]) -> Iterator[Finding]:
        for path in self.spool.glob("*.reply"):
            if path.stem not in needed:
                yield Finding("stray_spool", str(path), "it is the answer to a request that is settled", REMOVED)


def _rows(connection: Connection) -> list[Entry]:
    return [Entry(*row) for row in connection.execute(select(*COLUMNS))]


def _damage(path: Path, row: Entry) -> Iterator[Finding]:
    forget = f"bring it back from a backup, or take it off the gallery: ainb images rm {path.name}"
    if path.is_symlink() or not path.is_file():
        yield Finding("missing_file", path.name, "the ledger has it, and its file is not there", forget)
    elif (size := path.stat().st_size) != row.bytes:
        said = f"its file has {size} bytes, and the picture that was paid for has {row.bytes}"
        yield Finding("changed_file", path.name, said, forget)
    elif _sha256(path) != row.sha256:
        yield Finding("changed_file", path.name, "the bytes of its file are not those that were paid for", forget)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
