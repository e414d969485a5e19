"""How the database is: for `earshot doctor`."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError

from storage import migrate
from storage.engine import database_url, is_sqlite, make_engine


@dataclass(frozen=True, slots=True)
class Health:
    """error: why it can't be used; None when it can. schema: None when empty. newest: the schema
    this release knows. journal: SQLite's journal mode. free: bytes left on the disk of a file."""

    error: str | None = None
    schema: str | None = None
    newest: str = ""
    journal: str | None = None
    free: int | None = None
    missing: bool = False
    """A file that is not there yet; nothing else is known then."""


def health(url_text: str) -> Health:
    """Look at the database at `url_text`, and whether it can be written; it is not changed."""
    url = database_url(url_text)
    file = Path(url.database) if is_sqlite(url) and url.database else None
    try:
        if file is not None and not file.exists():
            return Health(missing=True) if file.parent.is_dir() else Health(error="no such folder")
    except OSError as error:
        return Health(error=error.strerror)
    engine = make_engine(url)
    try:
        schema, newest = migrate.state(engine)
        with engine.connect() as connection:
            journal = _journal(connection) if file else None
            _take_write_turn(engine, connection)
    except DBAPIError as error:
        return Health(error=str(error.orig).strip().partition("\n")[0] or "no answer")
    finally:
        engine.dispose()
    free = shutil.disk_usage(file.parent).free if file else None
    return Health(schema=schema, newest=newest, journal=journal, free=free)


def _journal(connection: Connection) -> str:
    return str(connection.exec_driver_sql("PRAGMA journal_mode").scalar_one())


def _take_write_turn(engine: Engine, connection: Connection) -> None:
    """Raises DBAPIError where nothing can be written: a lock, a standby, a missing right."""
    if is_sqlite(engine.url):
        return  # the transaction that `connection` is in began IMMEDIATE
    connection.exec_driver_sql("CREATE TEMPORARY TABLE earshot_doctor (one int) ON COMMIT DROP")
    connection.rollback()
