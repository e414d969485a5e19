"""Many rows at once: ids are given ahead, so that rows can name each other before they are stored.

For whoever fills an empty workspace; people's own doings go through the repositories.
"""

from __future__ import annotations

from collections import defaultdict
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
from storage.many import insert_many
from storage.repositories.base import Repository
from storage.repositories.issues import UNRESOLVED
from storage.tables import Card, Customer, Issue, Observation, OutboxRow, Touchpoint, Workspace
from storage.tables.delivery import OutboxState

_AT_MOST = 5_000
"""Rows that are held back before all are stored."""
_LAST = col(Workspace.last_issue_number)


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
        sa.or_(
            sa.exists().where(*_TO_POST),
            sa.exists().where(*_STALE),
        )
    )
)
"""Asked before and after each step of thousands, and mostly answered with no."""

Rows = dict[type[SQLModel], list[dict[str, Any]]]


class Bulk(Repository):
    """Rows of one workspace, held back and stored table by table, parents first.

    To be left as a context. While rows are added the books are not to be used: thousands of them
    are stored by a thread of its own meanwhile. After `flush` they may be.
    """

    def __init__(self, books: Books) -> None:
        super().__init__(books)
        self._rows: Rows = defaultdict(list)
        self._held = 0
        self._next: dict[type[SQLModel], int] = {}
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
        if _has_id(table):
            values["id"] = self._id(table)
        self._rows[table].append(values)
        self._held += 1
        if self._held >= _AT_MOST:
            self._store_beside()
        return int(values.get("id") or 0)

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
        if self._session.get_bind().dialect.name == "postgresql":
            for table in self._next:
                self._tell_sequence(table)
        self._next.clear()

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

    def _taken(self) -> Rows:
        rows, self._rows, self._held = self._rows, defaultdict(list), 0
        return rows

    def _store_beside(self) -> None:
        self._wait()
        connection, rows = self._session.connection(), self._taken()
        self._storing = self._beside.submit(self._store, connection, rows)

    def _wait(self) -> None:
        if self._storing:
            self._storing.result()
            self._storing = None

    def _store(self, connection: sa.Connection, rows: Rows) -> None:
        for table in sorted(rows, key=lambda each: _order()[_table(each).name]):
            otherwise = {**_blank(table), "team_id": self._team}
            insert_many(connection, _table(table), rows[table], otherwise)

    def _id(self, table: type[SQLModel]) -> int:
        if table not in self._next:
            self._wait()
            self._session.flush()
            last = self._session.scalar(sa.select(sa.func.max(_table(table).c.id)))
            self._next[table] = (last or 0) + 1
        given = self._next[table]
        self._next[table] = given + 1
        return given

    def _tell_sequence(self, table: type[SQLModel]) -> None:
        name = _table(table).name
        sequence = sa.func.pg_get_serial_sequence(name, "id")
        self._session.execute(sa.select(sa.func.setval(sequence, self._next[table] - 1)))


def _table(table: type[SQLModel]) -> sa.Table:
    found: sa.Table = table.__table__  # type: ignore[attr-defined]
    return found


@cache
def _has_id(table: type[SQLModel]) -> bool:
    return "id" in table.model_fields


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
