"""Statements that every request runs, handed to the driver as they are.

Around one small statement SQLAlchemy's execution does ten times the work of the database: measured
on SQLite, 25 µs against 2. So what stands in every acknowledgement is compiled once for each
dialect, and then only its values are brought into the driver's form and back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.selectable import ReturnsRows
from sqlmodel import Session

Processor = Callable[[Any], Any] | None


class Compiled:
    """A statement with values by name. `columns`: of an INSERT, which ones are given."""

    def __init__(
        self,
        statement: Callable[[Dialect], ReturnsRows],
        columns: Sequence[str] | None = None,
    ) -> None:
        self._statement = statement
        self._columns = columns
        self._forms: dict[str, _Form] = {}

    def first(self, session: Session, **values: Any) -> tuple[Any, ...] | None:
        """Run it after what the session holds back; its first row, in Python's types.

        Raises sqlalchemy.exc.DBAPIError, as every other statement does.
        """
        session.flush()
        connection = session.connection()
        dialect = connection.dialect
        form = self._forms.get(dialect.name)
        if form is None:
            form = self._forms[dialect.name] = _Form(
                self._statement(dialect), dialect, self._columns
            )
        cursor = connection.connection.cursor()
        try:
            with driver_errors(dialect, form.sql):
                cursor.execute(form.sql, form.given(values))
                row = cursor.fetchone()
        finally:
            cursor.close()
        return None if row is None else form.found(row)


@contextmanager
def driver_errors(dialect: Dialect, sql: str) -> Iterator[None]:
    """What the driver raises is raised as SQLAlchemy would; without the values: people's words."""
    try:
        yield
    except dialect.loaded_dbapi.Error as error:
        raise sa.exc.DBAPIError.instance(
            sql, None, error, dialect.loaded_dbapi.Error, dialect=dialect
        ) from error


class _Form:
    """One dialect's text of a statement, and how its values are turned."""

    def __init__(
        self, statement: ReturnsRows, dialect: Dialect, columns: Sequence[str] | None
    ) -> None:
        compiled: Any = statement.compile(dialect=dialect, column_keys=columns)
        self.sql = str(compiled)
        self._in_order: list[str] | None = compiled.positiontup
        self._fixed = {name: bind.value for bind, name in compiled.bind_names.items()}
        self._before: dict[str, Processor] = {
            name: bind.type.dialect_impl(dialect).bind_processor(dialect)
            for bind, name in compiled.bind_names.items()
        }
        self._after: list[Processor] = [
            column.type.dialect_impl(dialect).result_processor(dialect, None)
            for column in statement.exported_columns
        ]

    def given(self, values: dict[str, Any]) -> Any:
        """Positional or by name, as the driver wants them."""
        turned = {
            name: turn(value) if turn else value
            for name, turn in self._before.items()
            for value in (values.get(name, self._fixed[name]),)
        }
        return turned if self._in_order is None else [turned[name] for name in self._in_order]

    def found(self, row: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(
            turn(value) if turn else value for turn, value in zip(self._after, row, strict=True)
        )
