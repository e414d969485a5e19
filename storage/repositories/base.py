from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

if TYPE_CHECKING:
    from storage.books import Books


class Repository:
    """Questions and changes within one workspace; every query carries its id."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self._session = books.session
        self._team = books.team_id


def insert_for(session: Session) -> Any:
    """The `insert` of the session's database, which knows `on_conflict_do_nothing`."""
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    return sqlite.insert if on_sqlite else postgresql.insert
