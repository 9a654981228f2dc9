"""What lies on disk after a process: the ledger, the pictures, the answers that had arrived. Read, never changed."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from ai_node_builder.errors import NoImageData
from ai_node_builder.services.database import Database
from ai_node_builder.services.images.entry import COLUMNS, Entry
from ai_node_builder.services.images.reply import read_reply
from ai_node_builder.services.tables import images


@dataclass(frozen=True, slots=True)
class Books:
    """The rows, the ids of those that were sent, the hash of each file by name, and the hash of each whole answer
    in the spool by the id of its row."""

    rows: list[Entry]
    sent: set[str]
    files: dict[str, str]
    arrived: dict[str, str]


def read_books(home: Path) -> Books:
    """The books of a home folder that no process has open."""
    database = Database(f"sqlite:///{home / 'ai-node-builder.db'}")
    try:
        rows = database.read_now(lambda c: [Entry(*row) for row in c.execute(select(*COLUMNS))])
        sent = database.read_now(
            lambda c: set(c.execute(select(images.c.id).where(images.c.sent_at.is_not(None))).scalars())
        )
    finally:
        database.close()
    return Books(rows, sent, _files(home / "servable"), _arrived(home / "spool"))


def _files(folder: Path) -> dict[str, str]:
    """An empty file only holds a name; what was being written when the process died counts as well."""
    found = {path.name: path.read_bytes() for path in folder.iterdir()}
    return {name: _hash(content) for name, content in found.items() if content}


def _arrived(folder: Path) -> dict[str, str]:
    whole = {}
    for path in folder.glob("*.reply"):
        try:
            whole[path.stem] = _hash(read_reply(path.read_bytes()).content)
        except NoImageData:
            continue
    return whole


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
