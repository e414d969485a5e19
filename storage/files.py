"""A SQLite database as a file: copied while it is in use, written anew without leftovers."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import Engine


def copy(engine: Engine, out: Path) -> None:
    """Copy the whole database, as of one moment, by SQLite's own online backup: writers go on."""
    with closing(engine.raw_connection()) as raw, closing(sqlite3.connect(out)) as target:
        raw.driver_connection.backup(target)  # type: ignore[union-attr]


def rewrite(engine: Engine) -> None:
    """Leave nothing of deleted or changed text behind: in the search index, in free pages, and in
    the write-ahead log. Waits until nobody writes."""
    with closing(engine.raw_connection()) as raw:
        driver = raw.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.execute("INSERT INTO observation_fts (observation_fts) VALUES ('rebuild')")
        driver.commit()
        driver.execute("VACUUM")
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
