"""The one database: SQLite in WAL mode by default; nothing here that Postgres cannot do."""

import asyncio
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, create_engine, event, inspect, text
from sqlalchemy.exc import DBAPIError

from ai_node_builder.errors import OperatorError

from .to_json import to_record

T = TypeVar("T")

HEAD = "0003"
"""The newest migration. Known here so that a database that is up to date opens without loading Alembic."""

MIGRATIONS = Path(__file__).parent / "migrations"


def utc_now() -> datetime:
    """The present, in UTC, without a zone: the form that the tables hold."""
    return datetime.now(UTC).replace(tzinfo=None)


class Database:
    """Short transactions, each in a thread of its own, so that the event loop never waits for the disk.

    Opening brings the tables up to date; OperatorError where the database cannot be used.
    """

    def __init__(self, url: str) -> None:
        self.engine = create_engine(
            url, pool_size=8, max_overflow=32, json_serializer=to_record, json_deserializer=msgspec.json.decode
        )
        # SQLite lets one write at a time; threads that queue here need not poll its lock.
        self._writing = Lock() if self.engine.dialect.name == "sqlite" else nullcontext()
        if self.engine.dialect.name == "sqlite":
            event.listen(self.engine, "connect", _tune_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        try:
            self._migrate()
        except DBAPIError as error:
            raise self._unusable(str(error.orig), "Mend it or set AINB_DATABASE_URL to another one.") from error

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in one transaction that is on disk when this returns."""
        return await asyncio.to_thread(self.write_now, work)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on one consistent view of the data."""
        return await asyncio.to_thread(self.read_now, work)

    def write_now(self, work: Callable[[Connection], T]) -> T:
        with self._writing, self.engine.begin() as connection:
            return work(connection)

    def read_now(self, work: Callable[[Connection], T]) -> T:
        with self.engine.connect().execution_options(read_only=True) as connection:
            return work(connection)

    def close(self) -> None:
        self.engine.dispose()

    def _migrate(self) -> None:
        if self.read_now(_revision) == HEAD:
            return
        from alembic import command
        from alembic.config import Config
        from alembic.util import CommandError

        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        try:
            with self.engine.begin() as connection:
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
        except CommandError as error:
            raise self._unusable(str(error), "A newer version of this program wrote it; install that one.") from error

    def _unusable(self, why: str, advice: str) -> OperatorError:
        self.close()
        return OperatorError(
            f"the database {self.engine.url} cannot be used ({why}). {advice}", code="database_unusable"
        )


def _tune_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions begin where _begin_sqlite says, not where pysqlite guesses
    # FULL: a committed "sent" must survive a power cut, or the request could be paid for twice.
    for pragma in ("busy_timeout=30000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that starts as a reader and turns writer can fail at once under WAL; a writer waits its turn.
    reading = connection.get_execution_options().get("read_only")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found
