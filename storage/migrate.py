"""Brings a database to the newest schema."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection, Engine

from storage.engine import PATIENCE, is_sqlite
from storage.migrations import PLACE

_TURN = 0x4541_5253_484F_5421
"""The advisory lock that copies of the app take turns by, on PostgreSQL."""

_PATIENCE_MS = 60_000
"""How long a copy waits for its turn."""


def migrate(engine: Engine) -> None:
    """Bring the database to the newest schema, all of it or nothing.

    Copies that do so at the same time take turns; the later ones find nothing left to do. Raises
    sqlalchemy.exc.DBAPIError when the database refuses, alembic.util.CommandError when it was
    written by a newer release, RuntimeError when a migration left orphans (SQLite).
    """
    with turn(engine) as connection:
        command.upgrade(config(connection), "head")


def state(engine: Engine) -> tuple[str | None, str]:
    """The schema's number in the database (None: empty) and the newest one this release knows."""
    with engine.connect().execution_options(begin="DEFERRED") as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    return current, ScriptDirectory(str(PLACE)).get_current_head() or ""


def config(connection: Connection, versions: Path = PLACE / "versions") -> Config:
    """Alembic's settings for `connection`, with the migrations that lie in `versions`."""
    settings = Config()
    settings.set_main_option("script_location", _literal(PLACE))
    settings.set_main_option("version_locations", _literal(versions))
    settings.set_main_option("path_separator", "newline")  # a folder's name may hold all others
    settings.attributes["connection"] = connection
    return settings


@contextmanager
def turn(engine: Engine) -> Iterator[Connection]:
    """A connection in a transaction that no other copy shares its time with."""
    with engine.connect() as connection:
        if is_sqlite(engine.url):
            yield from _sqlite_turn(connection)
        else:
            yield from _postgresql_turn(connection)


def _sqlite_turn(connection: Connection) -> Iterator[Connection]:
    connection.detach()  # what is set here must not reach others by way of the pool
    connection.execution_options(**{PATIENCE: _PATIENCE_MS / 1000})
    cursor = connection.connection.cursor()
    # Altering copies the table and drops the old one, which would take its children along. Within
    # a transaction this switch does nothing, so it comes first.
    cursor.execute("PRAGMA foreign_keys=OFF")
    with connection.begin():  # IMMEDIATE: one writer at a time
        yield connection
        orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if orphans:
            raise RuntimeError(f"the migration took away what rows refer to: {orphans[:5]}")


def _postgresql_turn(connection: Connection) -> Iterator[Connection]:
    with connection.begin():
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {_PATIENCE_MS}")
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_TURN})")
        # a table that is in use is asked for as briefly as ever: others must not queue behind us
        connection.exec_driver_sql("SET LOCAL lock_timeout = 5000")
        yield connection


def _literal(path: Path) -> str:
    """As the settings' reader wants a path: it takes `%` for the start of a name."""
    return str(path).replace("%", "%%")
