"""Thousands of rows in one statement, past what SQLAlchemy does for each of them.

Measured with 50,000 observations on SQLite: 1.4 s instead of 4.2 s in the driver alone. A statement
of its own for each row makes the search index write its newest words down every time (its trigger
takes a savepoint for each statement); PostgreSQL has COPY for this.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import repeat
from sqlite3 import SQLITE_LIMIT_VARIABLE_NUMBER
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlmodel.sql.sqltypes import UTCDateTime

from storage.compiled import in_our_words
from storage.tables.kinds import ChoiceType

_AT_ONCE = 500
"""Rows in one statement on SQLite: more of them are no faster."""

Turn = Callable[[Any], Any]
"""A value of Python's into the driver's form."""


class Inserts:
    """One table's rows, stored many at once, time and again."""

    def __init__(self, table: sa.Table, dialect: Dialect, otherwise: dict[str, Any]) -> None:
        """`otherwise`: what stands where a row says nothing."""
        self._dialect = dialect
        self._otherwise = otherwise
        self._turns = {column.name: _turning(column, dialect) for column in table.c}
        self._quoted = {name: dialect.identifier_preparer.quote(name) for name in self._turns}
        self._table = dialect.identifier_preparer.format_table(table)

    def store(self, connection: sa.Connection, rows: Sequence[dict[str, Any]]) -> None:
        """Store `rows`, each by column name; values are Python's, as in every other statement.

        Columns that neither they nor `otherwise` name are left to the database. Raises
        sqlalchemy.exc.DBAPIError.
        """
        said = set[str]().union(*rows)
        names = sorted(said | self._otherwise.keys())
        columns = [
            self._column(name, rows) if name in said else [self._blank(name)] * len(rows)
            for name in names
        ]
        into = f"{self._table} ({', '.join(self._quoted[name] for name in names)})"
        cursor = connection.connection.cursor()
        try:
            store = _in_one if self._dialect.name == "sqlite" else _copied
            store(cursor, into, columns)
        except self._dialect.loaded_dbapi.Error as error:
            raise in_our_words(error, self._dialect, f"rows into {into}") from error
        finally:
            cursor.close()

    def _column(self, name: str, rows: Sequence[dict[str, Any]]) -> list[Any]:
        turn, otherwise = self._turns[name], self._otherwise.get(name)
        values = [row.get(name, otherwise) for row in rows]
        return values if turn is None else [turn(value) for value in values]

    def _blank(self, name: str) -> Any:
        turn, otherwise = self._turns[name], self._otherwise[name]
        return otherwise if turn is None else turn(otherwise)


def _turning(column: sa.Column[Any], dialect: Dialect) -> Turn | None:
    turn: Turn | None = column.type.dialect_impl(dialect).bind_processor(dialect)
    if turn is None:
        return None
    if isinstance(column.type, ChoiceType | sa.Boolean | sa.Date):
        return _Remembered(turn).__getitem__
    if dialect.name == "sqlite" and isinstance(column.type, UTCDateTime):
        return _utc(turn)
    return turn


class _Remembered(dict[Any, Any]):
    """Of a few values, each turned once."""

    def __init__(self, turn: Turn) -> None:
        super().__init__()
        self._turn = turn

    def __missing__(self, value: Any) -> Any:
        self[value] = turned = self._turn(value)
        return turned


def _utc(turn: Turn) -> Turn:
    """A third of all values are times, and SQLAlchemy takes three times as long to write one."""
    offset = len("+00:00")

    def written(value: datetime | None) -> Any:
        if value is None or value.tzinfo is not UTC:
            return turn(value)
        return value.isoformat(" ", "microseconds")[:-offset]

    return written


def _in_one(cursor: Any, into: str, columns: list[list[Any]]) -> None:
    width, count = len(columns), len(columns[0])
    values = [None] * (width * count)
    for at, column in enumerate(columns):
        values[at::width] = column
    most = cursor.connection.getlimit(SQLITE_LIMIT_VARIABLE_NUMBER)
    at_once = max(1, min(_AT_ONCE, most // width))
    row = f"({', '.join(repeat('?', width))})"
    for start in range(0, count, at_once):
        some = min(at_once, count - start)
        statement = f"INSERT INTO {into} VALUES {', '.join(repeat(row, some))}"  # noqa: S608
        cursor.execute(statement, values[start * width : (start + some) * width])


def _copied(cursor: Any, into: str, columns: list[list[Any]]) -> None:
    with cursor.copy(f"COPY {into} FROM STDIN") as copy:
        for row in zip(*columns, strict=True):
            copy.write_row(row)
