from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlmodel import Session

if TYPE_CHECKING:
    from storage.books import Books


class Numbered(Protocol):
    """A row, or what was read of it."""

    @property
    def id(self) -> int | None: ...


class Repository:
    """Questions and changes within one workspace; every query carries its id."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self._session = books.session
        self._team = books.team_id


def insert_for(session: Session) -> Any:
    """The `insert` of the session's database, which knows `on_conflict_do_nothing`."""
    return insert_in(session.get_bind().dialect)


def insert_in(dialect: Dialect) -> Any:
    """The same, by the database's dialect. Its `rowcount` says whether a row was stored."""
    insert = sqlite.insert if dialect.name == "sqlite" else postgresql.insert
    # without this PostgreSQL's driver answers -1, which reads as "stored"
    return lambda table: insert(table).execution_options(preserve_rowcount=True)
