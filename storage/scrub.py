"""What was deleted of anonymous surveys leaves the database's files too.

Until then deleted rows lie there in the order in which they were written, and an order is half a
name. What a machine keeps besides (PostgreSQL's own log, snapshots of disks) is out of reach.
"""

from __future__ import annotations

from contextlib import closing

from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from storage.engine import PATIENCE, is_sqlite
from storage.tables import AnonymousAnswer, Participation

_BRIEFLY = 200
"""Milliseconds for which readers are waited for: so long nobody else writes."""


def scrub_ballots(engine: Engine) -> bool:
    """False: somebody is reading or writing there at this moment; to be tried again."""
    return _empty_journal(engine) if is_sqlite(engine.url) else _write_anew(engine)


def _empty_journal(engine: Engine) -> bool:
    """On SQLite deleted rows are overwritten with zeros; the journal still has them."""
    patience = engine.get_execution_options()[PATIENCE] * 1000
    with closing(engine.raw_connection()) as raw:
        cursor = raw.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {_BRIEFLY}")
        try:
            busy, *_ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {patience:.0f}")
    return not busy


def _write_anew(engine: Engine) -> bool:
    """On PostgreSQL deleted rows stay until a table is written anew."""
    tables = f"{Participation.__tablename__}, {AnonymousAnswer.__tablename__}"
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(f"VACUUM FULL {tables}")
    except DBAPIError:
        return False
    return True
