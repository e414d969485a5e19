from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

import sqlalchemy as sa
from sqlmodel import col, select

from bot.domain.promise import PromiseState
from storage.repositories.base import Repository
from storage.repositories.issues import UNRESOLVED
from storage.tables import DaysAway, Issue, Person, Promise, StandIn, Touchpoint


class Absences(Repository):
    """Who is away when, and which issues others own meanwhile."""

    # -- days away ------------------------------------------------------------------------------

    def get(self, away_id: int | None) -> DaysAway | None:
        row = self._session.get(DaysAway, away_id) if away_id else None
        return row if row and row.team_id == self._team else None

    def of(self, person: str, since: date) -> Sequence[DaysAway]:
        """Days away of `person` that end on `since` or later, earliest first."""
        return self._session.exec(
            select(DaysAway)
            .where(
                col(DaysAway.team_id) == self._team,
                col(DaysAway.user_id) == person,
                col(DaysAway.last) >= since,
            )
            .order_by("first", "id")
        ).all()

    def around(self, first: date, last: date) -> Sequence[DaysAway]:
        """Everyone's days away that touch `first` to `last`, in the order they were entered."""
        return self._session.exec(
            select(DaysAway)
            .where(
                col(DaysAway.team_id) == self._team,
                col(DaysAway.first) <= last,
                col(DaysAway.last) >= first,
            )
            .order_by("id")
        ).all()

    def end(self, row: DaysAway, last: date) -> None:
        """End it with `last`; days away that end before they begin never were."""
        if last < row.first:
            self._session.delete(row)
        else:
            row.last = last
            self._session.add(row)
        self._session.flush()

    # -- issues ---------------------------------------------------------------------------------

    def unresolved_of(self, people: Collection[str]) -> Sequence[Issue]:
        """What these people own and is not resolved, oldest first."""
        return self._session.exec(
            select(Issue)
            .where(
                col(Issue.team_id) == self._team,
                col(Issue.state).in_(UNRESOLVED),
                col(Issue.owner).in_(people),
            )
            .order_by("id")
        ).all()

    def places_of(self, people: Collection[str]) -> Sequence[tuple[str, int | None]]:
        """At which touchpoints each of these people owns something that is not resolved."""
        rows = self._session.execute(
            sa.select(col(Issue.owner), col(Issue.touchpoint_id))
            .where(
                col(Issue.team_id) == self._team,
                col(Issue.state).in_(UNRESOLVED),
                col(Issue.owner).in_(people),
            )
            .distinct()
        )
        return [(owner, touchpoint_id) for owner, touchpoint_id in rows if owner]

    def promised_by(self, people: Collection[str]) -> set[str]:
        """Who of these people owns an issue on which a promise stands."""
        rows = self._session.execute(
            sa.select(col(Issue.owner))
            .join(Promise, col(Promise.issue_id) == col(Issue.id))
            .where(
                col(Promise.team_id) == self._team,
                col(Promise.state) == PromiseState.STANDING,
                col(Issue.owner).in_(people),
            )
            .distinct()
        )
        return {owner for owner in rows.scalars() if owner}

    def standing_promises(self, issue_ids: Collection[int]) -> dict[int, Promise]:
        """By issue."""
        rows = self._session.exec(
            select(Promise).where(
                col(Promise.team_id) == self._team,
                col(Promise.issue_id).in_(issue_ids),
                col(Promise.state) == PromiseState.STANDING,
            )
        )
        return {row.issue_id: row for row in rows}

    def promises_of(self, person: str, first: date, last: date) -> Sequence[Promise]:
        """Promises that `person` made, due from `first` to `last`, that stand or were broken."""
        return self._session.exec(
            select(Promise)
            .where(
                col(Promise.team_id) == self._team,
                col(Promise.made_by) == person,
                col(Promise.due_on).between(first, last),
                col(Promise.state).in_([PromiseState.STANDING, PromiseState.BROKEN]),
            )
            .order_by("id")
        ).all()

    def owners_gone(self) -> Sequence[str]:
        """Who owns something unresolved, or has a part in the catalogue or in leading, although
        Slack says that they left, are a guest or a bot."""
        gone = (
            sa.select(col(Person.user_id))
            .where(
                col(Person.team_id) == self._team,
                sa.or_(col(Person.is_deleted), col(Person.is_guest), col(Person.is_bot)),
            )
            .subquery()
        )
        owners = sa.select(col(Issue.owner)).where(
            col(Issue.team_id) == self._team, col(Issue.state).in_(UNRESOLVED)
        )
        answering = (
            sa.select(person).where(col(Touchpoint.team_id) == self._team)
            for person in (col(Touchpoint.owner), col(Touchpoint.deputy))
        )
        parts = sa.union(owners, *answering).subquery()
        rows = self._session.execute(
            sa.select(gone.c.user_id).where(gone.c.user_id.in_(sa.select(parts.c.owner)))
        )
        return sorted(rows.scalars())

    # -- standing in ----------------------------------------------------------------------------

    def stood_in(self) -> dict[str, list[int]]:
        """Ids of the issues that go back to each person who was away."""
        rows = self._session.exec(
            select(StandIn).where(col(StandIn.team_id) == self._team).order_by("issue_id")
        )
        issues: dict[str, list[int]] = {}
        for row in rows:
            issues.setdefault(row.away, []).append(row.issue_id)
        return issues

    def away_from(self, issue_id: int) -> str | None:
        """Whose the issue is again once they are back."""
        row = self._session.get(StandIn, issue_id)
        return row.away if row and row.team_id == self._team else None

    def stand_in(self, issue_id: int, away: str) -> None:
        """From here on the issue's owner only stands in for `away`."""
        self._session.merge(StandIn(issue_id=issue_id, team_id=self._team, away=away))
        self._session.flush()

    def stay(self, issue_id: int) -> None:
        """The issue goes back to nobody."""
        self._session.execute(
            sa.delete(StandIn).where(
                col(StandIn.team_id) == self._team, col(StandIn.issue_id) == issue_id
            )
        )
