from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlmodel import col, select

from bot.domain import workcal
from bot.domain.policy import Actor
from bot.domain.trust import believed_from
from storage.compiled import Compiled
from storage.repositories.base import Repository, insert_for
from storage.repositories.issues import UNRESOLVED
from storage.tables import CxLead, DaysAway, Issue, Journey, Person, Setting, Touchpoint

if TYPE_CHECKING:
    from storage.books import Books

_DOWN_UNTIL = "down_until"
_TEAM: sa.BindParameter[str] = sa.bindparam("team")
_USER: sa.BindParameter[str] = sa.bindparam("user")
_LISTED = sa.orm.aliased(Person)
_ACTIVE_LEADS = sa.select(col(CxLead.user_id)).where(
    col(CxLead.team_id) == _TEAM,
    sa.select(
        sa.and_(
            ~col(_LISTED.is_deleted),
            ~col(_LISTED.is_guest),
            ~col(_LISTED.is_bot),
            col(_LISTED.home_team_id).in_(("", _TEAM)),
        )
    )
    .where(col(_LISTED.team_id) == col(CxLead.team_id), col(_LISTED.user_id) == col(CxLead.user_id))
    .scalar_subquery(),
)
"""Who is on the list and can lead: while there is one, admins have a member's rights. No join, and
nothing that is made into one: both databases would begin it with everybody in the company."""
_LEADS = _ACTIVE_LEADS.order_by(col(CxLead.position))
_ACTOR = Compiled(
    lambda _: sa.select(
        col(Person.is_admin),
        col(Person.is_guest),
        col(Person.is_bot),
        col(Person.is_deleted),
        col(Person.home_team_id),
        col(Person.is_known),
        _ACTIVE_LEADS.where(col(CxLead.user_id) == _USER).exists(),
        _ACTIVE_LEADS.exists(),
        sa.select(col(Setting.value))
        .where(col(Setting.team_id) == _TEAM, col(Setting.name) == "guests_may_log")
        .scalar_subquery(),
        col(Person.seen_at),
        sa.select(col(Setting.value))
        .where(col(Setting.team_id) == _TEAM, col(Setting.name) == _DOWN_UNTIL)
        .scalar_subquery(),
    ).where(col(Person.team_id) == _TEAM, col(Person.user_id) == _USER)
)
"""All that rights hang on, in one statement: it is asked on every request."""


_AWAY = select(DaysAway).where(col(DaysAway.team_id) == _TEAM, col(DaysAway.user_id) == _USER)


