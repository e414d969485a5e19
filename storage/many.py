"""Thousands of rows in one statement, past what SQLAlchemy does for each of them.

Measured with 50,000 observations on SQLite: 1.4 s instead of 4.2 s in the driver alone. A statement
of its own for each row makes the search index write its newest words down every time (its trigger
takes a savepoint for each statement); PostgreSQL has COPY for this.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import chain, repeat
from sqlite3 import SQLITE_LIMIT_VARIABLE_NUMBER
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlmodel.sql.sqltypes import UTCDateTime

from storage.compiled import in_our_words

_AT_ONCE = 500
"""Rows in one statement on SQLite: more of them are no faster."""


def insert_many(
    connection: sa.Connection,
    table: sa.Table,
    rows: Sequence[dict[str, Any]],
    otherwise: dict[str, Any],
) -> None:
    """Store `rows`, each by column name; `otherwise`: what stands where a row says nothing.

    Columns that are in none of them are left to the database. Values are Python's, as in every
    other statement. Raises sqlalchemy.exc.DBAPIError.
    """
    names = sorted({*otherwise}.union(*rows))
    columns = [
        _column(table.c[name], rows, otherwise.get(name), connection.dialect) for name in names
    ]
    shape = connection.dialect.identifier_preparer
    into = f"{shape.format_table(table)} ({', '.join(shape.quote(name) for name in names)})"
    dialect = connection.dialect
    cursor = connection.connection.cursor()
    try:
        store = _in_one if dialect.name == "sqlite" else _copied
        store(cursor, into, list(zip(*columns, strict=True)))
    except dialect.loaded_dbapi.Error as error:
        raise in_our_words(error, dialect, f"rows into {into}") from error
    finally:
        cursor.close()


def _column(
    column: sa.Column[Any], rows: Sequence[dict[str, Any]], otherwise: Any, dialect: Dialect
) -> list[Any]:
    """Its values in the driver's form."""
    name, turn = column.name, _turning(column, dialect)
    values = [row.get(name, otherwise) for row in rows]
    return values if turn is None else [turn(value) for value in values]


def _turning(column: sa.Column[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    turn = column.type.dialect_impl(dialect).bind_processor(dialect)
    if dialect.name != "sqlite" or not isinstance(column.type, UTCDateTime) or turn is None:
        return turn

    def utc(value: datetime | None) -> Any:
        # a third of all values are times, and SQLAlchemy takes three times as long to write one
        if value is None or value.tzinfo is not UTC:
            return turn(value)
        return value.replace(tzinfo=None).isoformat(" ", "microseconds")

    return utc


def _in_one(cursor: Any, into: str, rows: list[tuple[Any, ...]]) -> None:
    width = len(rows[0])
    most = cursor.connection.getlimit(SQLITE_LIMIT_VARIABLE_NUMBER)
    at_once = max(1, min(_AT_ONCE, most // width))
    row = f"({', '.join(repeat('?', width))})"
    for start in range(0, len(rows), at_once):
        part = rows[start : start + at_once]
        statement = f"INSERT INTO {into} VALUES {', '.join(repeat(row, len(part)))}"  # noqa: S608
        cursor.execute(statement, list(chain.from_iterable(part)))


def _copied(cursor: Any, into: str, rows: list[tuple[Any, ...]]) -> None:
    with cursor.copy(f"COPY {into} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
