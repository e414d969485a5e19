"""All rows of a database: what they are, and how to have them back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from storage.tables import SQLModel

Image = dict[str, list[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Change:
    """row: as it is now, or was when it is gone. columns: what is different in it."""

    table: str
    row: dict[str, Any]
    added: bool
    columns: frozenset[str]


_NOT_COMPARED = frozenset({"inbox"})
"""That a request came in is remembered, whatever it may."""


class Tables:
    """Of a migrated database, as it stands when this is made."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        there = set(sa.inspect(engine).get_table_names())
        self._tables = [
            table
            for table in SQLModel.metadata.sorted_tables
            if table.name in there - _NOT_COMPARED
        ]
        self._queries = {
            table.name: str(sa.select(table).order_by(*table.primary_key).compile(engine))
            for table in self._tables
        }
        with engine.connect() as connection:
            self._kept = [
                (table, [row._asdict() for row in connection.execute(sa.select(table))])
                for table in self._tables
            ]

        self._image = self.read()

    def read(self) -> Image:
        """Every row of every table as the driver gives it, in the order of their keys."""
        with self._engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            return {name: driver.execute(query).fetchall() for name, query in self._queries.items()}

    def changes(self, before: Image, after: Image) -> list[Change]:
        """Every row that came, went or became another."""
        return [
            change
            for table in self._tables
            if before[table.name] != after[table.name]
            for change in _changes(table, before[table.name], after[table.name])
        ]

    def restore(self) -> None:
        """Have exactly the rows that were there when this was made."""
        if self.read() == self._image:
            return
        with self._engine.begin() as connection:
            for table, _ in reversed(self._kept):
                connection.execute(sa.delete(table))
            for table, rows in self._kept:
                if rows:
                    connection.execute(sa.insert(table), rows)


def _changes(table: sa.Table, before: list[Any], after: list[Any]) -> Iterator[Change]:
    names = table.columns.keys()
    keys = [names.index(column.name) for column in table.primary_key]

    def by_key(rows: list[Any]) -> dict[tuple[Any, ...], tuple[Any, ...]]:
        return {tuple(row[key] for key in keys): tuple(row) for row in rows}

    was, now = by_key(before), by_key(after)
    for key in was.keys() | now.keys():
        old, new = was.get(key), now.get(key)
        if old == new:
            continue
        row = new or old or ()
        different = [
            name
            for name, one, other in zip(names, old or row, new or row, strict=True)
            if one != other
        ]
        yield Change(table.name, dict(zip(names, row, strict=True)), not old, frozenset(different))
