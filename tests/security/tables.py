"""All rows of a database: what they are, and how to have them back."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from storage.tables import SQLModel

Image = dict[str, list[tuple[Any, ...]]]

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

    def of(self, team_id: str, image: Image) -> Image:
        """The part of `image` that belongs to one workspace."""
        return {
            table.name: [
                row
                for row in image[table.name]
                if row[list(table.columns.keys()).index("team_id")] == team_id
            ]
            for table in self._tables
        }

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
