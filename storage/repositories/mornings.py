from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col, select

from bot.domain.ladder import Time
from bot.domain.nudge import SHOWN, Wait
from bot.domain.promise import PromiseState
from storage.repositories.base import Repository, insert_for
from storage.repositories.issues import UNRESOLVED
from storage.tables import (
    Card,
    DayBegun,
    DaysAway,
    Issue,
    Missed,
    Morning,
    MorningItem,
    Promise,
    RungReached,
    Touchpoint,
)
from storage.tables.delivery import CardKind

EDITED_FOR = timedelta(days=1)
"""How long a nudge follows what it shows: on its day."""


class Mornings(Repository):
    """What was said to whom on which of their working days."""

    # -- days -----------------------------------------------------------------------------------

    def begun(self) -> dict[str, date]:
        """The last working day of each person whose beginning was seen to."""
        rows = self._session.execute(
            sa.select(col(DayBegun.person), col(DayBegun.day)).where(
                col(DayBegun.team_id) == self._team
            )
        )
        return {row.person: row.day for row in rows}

    def begins(self, person: str, day: date) -> bool:
        """Whether the beginning of a person's day was not seen to yet."""
        row = self._session.get(DayBegun, (self._team, person))
        return row is None or row.day < day

    def begin(self, days: Sequence[tuple[str, date]]) -> set[str]:
        """Take the beginnings of people's days; whose were not seen to already."""
        table = DayBegun.__table__  # type: ignore[attr-defined]
        insert = insert_for(self._session)(table)
        # in one order, as copies of the app do it at the same moment
        rows = [{"team_id": self._team, "person": who, "day": day} for who, day in sorted(days)]
        taken = self._session.execute(
            insert.values(rows)
            .on_conflict_do_update(
                index_elements=["team_id", "person"],
                set_={"day": insert.excluded.day},
                where=table.c.day < insert.excluded.day,
            )
            .returning(table.c.person)
        )
        return set(taken.scalars())

    # -- what may wait --------------------------------------------------------------------------

    def involved(self) -> set[str]:
        """Everyone whom a nudge could find something for."""
        owners = sa.select(col(Issue.owner)).where(
            col(Issue.team_id) == self._team, col(Issue.state).in_(UNRESOLVED)
        )
        standing_in = [
            sa.select(each).where(team == self._team)
            for each, team in (
                (col(Touchpoint.owner), col(Touchpoint.team_id)),
                (col(Touchpoint.deputy), col(Touchpoint.team_id)),
                (col(DaysAway.stand_in), col(DaysAway.team_id)),
            )
        ]
        escalated = sa.select(col(RungReached.person)).where(
            col(RungReached.team_id) == self._team, col(RungReached.morning_id).is_(None)
        )
        rows = self._session.execute(sa.union(owners, *standing_in, escalated)).scalars()
        return {person for person in rows if person}

    def owned(self, person: str) -> Sequence[Issue]:
        """Unresolved issues of `person`."""
        return self._session.exec(
            select(Issue).where(
                col(Issue.team_id) == self._team,
                col(Issue.state).in_(UNRESOLVED),
                col(Issue.owner) == person,
            )
        ).all()

    def stood_in_for(self, person: str) -> Sequence[Issue]:
        """Unresolved issues of others that `person` may stand in for: at the touchpoints they are
        owner or deputy of, and of who named them for days away."""
        named = sa.select(col(DaysAway.user_id)).where(
            col(DaysAway.team_id) == self._team, col(DaysAway.stand_in) == person
        )
        return self._session.exec(
            select(Issue)
            .outerjoin(Touchpoint, col(Touchpoint.id) == col(Issue.touchpoint_id))
            .where(
                col(Issue.team_id) == self._team,
                col(Issue.state).in_(UNRESOLVED),
                col(Issue.owner) != person,
                sa.or_(
                    col(Touchpoint.deputy) == person,
                    col(Touchpoint.owner) == person,
                    col(Issue.owner).in_(named),
                ),
            )
        ).all()

    def promises_of(self, issue_ids: Collection[int]) -> dict[int, Promise]:
        """Of each issue the last promise, when it stands, or lapsed and is not talked about yet."""
        lapsed = sa.exists().where(
            col(Missed.issue_id) == col(Promise.issue_id),
            col(Missed.what) == Time.PROMISE,
            col(Missed.due_at) == col(Promise.due_at),
        )
        told = sa.exists().where(
            col(MorningItem.promise_id) == col(Promise.id),
            col(MorningItem.why) == Wait.BROKEN,
            col(MorningItem.position) < SHOWN,
        )
        newest = (
            sa.select(sa.func.max(col(Promise.id)))
            .where(col(Promise.team_id) == self._team, col(Promise.issue_id).in_(issue_ids))
            .group_by(col(Promise.issue_id))
        )
        rows = self._session.exec(
            select(Promise).where(
                col(Promise.id).in_(newest),
                sa.or_(
                    col(Promise.state) == PromiseState.STANDING,
                    sa.and_(col(Promise.state) == PromiseState.BROKEN, lapsed, ~told),
                ),
            )
        )
        return {row.issue_id: row for row in rows}

    # -- nudges ---------------------------------------------------------------------------------

    def get(self, morning_id: int) -> Morning | None:
        row = self._session.get(Morning, morning_id)
        return row if row and row.team_id == self._team else None

    def count(self, person: str, day: date) -> int:
        """Nudges that came to `person` between mornings on that day."""
        return int(
            self._session.execute(
                sa.select(sa.func.count(col(Morning.id))).where(
                    col(Morning.team_id) == self._team,
                    col(Morning.person) == person,
                    col(Morning.day) == day,
                    col(Morning.nth) > 0,
                )
            ).scalar_one()
        )

    def add(self, row: Morning) -> Morning:
        row.team_id = self._team
        self._session.add(row)
        self._session.flush()
        return row

    def add_item(self, row: MorningItem) -> None:
        row.team_id = self._team
        self._session.add(row)

    def items(self, morning_id: int) -> Sequence[MorningItem]:
        return self._session.exec(
            select(MorningItem)
            .where(
                col(MorningItem.team_id) == self._team, col(MorningItem.morning_id) == morning_id
            )
            .order_by("position")
        ).all()

    def unsay(self, row: Morning) -> None:
        """Nobody was told: what it named counts as not named, and waits for the next."""
        self._session.execute(
            sa.delete(MorningItem).where(
                col(MorningItem.team_id) == self._team, col(MorningItem.morning_id) == row.id
            )
        )
        self._session.execute(
            sa.update(RungReached)
            .where(col(RungReached.team_id) == self._team, col(RungReached.morning_id) == row.id)
            .values(morning_id=None)
        )

    def touch(self, issue_id: int, now: datetime) -> None:
        """The issue changed: today's nudges that name it are to be edited."""
        cards = self._session.exec(
            select(Card)
            .join(Morning, col(Morning.id) == col(Card.record_id))
            .join(MorningItem, col(MorningItem.morning_id) == col(Morning.id))
            .where(
                col(Card.team_id) == self._team,
                col(Card.kind) == CardKind.MORNING,
                col(MorningItem.issue_id) == issue_id,
                col(Morning.at) > now - EDITED_FOR,
            )
        ).all()
        for card in cards:
            self._books.cards.refresh(card, now)
