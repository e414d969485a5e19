from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from bot.domain.ladder import Rung
from bot.domain.vocabulary import Severity
from storage.repositories.base import Repository
from storage.tables import (
    Issue,
    Morning,
    Round,
    RungReached,
)

_RUNS = col(Round.ended_at).is_(None)


class Ladders(Repository):
    """What was missed, and how far up the ladder that went."""

    def climbable(self, now: datetime) -> Sequence[int]:
        """Rounds that may take their next rung, but for people's hours and days away."""
        soon = (now + timedelta(days=1)).date()  # nobody's date is later
        rests = col(Issue.snoozed_until) > soon
        rows = self._session.execute(
            sa.select(col(Round.id))
            .join(Issue, col(Issue.id) == col(Round.issue_id))
            .where(
                col(Round.team_id) == self._team,
                _RUNS,
                col(Round.next_at) <= now,
                sa.or_(col(Issue.snoozed_until).is_(None), ~rests),
            )
            .order_by(col(Round.id))
        )
        return list(rows.scalars())

    def round(self, round_id: int) -> Round | None:
        row = self._session.get(Round, round_id)
        return row if row and row.team_id == self._team else None

    def running(self, issue_id: int) -> Round | None:
        """The issue's round that has not ended."""
        return self.running_of([issue_id]).get(issue_id)

    def running_of(self, issue_ids: Collection[int]) -> dict[int, Round]:
        """The rounds of these issues that have not ended."""
        rows = self._session.exec(
            select(Round).where(
                col(Round.team_id) == self._team, col(Round.issue_id).in_(issue_ids), _RUNS
            )
        )
        return {row.issue_id: row for row in rows}

    def start_round(
        self, issue_id: int, missed_at: datetime, next_at: datetime | None, now: datetime
    ) -> None:
        last = self._session.execute(
            sa.select(sa.func.max(col(Round.number))).where(
                col(Round.team_id) == self._team, col(Round.issue_id) == issue_id
            )
        ).scalar()
        self._session.add(
            Round(
                team_id=self._team,
                issue_id=issue_id,
                number=(last or 0) + 1,
                started_at=now,
                since=missed_at,
                next_at=next_at,
            )
        )
        self._session.flush()

    def end_round(self, issue_id: int, now: datetime) -> None:
        """Somebody took it up: nobody is nudged for what was missed before."""
        self._session.execute(
            sa.update(Round)
            .where(col(Round.team_id) == self._team, col(Round.issue_id) == issue_id, _RUNS)
            .values(ended_at=now, next_at=None)
            .execution_options(synchronize_session=False)
        )

    def look_now(self, issue_id: int, now: datetime) -> None:
        """Somebody else answers for the issue, whose day may be beginning."""
        self._session.execute(
            sa.update(Round)
            .where(
                col(Round.team_id) == self._team,
                col(Round.issue_id) == issue_id,
                _RUNS,
                col(Round.next_at) > now,
            )
            .values(next_at=now)
            .execution_options(synchronize_session=False)
        )

    def climb(
        self, row: Round, rung: Rung, person: str, next_at: datetime | None, now: datetime
    ) -> bool:
        """Compare-and-set: take `rung`, which brings in `person`. False when another copy did, or
        the round has ended."""
        before = col(Round.rung).is_(None) if row.rung is None else col(Round.rung) == row.rung
        changed = self._session.execute(
            sa.update(Round)
            .where(col(Round.id) == row.id, _RUNS, before)
            .values(rung=int(rung), since=now, next_at=next_at)
            .execution_options(synchronize_session=False)
        )
        if not changed.rowcount:  # type: ignore[attr-defined]
            return False
        self._session.refresh(row)
        self._session.add(
            RungReached(
                team_id=self._team,
                issue_id=row.issue_id,
                round=row.number,
                rung=int(rung),
                person=person,
                at=now,
            )
        )
        self._session.flush()
        return True

    def look_again(self, row: Round, at: datetime | None) -> None:
        """Nothing to climb before `at`; None: nobody is left above."""
        row.next_at = at
        self._session.add(row)

    # -- who heard ------------------------------------------------------------------------------

    def heard(self, row: Round) -> set[str]:
        """Whom the round has brought in."""
        rungs = self._session.execute(
            sa.select(col(RungReached.person)).where(
                col(RungReached.team_id) == self._team,
                col(RungReached.issue_id) == row.issue_id,
                col(RungReached.round) == row.number,
            )
        )
        return set(rungs.scalars())

    def reached(self, issue_id: int, person: str) -> bool:
        """Whether an escalation of the issue ever reached `person`."""
        rung = sa.select(col(RungReached.id)).where(
            col(RungReached.team_id) == self._team,
            col(RungReached.issue_id) == issue_id,
            col(RungReached.person) == person,
            col(RungReached.rung) > Rung.OWNER,
        )
        return self._session.execute(rung.limit(1)).first() is not None

    def escalated_to(self, person: str) -> Sequence[Issue]:
        """Issues of others whose running round has brought `person` in, the latest first."""
        rows = self._session.exec(
            select(Issue)
            .join(Round, col(Round.issue_id) == col(Issue.id))
            .join(
                RungReached,
                sa.and_(
                    col(RungReached.issue_id) == col(Round.issue_id),
                    col(RungReached.round) == col(Round.number),
                ),
            )
            .where(
                col(Issue.team_id) == self._team,
                col(Issue.owner).is_not(None),
                col(Issue.owner) != person,
                _RUNS,
                col(RungReached.person) == person,
                col(RungReached.rung) > Rung.OWNER,
            )
            .order_by(col(RungReached.id).desc())
        )
        return rows.all()

    def untold(self, person: str) -> Sequence[tuple[RungReached, Issue, Round]]:
        """Rungs of running rounds that `person` was not told of yet."""
        rows = self._session.execute(
            self._untold(sa.select(RungReached, Issue, Round)).where(
                col(RungReached.person) == person
            )
        )
        return [(rung, issue, row) for rung, issue, row in rows]

    def untold_critical(self) -> Sequence[tuple[int, str]]:
        """(issue, person) of critical issues whose rung nobody told the person of yet."""
        rows = self._session.execute(
            self._untold(sa.select(col(RungReached.issue_id), col(RungReached.person))).where(
                col(Issue.severity) == Severity.CRITICAL
            )
        )
        return [(issue_id, person) for issue_id, person in rows]

    def tell(self, rung: RungReached, morning: Morning) -> None:
        rung.morning_id = morning.id
        self._session.add(rung)

    # -- inside ---------------------------------------------------------------------------------

    def _untold(self, query: sa.Select[*tuple[Any, ...]]) -> sa.Select[*tuple[Any, ...]]:
        return (
            query.select_from(RungReached)
            .join(
                Round,
                sa.and_(
                    col(Round.issue_id) == col(RungReached.issue_id),
                    col(Round.number) == col(RungReached.round),
                ),
            )
            .join(Issue, col(Issue.id) == col(RungReached.issue_id))
            .where(
                col(RungReached.team_id) == self._team, col(RungReached.morning_id).is_(None), _RUNS
            )
            .order_by(col(RungReached.id))
        )
