from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from bot.domain.issue import IssueState
from bot.domain.loop import LoopState
from storage.repositories.base import Repository
from storage.repositories.issues import UNRESOLVED
from storage.tables import CustomerLoop, Held, Issue, Observation, Recurrence

_ENDED = (IssueState.RESOLVED, IssueState.CLOSED)
_WORDS = 1000
"""Characters of an observation that are compared."""


class LikelyIssues(Repository):
    """Which known issue an observation is likely about, and what was made of that."""

    # -- looking --------------------------------------------------------------------------------

    def watched_of(self, customer_id: int, touchpoint_id: int, now: datetime) -> Issue | None:
        """The issue of this customer at this touchpoint that was resolved, and is watched still;
        of several the last."""
        return self._session.exec(
            select(Issue)
            .join(CustomerLoop, col(CustomerLoop.issue_id) == col(Issue.id))
            .where(
                col(Issue.team_id) == self._team,
                col(Issue.touchpoint_id) == touchpoint_id,
                self._watched(now),
                col(CustomerLoop.customer_id) == customer_id,
            )
            .order_by(col(Issue.resolved_at).desc())
        ).first()

    def candidates(
        self, touchpoint_id: int, reader: str, now: datetime, limit: int
    ) -> Sequence[tuple[int, str]]:
        """(issue, words) of the newest `limit` observations behind issues of the touchpoint that
        are open or watched: those that `reader` may surely read, as a likeness tells of words."""
        rows = self._session.execute(
            sa.select(col(Issue.id), sa.func.substr(col(Observation.words), 1, _WORDS))
            .join(Issue, col(Issue.id) == col(Observation.issue_id))
            .where(
                col(Issue.team_id) == self._team,
                col(Issue.touchpoint_id) == touchpoint_id,
                sa.or_(col(Issue.state).in_(UNRESOLVED), self._watched(now)),
                col(Observation.undone_at).is_(None),
                col(Observation.follow_up),
                sa.or_(~col(Observation.private), col(Observation.reporter) == reader),
            )
            .order_by(col(Observation.id).desc())
            .limit(limit)
        )
        return [(int(issue_id or 0), str(words)) for issue_id, words in rows]

    # -- waiting --------------------------------------------------------------------------------

    def hold(self, row: Held) -> None:
        row.team_id = self._team
        self._session.add(row)
        self._session.flush()

    def held(self, observation_id: int | None) -> Held | None:
        row = self._session.get(Held, observation_id) if observation_id else None
        return row if row and row.team_id == self._team else None

    def release(self, observation_id: int | None) -> Held | None:
        """End the waiting, and say what it was about; None when it does not wait, or another copy
        was quicker."""
        row = self.held(observation_id)
        if row is None:
            return None
        self._session.expunge(row)
        gone = self._session.execute(
            sa.delete(Held)
            .where(col(Held.team_id) == self._team, col(Held.observation_id) == observation_id)
            .execution_options(synchronize_session=False)
        )
        return row if gone.rowcount else None  # type: ignore[attr-defined]

    def due(self, now: datetime) -> Sequence[int]:
        """Observations that have waited long enough."""
        rows = self._session.execute(
            sa.select(col(Held.observation_id))
            .where(col(Held.team_id) == self._team, col(Held.until) <= now)
            .order_by(col(Held.observation_id))
        )
        return list(rows.scalars())

    # -- coming back ----------------------------------------------------------------------------

    def add_recurrence(self, row: Recurrence) -> None:
        row.team_id = self._team
        self._session.merge(row)
        self._session.flush()

    def recurrence(self, observation_id: int | None) -> Recurrence | None:
        """The recurrence that this observation counts as, unless it was set apart."""
        row = self._session.get(Recurrence, observation_id) if observation_id else None
        return row if row and row.team_id == self._team and row.set_apart_at is None else None

    def untold(self, now: datetime) -> Sequence[int]:
        """Resolved issues whose watch window ended before every customer was told."""
        waits = sa.exists().where(
            col(CustomerLoop.issue_id) == col(Issue.id),
            col(CustomerLoop.state) == LoopState.WAITING,
        )
        rows = self._session.execute(
            sa.select(col(Issue.id))
            .where(
                col(Issue.team_id) == self._team,
                col(Issue.state) == IssueState.RESOLVED,
                col(Issue.watch_until) <= now,
                waits,
            )
            .order_by(col(Issue.id))
        )
        return [issue_id for issue_id in rows.scalars() if issue_id]

    # -- inside ---------------------------------------------------------------------------------

    def _watched(self, now: datetime) -> sa.ColumnElement[bool]:
        return sa.and_(col(Issue.state).in_(_ENDED), col(Issue.watch_until) > now)