class People(Repository):
    def __init__(self, books: Books) -> None:
        super().__init__(books)
        self._held: dict[str, Person] = {}
        """The session forgets rows that nobody holds, and a unit asks for the same few people again
        and again."""

    def get(self, user_id: str) -> Person | None:
        found = self._session.get(Person, (self._team, user_id))
        if found is not None:
            self._held[user_id] = found
        return found

    def known(self, user_ids: Iterable[str]) -> dict[str, Person]:
        rows = self._session.exec(
            select(Person).where(
                col(Person.team_id) == self._team, col(Person.user_id).in_(set(user_ids))
            )
        )
        return {row.user_id: row for row in rows}

    def names(self) -> dict[str, str]:
        """By id, what everybody is called of whom that is known."""
        rows = self._session.execute(
            sa.select(col(Person.user_id), col(Person.name)).where(
                col(Person.team_id) == self._team, col(Person.name) != ""
            )
        )
        return {row.user_id: row.name for row in rows}

    def name(self, user_id: str | None) -> str:
        """What to call someone in a sentence; never empty."""
        return (self.name_or_none(user_id) if user_id else None) or "someone"

    def name_or_none(self, user_id: str) -> str | None:
        person = self.get(user_id)
        return person.name if person and person.name else None

    def save(self, person: Person) -> Person:
        return self._session.merge(person)

    def add(self, people: Iterable[Person]) -> None:
        """People who have no row yet; unless somebody else stores them at this moment."""
        insert = insert_for(self._session)(Person.__table__).on_conflict_do_nothing()  # type: ignore[attr-defined]
        if rows := [each.model_dump() for each in people]:
            self._session.execute(insert, rows)

    # -- leads ----------------------------------------------------------------------------------

    def leads(self) -> list[str]:
        """Active CX leads, in list order."""
        return list(self._session.scalars(_LEADS, {"team": self._team}))

    def leads_listed(self) -> list[str]:
        """All CX leads in list order, also those who left."""
        return list(
            self._session.exec(
                select(CxLead.user_id)
                .where(col(CxLead.team_id) == self._team)
                .order_by(col(CxLead.position))
            )
        )

    def add_lead(self, user_id: str) -> None:
        last = self._session.exec(
            select(sa.func.max(CxLead.position)).where(col(CxLead.team_id) == self._team)
        ).one()
        self._session.add(
            CxLead(team_id=self._team, user_id=user_id, position=0 if last is None else last + 1)
        )

    # -- rights ---------------------------------------------------------------------------------

    def note_downtime(self, now: datetime) -> None:
        """Roles may have changed until now without our hearing of it."""
        self._books.workspace.note(_DOWN_UNTIL, now.isoformat())

    def to_look_at(self, now: datetime, limit: int) -> list[str]:
        """Who answers for something, or leads, and of whom Slack was last asked too long ago: the
        longest first."""
        down_until = self._books.workspace.setting(_DOWN_UNTIL)
        believed = believed_from(now, datetime.fromisoformat(down_until) if down_until else None)
        owners = sa.select(col(Issue.owner)).where(
            col(Issue.team_id) == self._team, col(Issue.state).in_(UNRESOLVED)
        )
        columns = (
            (Touchpoint, Touchpoint.owner),
            (Touchpoint, Touchpoint.deputy),
            (Journey, Journey.owner),
            (Journey, Journey.sponsor),
            (CxLead, CxLead.user_id),
        )
        parts = (sa.select(col(who)).where(col(of.team_id) == self._team) for of, who in columns)
        rows = self._session.execute(
            sa.select(col(Person.user_id))
            .where(
                col(Person.team_id) == self._team,
                ~col(Person.is_deleted),
                col(Person.seen_at) < believed,
                col(Person.user_id).in_(sa.union(owners, *parts)),
            )
            .order_by(col(Person.seen_at), col(Person.user_id))
            .limit(limit)
        )
        return list(rows.scalars())

    def actor(self, user_id: str, now: datetime | None = None) -> Actor:
        """The person as `bot.domain.policy` sees them; with `now`, also whether what is known of
        them is believed then. Of whom there is no row nothing is known: they have no rights."""
        found = _ACTOR.first(self._session, team=self._team, user=user_id)
        if found is None:
            return Actor(user_id, self._team, is_external=True, is_known=False)
        is_admin, is_guest, is_bot, is_deleted, home, is_known, is_lead, has_leads, guests = found[
            :9
        ]
        seen_at, down_until = found[9:]
        down = datetime.fromisoformat(down_until) if down_until else None
        return Actor(
            user_id,
            self._team,
            is_admin=is_admin,
            is_guest=is_guest,
            is_bot=is_bot,
            is_deleted=is_deleted,
            is_external=bool(home) and home != self._team,
            leads=is_lead or (is_admin and not has_leads),
            guest_may_log=bool(guests),
            is_known=is_known,
            seen_at=seen_at,
            believed_from=believed_from(now, down) if now else None,
        )

    def belongs(self, user_id: str) -> bool:
        """Whether someone could answer for an issue, away or not: an active person of this company,
        neither guest nor bot."""
        person = self.get(user_id)
        if person is None or person.is_deleted or person.is_bot or person.is_guest:
            return False
        return not person.home_team_id or person.home_team_id == self._team

    def usable(self, user_id: str, day: date) -> bool:
        """Whether someone can answer for an issue on their local date `day`."""
        return self.belongs(user_id) and not any(
            away.first <= day <= away.last for away in self.away(user_id)
        )

    # -- working time ---------------------------------------------------------------------------

    def away(self, user_id: str) -> list[DaysAway]:
        return list(self._session.exec(_AWAY, params={"team": self._team, "user": user_id}))

    def add_away(
        self,
        user_id: str,
        first: date,
        last: date,
        by: str,
        now: datetime,
        *,
        stand_in: str | None = None,
    ) -> DaysAway:
        row = DaysAway(
            team_id=self._team,
            user_id=user_id,
            first=first,
            last=last,
            entered_by=by,
            entered_at=now,
            stand_in=stand_in,
        )
        self._session.add(row)
        self._session.flush()
        return row

    def calendar(self, user_id: str) -> workcal.WorkCalendar:
        """Someone's working time; the defaults for people we know nothing of."""
        person = self.get(user_id)
        return _calendar(person, self.away(user_id)) if person else workcal.WorkCalendar()

    def calendars(
        self, now: datetime, of: Collection[str] | None = None
    ) -> dict[str, workcal.WorkCalendar]:
        """The working time, around `now`, of everyone who can answer for an issue; with `of`, of
        those among them."""
        among = [] if of is None else [col(Person.user_id).in_(of)]
        away: dict[str, list[DaysAway]] = {}
        lately = now.date() - timedelta(days=2)
        for row in self._session.exec(
            select(DaysAway).where(col(DaysAway.team_id) == self._team, col(DaysAway.last) > lately)
        ):
            away.setdefault(row.user_id, []).append(row)
        people = self._session.execute(
            sa.select(*_HOURS).where(
                col(Person.team_id) == self._team,
                ~col(Person.is_deleted),
                ~col(Person.is_bot),
                ~col(Person.is_guest),
                col(Person.home_team_id).in_(("", self._team)),
                *among,
            )
        )
        return {row.user_id: _calendar(row, away.get(row.user_id, ())) for row in people}


_HOURS = (
    col(Person.user_id),
    col(Person.zone),
    col(Person.workdays),
    col(Person.work_start),
    col(Person.work_end),
    col(Person.country),
)


def _calendar(person: Person | sa.Row[Any], away: Iterable[DaysAway]) -> workcal.WorkCalendar:
    return _made(
        person.zone,
        person.workdays,
        person.work_start,
        person.work_end,
        person.country,
        tuple((each.first, each.last) for each in away),
    )


@lru_cache(maxsize=1 << 13)
def _made(
    zone: str,
    workdays: str,
    work_start: int,
    work_end: int,
    country: str | None,
    away: tuple[tuple[date, date], ...],
) -> workcal.WorkCalendar:
    """Kept, as every tick asks for everybody's and few ever change."""
    return workcal.WorkCalendar(
        zone=zone,
        workdays=frozenset(int(digit) for digit in workdays),
        start=_clock_time(work_start),
        end=_clock_time(work_end),
        country=country,
        away=tuple(workcal.DaysAway(first, last) for first, last in away),
    )


def _clock_time(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)
