"""Databases that are migrated once a process and copied for each test."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from storage.engine import database_url as parsed
from storage.engine import make_engine
from storage.migrate import migrate
from tests.support import postgres


@cache
def quick_folder() -> str | None:
    """Where files cost no disk: what a test stores need not outlive it."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


def migrated_sqlite(folder: Path) -> str:
    """The url of a new SQLite database with the newest schema, in `folder`."""
    path = folder / "earshot.db"
    path.write_bytes(_sqlite_template())
    return f"sqlite:///{path}"


def migrated_postgresql() -> str:
    """The url of a new PostgreSQL database with the newest schema."""
    return postgres.clone_of(_postgresql_template())


@cache
def _sqlite_template() -> bytes:
    with tempfile.TemporaryDirectory(dir=quick_folder()) as folder:
        path = Path(folder) / "template.db"
        _migrate(f"sqlite:///{path}")  # the last connection to close empties the journal
        return path.read_bytes()


@cache
def _postgresql_template() -> str:
    url = postgres.fresh_database()
    _migrate(url)
    return url


def _migrate(url: str) -> None:
    engine = make_engine(parsed(url))
    migrate(engine)
    engine.dispose()
