from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel, col, select

from storage.repositories.base import Repository, insert_for
from storage.tables import Card, Lane, OutboxRow
from storage.tables.delivery import OutboxState

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
"""A new lane is free."""


class Outbox(Repository):
    """What must be said, once. Written in the transaction that caused it; `bot.delivery` sends."""

    def post(
        self,
        key: str,
        lane: str,
        message: dict[str, Any],
        *,
        now: datetime,
        due_at: datetime | None = None,
        thread: Card | None = None,
    ) -> bool:
        """Queue a message with fixed content under `key`. False: that was said already, also when
        another copy of the app is just writing it."""
        return self._add(
            OutboxRow(
                team_id=self._team,
                key=key,
                lane=lane,
                message=message,
                thread_card_id=thread.id if thread else None,
                uid=secrets.token_hex(8),
                due_at=due_at or now,
                created_at=now,
            )
        )

    def post_card(
        self, card: Card, *, now: datetime, due_at: datetime, key: str | None = None
    ) -> None:
        """Queue a card's first appearance."""
        self._add(
            OutboxRow(
                team_id=self._team,
                key=key or f"card:{card.id}",
                lane=card.person,
                card_id=card.id,
                thread_card_id=card.thread_card_id,
                uid=secrets.token_hex(8),
                due_at=due_at,
                created_at=now,
            )
        )

    def of_card(self, card: Card) -> OutboxRow | None:
        return self._session.exec(
            select(OutboxRow).where(
                col(OutboxRow.team_id) == self._team, col(OutboxRow.card_id) == card.id
            )
        ).first()

    def unsent(self, card: Card) -> bool:
        """Whether the card still waits to be sent, so that it will show the newest anyway."""
        row = self.of_card(card)
        return row is not None and row.state is OutboxState.QUEUED

    def withdraw(self, card: Card, now: datetime) -> bool:
        """Cancel a card nobody has seen yet. False when it is on its way or there already."""
        changed = self._session.execute(
            sa.update(OutboxRow)
            .where(
                col(OutboxRow.team_id) == self._team,
                col(OutboxRow.card_id) == card.id,
                col(OutboxRow.state) == OutboxState.QUEUED,
            )
            .values(state=OutboxState.CANCELLED, settled_at=now)
            .execution_options(synchronize_session=False)
        )
        return bool(changed.rowcount)  # type: ignore[attr-defined]

    def reschedule(self, card: Card, due_at: datetime) -> None:
        """Move a card that was not sent yet to another moment."""
        self._session.execute(
            sa.update(OutboxRow)
            .where(
                col(OutboxRow.team_id) == self._team,
                col(OutboxRow.card_id) == card.id,
                col(OutboxRow.state) == OutboxState.QUEUED,
            )
            .values(due_at=due_at)
            .execution_options(synchronize_session=False)
        )
        self._books.queued = True

    def parked(self, limit: int = 20) -> Sequence[OutboxRow]:
        """What was given up, newest first."""
        return self._session.exec(
            select(OutboxRow)
            .where(col(OutboxRow.team_id) == self._team, col(OutboxRow.state) == OutboxState.PARKED)
            .order_by(col(OutboxRow.id).desc())
            .limit(limit)
        ).all()

    def get(self, row_id: int | None) -> OutboxRow | None:
        row = self._session.get(OutboxRow, row_id) if row_id else None
        return row if row and row.team_id == self._team else None

    def _add(self, row: OutboxRow) -> bool:
        self._put(Lane, {"team_id": row.team_id, "lane": row.lane, "free_at": _LONG_AGO})
        new = self._put(OutboxRow, row.model_dump(exclude={"id"}))
        self._books.queued = self._books.queued or new
        return new

    def _put(self, table: type[SQLModel], values: dict[str, Any]) -> bool:
        """Insert a row unless its key is there already; whether it was inserted."""
        insert = insert_for(self._session)(table.__table__)  # type: ignore[attr-defined]
        done = self._session.execute(insert.values(**values).on_conflict_do_nothing())
        return bool(done.rowcount)  # type: ignore[attr-defined]
