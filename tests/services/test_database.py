"""The database: up to date when it opens, whole when it is read, and shared by threads and processes."""

import asyncio
import re
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, insert, select, text

from ai_node_builder.errors import OperatorError
from ai_node_builder.services.database import HEAD, MIGRATIONS, Database, utc_now
from ai_node_builder.services.images.run_costs import RUN_COST
from ai_node_builder.services.tables import metadata, run_events, runs, workflow_revisions, workflows

OPEN_AND_WRITE = """
import sys, uuid
from sqlalchemy import insert
from ai_node_builder.services.database import Database, utc_now
from ai_node_builder.services.images.run_costs import RUN_COST
from ai_node_builder.services.tables import workflows
sys.stdin.readline()
database = Database(sys.argv[1])
for _ in range(20):
    row = dict(id=uuid.uuid4().hex, name="", revision=1, document="", created_at=utc_now(), updated_at=utc_now())
    database.write_now(lambda connection: connection.execute(insert(workflows).values(row)))
database.close()
"""


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'test.db'}"


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = Database(url)
    yield opened
    opened.close()


def row(id: str) -> dict[str, object]:
    now = utc_now()
    return {"id": id, "name": "", "revision": 1, "document": "", "created_at": now, "updated_at": now}


def count(connection: Connection) -> int:
    return len(connection.execute(select(workflows.c.id)).all())


def test_head_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_the_migrations_make_the_tables(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_the_migrations_make_the_very_statements(database: Database, tmp_path: Path) -> None:
    """Also what a comparison does not see, such as how the rows are kept."""
    direct = create_engine(f"sqlite:///{tmp_path / 'direct.db'}")
    metadata.create_all(direct)
    assert statements(direct.url.database) == statements(database.engine.url.database)
    direct.dispose()


def statements(file: str | None) -> dict[str, list[str]]:
    """The clauses of each, for which SQLAlchemy has no fixed order, and SQLite no line where one came later."""
    assert file
    connection = sqlite3.connect(file)
    query = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name != 'alembic_version'"
    found = {name: _clauses(sql) for name, sql in connection.execute(query)}
    connection.close()
    return found


def _clauses(sql: str) -> list[str]:
    clauses = re.split(r"\n|, ", sql.removesuffix(")"))
    return sorted(filter(None, (clause.strip(" ,\t") for clause in clauses)))


def test_opening_again_changes_nothing(database: Database, url: str) -> None:
    database.write_now(lambda connection: connection.execute(insert(workflows).values(row("a"))))
    again = Database(url)
    assert again.read_now(count) == 1
    again.close()


@pytest.mark.parametrize("revision", ["0001", "0002"])
def test_an_older_database_keeps_what_is_in_it(url: str, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    engine = create_engine(url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.execute(
            text(
                "INSERT INTO runs (id, status, owner, name, document, cost, created_at) "
                "VALUES ('a', 'finished', '', '', '', 5, '2026-01-01 00:00:00')"
            )
        )
    engine.dispose()
    database = Database(url)
    query = select(runs.c.id, runs.c.cost, RUN_COST)
    assert database.read_now(lambda c: c.execute(query).all()) == [("a", 5, 5)]
    database.close()


def test_a_database_that_is_up_to_date_opens_without_alembic(database: Database, url: str) -> None:
    code = "import sys; from ai_node_builder.services.database import Database; Database(sys.argv[1]).close()"
    command = [sys.executable, "-c", f"{code}; print('alembic' in sys.modules)", url]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "False\n"


def test_a_database_of_a_newer_version_is_left_alone(database: Database, url: str) -> None:
    database.write_now(lambda connection: connection.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    with pytest.raises(OperatorError, match=r"9999.* A newer version of this program wrote it") as caught:
        Database(url)
    assert caught.value.code == "database_unusable"


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    file = tmp_path / "test.db"
    file.write_bytes(b"This is a text, and no database at all. " * 100)
    with pytest.raises(OperatorError, match=r"test\.db cannot be used \(file is not a database\)"):
        Database(f"sqlite:///{file}")


def test_a_power_cut_loses_nothing_that_was_committed(database: Database) -> None:
    pragmas = database.read_now(
        lambda c: [c.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")]
    )
    assert pragmas == ["wal", 2]


def test_a_write_that_fails_leaves_nothing(database: Database) -> None:
    def work(connection: Connection) -> None:
        connection.execute(insert(workflows).values(row("a")))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        database.write_now(work)
    assert database.read_now(count) == 0


async def test_writers_wait_for_one_another(database: Database, url: str) -> None:
    """Each reads what is there and adds one: none may see what another has not yet committed, or be turned away."""

    def work(connection: Connection) -> None:
        connection.execute(insert(workflows).values(row(str(count(connection)))))

    other = Database(url)
    await asyncio.gather(*(one.write(work) for one in (database, other) for _ in range(25)))
    assert database.read_now(count) == 50
    other.close()


def test_processes_that_open_a_new_database_at_once(url: str) -> None:
    command = [sys.executable, "-c", OPEN_AND_WRITE, url]
    children = [subprocess.Popen(command, stdin=subprocess.PIPE) for _ in range(4)]
    for child in children:
        assert child.stdin
        child.stdin.write(b"go\n")
        child.stdin.flush()
    for child in children:
        child.communicate()
    assert [child.returncode for child in children] == [0, 0, 0, 0]
    database = Database(url)
    assert database.read_now(count) == 80
    database.close()


def test_a_read_sees_one_state_of_the_data(database: Database) -> None:
    """What is written in the middle of it comes after it."""

    def write() -> None:
        database.write_now(lambda connection: connection.execute(insert(workflows).values(row("a"))))

    def read(connection: Connection) -> tuple[int, int]:
        before = count(connection)
        writer = threading.Thread(target=write)
        writer.start()
        writer.join()
        return before, count(connection)

    assert database.read_now(read) == (0, 0)
    assert database.read_now(count) == 1


def test_rows_go_with_what_they_belong_to(database: Database) -> None:
    def work(connection: Connection) -> None:
        connection.execute(insert(workflows).values(row("a")))
        revision = {"workflow_id": "a", "revision": 1, "document": "", "saved_at": utc_now()}
        connection.execute(insert(workflow_revisions).values(revision))
        connection.execute(workflows.delete())

    database.write_now(work)
    assert database.read_now(lambda c: c.execute(select(workflow_revisions)).all()) == []


def test_an_event_belongs_to_a_run(database: Database) -> None:
    event = {"run_id": "nowhere", "seq": 1, "at": 0.0, "event": "{}"}
    with pytest.raises(Exception, match="FOREIGN KEY constraint failed"):
        database.write_now(lambda connection: connection.execute(insert(run_events).values(event)))


def test_json_is_kept_as_every_reader_can_take_it(database: Database) -> None:
    run = {"id": "a", "status": "running", "owner": "", "name": "", "document": "", "created_at": utc_now()}
    value = {"nan": float("nan"), "half": "\ud83d", "big": 2**70}
    database.write_now(lambda c: c.execute(insert(runs).values(run | {"outputs": value})))
    kept = database.read_now(lambda c: c.execute(select(runs.c.outputs)).scalar_one())
    assert kept == {"nan": None, "half": "�", "big": 2**70}
