"""Engines for the two databases, set up so that both behave alike."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.exc import ArgumentError

BUSY_SECONDS = 2.0
"""How long a unit of work waits for locks: less than the three seconds Slack waits for us."""

PATIENCE = "patience"
"""The execution option that holds it, in seconds; a connection may have less left."""


_DRIVERS = {
    "sqlite": "sqlite",
    **dict.fromkeys(("postgres", "postgresql", "postgresql+psycopg"), "postgresql+psycopg"),
}


def database_url(text: str) -> URL:
    """The URL with the driver we use. Hosts hand out `postgres://`; SQLAlchemy wants a driver.

    Raises ValueError for what is no URL of a file or a server that we know; its text says what one
    looks like.
    """
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        url = make_url("none://")
    driver = _DRIVERS.get(url.drivername)
    if driver is None or (driver == "sqlite" and url.database in (None, "", ":memory:")):
        raise ValueError("sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME")
    return url.set(drivername=driver)


def is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def make_engine(
    url: URL,
    *,
    pool_size: int = 9,
    busy_seconds: float = BUSY_SECONDS,
    cache_megabytes: int | None = None,
) -> Engine:
    """An engine for `url`; connecting is left to its first use. `cache_megabytes`: how much of a
    SQLite file each connection may keep in memory; two, if not said."""
    if is_sqlite(url):
        return _sqlite(url, busy_seconds, cache_megabytes)
    return _postgresql(url, busy_seconds, pool_size)


def _postgresql(url: URL, busy_seconds: float, pool_size: int) -> Engine:
    engine = sa.create_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        execution_options={PATIENCE: busy_seconds},
        hide_parameters=True,  # they are people's words, and errors are logged
        pool_pre_ping=True,
        connect_args={"connect_timeout": 5},
    )

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        # not as options of the connection itself, which poolers in front of PostgreSQL refuse
        connection.execute("SET statement_timeout = '30s'")  # none may hold a worker for ever
        connection.execute(f"SET lock_timeout = '{busy_seconds * 1000:.0f}ms'")
        connection.execute("SET timezone = 'UTC'")
        connection.commit()

    return engine


def _sqlite(url: URL, busy_seconds: float, cache_megabytes: int | None) -> Engine:
    engine = sa.create_engine(
        url,
        execution_options={PATIENCE: busy_seconds},
        hide_parameters=True,
        connect_args={"check_same_thread": False, "timeout": busy_seconds},
    )

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        # the driver's own transactions would begin DEFERRED and lose updates: we begin ourselves
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")  # acknowledged means stored, power cuts included
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA secure_delete=ON")  # what was deleted is nowhere in the file
        cursor.execute("PRAGMA temp_store=MEMORY")
        if cache_megabytes:
            cursor.execute(f"PRAGMA cache_size={-1024 * cache_megabytes}")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        options = connection.get_execution_options()
        how = options.get("begin", "IMMEDIATE")
        if how == "IMMEDIATE":  # who reads waits for nobody
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {options[PATIENCE] * 1000:.0f}")
        connection.exec_driver_sql(f"BEGIN {how}")

    return engine
