from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from bot.domain.issue import IssueState
from bot.domain.ladder import Rung, Time
from bot.domain.promise import PromiseState
from bot.domain.vocabulary import Severity
from storage.repositories.base import Repository, insert_for
from storage.repositories.issues import UNRESOLVED
from storage.repositories.queue import Clocked
from storage.tables import (
    Card,
    Heartbeat,
    Issue,
    Missed,
    Morning,
    MorningItem,
    Promise,
    Round,
    RungReached,
)
from storage.tables.delivery import CardKind

_RUNS = col(Round.ended_at).is_(None)


class Ladders(Repository):
    """What was missed, and how far up the ladder that went."""

    # -- was Earshot there? ---------------------------------------------------------------------

    def down_since(self, now: datetime, longest: timedelta) -> datetime | None:
        """The last tick, when it is longer ago than `longest` by both clocks; else None."""
        last = self._session.get(Heartbeat, self._team)
        if last is None or now - last.at <= longest:
            return None
        return last.at if Clocked(self._session).real - last.real > longest else None

    def beat(self, now: datetime) -> None:
        """Note that everything due at `now` was seen to."""
        table = Heartbeat.__table__  # type: ignore[attr-defined]
        new = {"at": now, "real": Clocked(self._session).real}
        insert = insert_for(self._session)(table).values(team_id=self._team, **new)
        self._session.execute(
            insert.on_conflict_do_update(
                index_elements=["team_id"], set_=new, where=table.c.at < now
            )
        )

    # -- what is due ----------------------------------------------------------------------------

    def due_within(self, since: datetime, now: datetime) -> Sequence[int]:
        """Unresolved issues with a time that became due after `since` and until `now`."""

        def within(column: Any) -> sa.ColumnElement[bool]:
            return sa.and_(column > since, column <= now)

        promised = sa.select(col(Promise.issue_id)).where(
            col(Promise.team_id) == self._team,
            col(Promise.state) == PromiseState.STANDING,
            within(col(Promise.due_at)),
        )
        due = (
            sa.and_(
                col(Issue.state) == IssueState.OPEN,
                within(col(Issue.acknowledge_due)),
            ),
            within(col(Issue.resolve_due)),
            within(col(Issue.promise_due)),
            col(Issue.id).in_(promised),
        )
        return self._ids(self._unresolved().where(sa.or_(*due)))

    def unpromised(self, now: datetime) -> Sequence[int]:
        """Acknowledged issues whose next promise was asked for by a moment that has passed."""
        return self._ids(
            self._unresolved().where(
                col(Issue.state) == IssueState.ACKNOWLEDGED, col(Issue.promise_due) <= now
            )
        )

    def broken(self, now: datetime) -> Sequence[int]:
        """Issues whose standing promise is due, and was named to its owner for a working day."""
        rows = self._session.execute(
            sa.select(col(Promise.issue_id))
            .join(Issue, col(Issue.id) == col(Promise.issue_id))
            .where(
                col(Promise.team_id) == self._team,
                col(Promise.state) == PromiseState.STANDING,
                col(Promise.due_at) <= now,
                col(Issue.state) == IssueState.ACKNOWLEDGED,
                col(Issue.owner).is_not(None),
                col(Promise.id).in_(self._named(sa.select(col(MorningItem.promise_id)), now)),
            )
        )
        return list(rows.scalars())

    def named_until(self, promise_id: int, now: datetime) -> datetime | None:
        """When the first working day ended, before `now`, whose morning named the promise."""
        ends = self._named(sa.select(sa.func.min(col(Morning.ends_at))), now)
        return self._session.execute(ends.where(col(MorningItem.promise_id) == promise_id)).scalar()

    def missed(self, now: datetime) -> Sequence[tuple[int, Time]]:
        """Times to acknowledge and to resolve that passed and are not on record yet."""
        found: list[tuple[int, Time]] = []
        for what, due in (
            (Time.ACKNOWLEDGE, col(Issue.acknowledge_due)),
            (Time.RESOLVE, col(Issue.resolve_due)),
        ):
            known = sa.exists().where(
                col(Missed.issue_id) == col(Issue.id),
                col(Missed.what) == what,
                col(Missed.due_at) == due,
            )
            query = self._unresolved().where(due <= now, ~known)
            if what is Time.ACKNOWLEDGE:
                query = query.where(col(Issue.state) == IssueState.OPEN)
            found += [(issue_id, what) for issue_id in self._ids(query)]
        return found

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

    # -- changes --------------------------------------------------------------------------------

    def miss(self, issue_id: int, what: Time, due_at: datetime, now: datetime) -> bool:
        """Put a missed time on record; False when it is there already."""
        table = Missed.__table__  # type: ignore[attr-defined]
        done = self._session.execute(
            insert_for(self._session)(table)
            .values(team_id=self._team, issue_id=issue_id, what=what, due_at=due_at, at=now)
            .on_conflict_do_nothing()
        )
        return bool(done.rowcount)  # type: ignore[attr-defined]

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

    def _named(
        self, query: sa.Select[*tuple[Any, ...]], now: datetime
    ) -> sa.Select[*tuple[Any, ...]]:
        """Restricted to items of nudges that stand in Slack, and whose working day is over."""
        return (
            query.select_from(MorningItem)
            .join(Morning, col(Morning.id) == col(MorningItem.morning_id))
            .join(
                Card,
                sa.and_(
                    col(Card.team_id) == self._team,
                    col(Card.kind) == CardKind.MORNING,
                    col(Card.record_id) == col(Morning.id),
                ),
            )
            .where(
                col(Morning.team_id) == self._team,
                col(Morning.ends_at) <= now,
                col(Card.ts).is_not(None),
            )
        )

    def _unresolved(self) -> sa.Select[int | None]:
        return (
            sa.select(col(Issue.id))
            .where(
                col(Issue.team_id) == self._team,
                col(Issue.state).in_(UNRESOLVED),
                col(Issue.owner).is_not(None),
            )
            .order_by(col(Issue.id))
        )

    def _ids(self, query: sa.Select[int | None]) -> list[int]:
        return [issue_id for issue_id in self._session.execute(query).scalars() if issue_id]
