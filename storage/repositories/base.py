from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.books import Books


class Repository:
    """Questions and changes within one workspace; every query carries its id."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self._session = books.session
        self._team = books.team_id
