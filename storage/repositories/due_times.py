from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from bot.domain.issue import IssueState
from bot.domain.ladder import Time
from bot.domain.nudge import SHOWN
from bot.domain.promise import PromiseState
from storage.repositories.base import Repository, insert_for
from storage.repositories.issues import UNRESOLVED
from storage.repositories.queue import Clocked
from storage.tables import Card, Heartbeat, Issue, Missed, Morning, MorningItem, Promise
from storage.tables.delivery import CardKind


class DueTimes(Repository):
    """Which times have passed, and whether Earshot was there to see it."""

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

    def miss(self, issue_id: int, what: Time, due_at: datetime, now: datetime) -> bool:
        """Put a missed time on record; False when it is there already."""
        table = Missed.__table__  # type: ignore[attr-defined]
        done = self._session.execute(
            insert_for(self._session)(table)
            .values(team_id=self._team, issue_id=issue_id, what=what, due_at=due_at, at=now)
            .on_conflict_do_nothing()
        )
        return bool(done.rowcount)  # type: ignore[attr-defined]

    # -- inside ---------------------------------------------------------------------------------

    def _named(
        self, query: sa.Select[*tuple[Any, ...]], now: datetime
    ) -> sa.Select[*tuple[Any, ...]]:
        """Restricted to items that nudges name, and don't only count, which stand in Slack and
        whose working day is over."""
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
                col(MorningItem.position) < SHOWN,
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
