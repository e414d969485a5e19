"""Many rows at once: ids are given ahead, so that rows can name each other before they are stored.

For whoever fills an empty workspace; people's own doings go through the repositories.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from functools import cache
from typing import Any, Self

import sqlalchemy as sa
from pydantic_core import PydanticUndefined
from sqlmodel import SQLModel, col, select
from sqlmodel.sql.sqltypes import UTCDateTime

from storage.books import Books
from storage.compiled import Compiled
from storage.many import Inserts
from storage.repositories.base import Repository
from storage.repositories.issues import UNRESOLVED
from storage.tables import Card, Customer, Issue, Observation, OutboxRow, Touchpoint, Workspace
from storage.tables.delivery import OutboxState

_AT_MOST = 5_000
"""Rows that are held back before all are stored."""
_LAST = col(Workspace.last_issue_number)
Taken = list[tuple[Inserts, list[dict[str, Any]]]]

_TEAM = sa.bindparam("team", type_=sa.String)
_TO_POST = (
    col(OutboxRow.team_id) == _TEAM,
    col(OutboxRow.state) == OutboxState.QUEUED,
    col(OutboxRow.due_at) <= sa.bindparam("now", type_=UTCDateTime()),
)
_STALE = (
    col(Card.team_id) == _TEAM,
    col(Card.ts).is_not(None),
    col(Card.refresh_at).is_not(None),
)
_HAS_POST = Compiled(
    lambda _: sa.select(sa.literal(1)).where(
        sa.exists().where(*_TO_POST) | sa.exists().where(*_STALE)
    )
)
"""Asked before and after each step of thousands, and mostly answered with no."""


class _Held:
    """Rows of one table that are held back, and the next id that one of them is given."""

    def __init__(self, table: type[SQLModel], dialect: sa.Dialect, team_id: str) -> None:
        self.table = _table(table)
        self.has_id = "id" in table.model_fields
        self.next_id: int | None = None
        self.rows: list[dict[str, Any]] = []
        self.inserts = Inserts(self.table, dialect, {**_blank(table), "team_id": team_id})


class Bulk(Repository):
    """Rows of one workspace, held back and stored table by table, parents first.

    To be left as a context. While rows are added the books are not to be used: thousands of them
    are stored by a thread of its own meanwhile. After `flush` they may be.
    """

    def __init__(self, books: Books) -> None:
        super().__init__(books)
        self._dialect = self._session.get_bind().dialect
        self._tables: dict[type[SQLModel], _Held] = {}
        self._held = 0
        self._number: int | None = None
        self._beside = ThreadPoolExecutor(1, thread_name_prefix="db-bulk")
        self._storing: Future[None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        """Let nothing be written any more: the transaction may be about to end."""
        self._beside.shutdown(wait=True)

    def add(self, table: type[SQLModel], **values: Any) -> int:
        """Hold a row back; its id, or 0 of a table that has none. What is left out is as the table
        says."""
        held = self._tables.get(table) or self._begin(table)
        given = 0
        if held.has_id:
            given = values["id"] = held.next_id or self.next_id(table)
            held.next_id = given + 1
        held.rows.append(values)
        self._held += 1
        if self._held >= _AT_MOST:
            self._store_beside()
        return given

    def next_id(self, table: type[SQLModel]) -> int:
        """The id that the next row of a table will be given."""
        held = self._tables.get(table) or self._begin(table)
        if held.next_id is None:
            self._look_up_ids()
        assert held.next_id is not None, "just looked up"
        return held.next_id

    def issue_number(self) -> int:
        """The workspace's next issue number, held back as the rows are."""
        if self._number is None:
            self._wait()
            self._number = self._session.scalar(sa.select(_LAST).where(self._ours())) or 0
        self._number += 1
        return self._number

    def flush(self) -> None:
        """Store what is held back. Ids and numbers that are given from here on come after ours."""
        self._wait()
        self._session.flush()
        self._store(self._session.connection(), self._taken())
        if self._number is not None:
            numbered = sa.update(Workspace).where(self._ours())
            self._session.execute(numbered.values(last_issue_number=self._number))
            self._number = None
        if self._dialect.name == "postgresql":
            self._tell_sequences()
        for held in self._tables.values():
            held.next_id = None

    # -- what is there already ------------------------------------------------------------------

    def found(self) -> dict[str, int]:
        """How much the workspace holds of what people make there: only what is there at all."""
        counts = {
            word: self._session.scalar(
                sa.select(sa.func.count())
                .select_from(table)
                .where(_table(table).c.team_id == self._team)
            )
            for word, table in (
                ("observations", Observation),
                ("issues", Issue),
                ("customers", Customer),
                ("touchpoints", Touchpoint),
            )
        }
        return {word: int(count) for word, count in counts.items() if count}

    def unresolved(self) -> int:
        """How many issues of the workspace wait for an answer."""
        waiting = sa.select(sa.func.count(col(Issue.id))).where(
            col(Issue.team_id) == self._team, col(Issue.state).in_(UNRESOLVED)
        )
        return int(self._session.scalar(waiting) or 0)

    def has_post(self, now: datetime) -> bool:
        """Whether `to_post` or `stale` would find anything."""
        found = _HAS_POST.first(self._session, team=self._team, now=now)
        return found is not None

    def to_post(self, now: datetime) -> Sequence[OutboxRow]:
        """Messages of the workspace that are due to be posted at `now` (aware UTC), in order."""
        due = select(OutboxRow).where(*_TO_POST).order_by("id")
        return self._session.exec(due, params={"team": self._team, "now": now}).all()

    def stale(self) -> Sequence[Card]:
        """Cards whose messages show something old."""
        return self._session.exec(select(Card).where(*_STALE), params={"team": self._team}).all()

    def posted(self, since: datetime) -> Sequence[tuple[Card, OutboxRow]]:
        """Cards that are not folded, and how they were posted after `since` (aware UTC)."""
        rows = self._session.execute(
            sa.select(Card, OutboxRow)
            .join(OutboxRow, col(OutboxRow.card_id) == col(Card.id))
            .where(
                col(Card.team_id) == self._team,
                ~col(Card.folded),
                col(OutboxRow.state) == OutboxState.SENT,
                col(OutboxRow.settled_at) > since,
            )
            .order_by(col(OutboxRow.id))
        )
        return [(card, row) for card, row in rows]

    # -- inside ---------------------------------------------------------------------------------

    def _ours(self) -> sa.ColumnElement[bool]:
        return col(Workspace.team_id) == self._team

    def _begin(self, table: type[SQLModel]) -> _Held:
        """Also hold back rows of `table`, whose parents are stored before."""
        self._tables[table] = held = _Held(table, self._dialect, self._team)
        order = _order()
        self._tables = dict(sorted(self._tables.items(), key=lambda one: order[one[1].table.name]))
        return held

    def _taken(self) -> Taken:
        taken = [(held.inserts, held.rows) for held in self._tables.values() if held.rows]
        for held in self._tables.values():
            held.rows = []
        self._held = 0
        return taken

    def _store_beside(self) -> None:
        self._wait()
        connection, rows = self._session.connection(), self._taken()
        self._storing = self._beside.submit(self._store, connection, rows)

    def _wait(self) -> None:
        if self._storing:
            self._storing.result()
            self._storing = None

    @staticmethod
    def _store(connection: sa.Connection, taken: Taken) -> None:
        for inserts, rows in taken:
            inserts.store(connection, rows)

    def _look_up_ids(self) -> None:
        """Of every table that has none yet, in one statement: it is asked at every step."""
        self._wait()
        self._session.flush()
        unknown = [held for held in self._tables.values() if held.has_id and held.next_id is None]
        asked = ", ".join(f"(SELECT max(id) FROM {held.table.name})" for held in unknown)  # noqa: S608
        found = self._session.connection().exec_driver_sql(f"SELECT {asked}").one()
        for held, last in zip(unknown, found, strict=True):
            held.next_id = (last or 0) + 1

    def _tell_sequences(self) -> None:
        given = [held for held in self._tables.values() if held.next_id is not None]
        told = ", ".join(
            f"setval(pg_get_serial_sequence('{held.table.name}', 'id'), {held.next_id - 1})"
            for held in given
            if held.next_id
        )
        if told:
            self._session.connection().exec_driver_sql(f"SELECT {told}")


def _table(table: type[SQLModel]) -> sa.Table:
    found: sa.Table = table.__table__  # type: ignore[attr-defined]
    return found


@cache
def _order() -> dict[str, int]:
    """Which table comes when, parents first."""
    return {table.name: at for at, table in enumerate(SQLModel.metadata.sorted_tables)}


@cache
def _blank(table: type[SQLModel]) -> dict[str, Any]:
    """What the table says of a row of which nothing is known; where it is to be empty, nothing."""
    defaults = {
        name: field.get_default(call_default_factory=True)
        for name, field in table.model_fields.items()
    }
    return {
        name: value
        for name, value in defaults.items()
        if value is not PydanticUndefined
        and (value is not None or not _table(table).c[name].nullable)
    }
