from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from storage.repositories.base import Repository
from storage.tables import OutboxRow
from storage.tables.delivery import OutboxState


class Parked(Repository):
    """Messages that were given up, and what people decide about them."""

    def settle(self, row: OutboxRow, state: OutboxState, now: datetime) -> bool:
        """Compare-and-set from parked to `state`; False if someone was quicker.

        Queued again, the message is as good as new, but keeps the id it may already stand under.
        """
        values: dict[str, object] = {"state": state, "settled_at": now}
        if state is OutboxState.QUEUED:
            values |= {
                "settled_at": None,
                "due_at": now,
                "not_before": None,
                "lease_owner": None,
                "error": None,
                "attempts": 0,
                "looks": 0,
            }
        changed = self._session.execute(
            sa.update(OutboxRow)
            .where(
                col(OutboxRow.team_id) == self._team,
                col(OutboxRow.id) == row.id,
                col(OutboxRow.state) == OutboxState.PARKED,
            )
            .values(**values)
            .execution_options(synchronize_session=False)
        )
        self._session.refresh(row)
        self._books.queued = self._books.queued or state is OutboxState.QUEUED
        return bool(changed.rowcount)  # type: ignore[attr-defined]

    def replies_to(self, row: OutboxRow) -> Sequence[OutboxRow]:
        """The parked replies to the message that `row` was to send."""
        if row.card_id is None:
            return []
        return self._session.exec(
            select(OutboxRow)
            .where(
                col(OutboxRow.team_id) == self._team,
                col(OutboxRow.thread_card_id) == row.card_id,
                col(OutboxRow.state) == OutboxState.PARKED,
            )
            .order_by("id")
        ).all()
