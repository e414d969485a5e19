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
    return sqlite.insert if _on_sqlite(session) else postgresql.insert


class InsertOrNothing:
    """`INSERT … ON CONFLICT DO NOTHING`, built once: to build it costs more than to run it."""

    def __init__(self, table: Any) -> None:
        self._sqlite = sqlite.insert(table.__table__).on_conflict_do_nothing()
        self._postgresql = postgresql.insert(table.__table__).on_conflict_do_nothing()

    def run(self, session: Session, **values: Any) -> bool:
        """Whether the row is new."""
        statement = self._sqlite if _on_sqlite(session) else self._postgresql
        return bool(session.execute(statement, values).rowcount)  # type: ignore[attr-defined]


def _on_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"
