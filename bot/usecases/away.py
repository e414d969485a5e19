"""Days away, planned or entered afterwards: who answers meanwhile, and what becomes of the clocks.

The rules are docs/reference/rules.md, "Away"; why they are so: docs/decisions/0007-days-away.md.

- Days away are not working time. What is due in them moves, when they are entered, by the working
  time that is missed; when they end early, it moves back.
- On the first day, by the person's own date, their unresolved issues go to whoever stands in. What
  is left of each clock runs on in that person's working time, and so does the ladder; only what its
  owner had acknowledged already is to be acknowledged anew. Without anyone the issues stay, and
  their clocks stand still.
- A promise due after the return stands, and its issue stays. One due in the days away is void.
- Back at work, the person gets what nobody has acknowledged; what was acknowledged stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from bot.blocks.handed_over import back_again, while_away
from bot.blocks.mrkdwn import day
from bot.domain.absence import carried, day_begins
from bot.domain.errors import Refusal, Why
from bot.domain.issue import IssueState, Step
from bot.domain.promise import PromiseState
from bot.domain.workcal import DaysAway as Days
from bot.domain.workcal import WorkCalendar, is_working, next_working_moment
from bot.usecases.clocks import day_of_work, next_promise_due, today
from bot.usecases.desk import Desk
from bot.usecases.hand_over import pass_on_together
from bot.usecases.ownership import who_stands_in
from bot.usecases.promises import settle_promise
from bot.usecases.show import refresh_issue
from storage.books import Books
from storage.tables import DaysAway, Issue, Promise

LONGEST = timedelta(days=366)
"""How long somebody is away at most, and how far from today it may be."""

_DUE = ("acknowledge_due", "resolve_due", "promise_due")


def enter_days_away(
    books: Books,
    desk: Desk,
    person: str,
    first: date,
    last: date,
    *,
    stand_in: str | None,
    by: str,
) -> None:
    """`person` is away from `first` to `last`, both inclusive, by their own dates.

    stand_in: who answers meanwhile for everything of theirs; None: each touchpoint's deputy.
    Raises Refusal: ENDS_BEFORE, TOO_FAR, NOT_A_PERSON.
    """
    here = today(books, person, desk.now)
    if last < first:
        raise Refusal(Why.ENDS_BEFORE, field="last")
    for field, edge in (("first", first), ("last", last)):
        if abs(edge - here) > LONGEST:
            raise Refusal(Why.TOO_FAR, field=field)
    if stand_in and (stand_in == person or not books.people.usable(stand_in, max(first, here))):
        raise Refusal(Why.NOT_A_PERSON, field="stand_in", person=stand_in)
    before = books.people.calendar(person)
    row = books.people.add_away(person, first, last, by, desk.now, stand_in=stand_in)
    said = {"first": first.isoformat(), "last": last.isoformat(), "stand_in": stand_in}
    books.workspace.audit(by, "days away", person, None, said, desk.now)
    note = f"{books.people.name(person)} is away {_span(row)}"
    begins = day_begins(before, first)
    _move_clocks(books, desk, person, before, begins, note=note, by=by)
    for promise in books.absences.promises_of(person, first, min(last, here)):
        _void(books, desk, promise, person, by)
    hand_on(books, desk, person)


def come_back(books: Books, desk: Desk, person: str, by: str) -> None:
    """ "I'm back": the days away that `person` is on end with yesterday.

    Raises Refusal(ALREADY) when they are on none.
    """
    here = day_of_work(books.people.calendar(person), desk.now)
    rows = [row for row in books.absences.of(person, here) if row.first <= here]
    if not rows:
        raise Refusal(Why.ALREADY, state="back")
    _end(books, desk, rows, here - timedelta(days=1), by)
    give_back(books, desk, person)


def cancel_days_away(books: Books, desk: Desk, row: DaysAway, by: str) -> None:
    """Planned days away that won't be. Raises Refusal(ALREADY) once they have begun."""
    if row.first <= today(books, row.user_id, desk.now):
        raise Refusal(Why.ALREADY, state="begun")
    _end(books, desk, [row], row.first - timedelta(days=1), by)


# -- the first day --------------------------------------------------------------------------------


def people_leaving(books: Books, now: datetime) -> list[str]:
    """Who is away now and still has something to be handed on. For every tick."""
    away = _away_now(books, now)
    promised = books.absences.promised_by(away)
    lend = {
        owner
        for owner, touchpoint_id in books.absences.places_of(away)
        if who_stands_in(books, owner, touchpoint_id, now)
    }
    return [
        person
        for person, days in away.items()
        if (person in lend or person in promised)
        and _plan(books, books.absences.unresolved_of([person]), days, now)
    ]


def hand_on(books: Books, desk: Desk, person: str) -> None:
    """Give the issues of somebody who is away to whoever stands in; nothing, if they are there."""
    days = _away_now(books, desk.now).get(person)
    if days is None:
        return
    plan = _plan(books, books.absences.unresolved_of([person]), days, desk.now)
    for promise in plan.void:
        _void(books, desk, promise, person, by=None)
    for stand_in, issues in plan.to.items():
        _stand_in(books, desk, person, days.last, stand_in, issues)


class _Plan(NamedTuple):
    """to: what goes to each stand-in. void: promises that nobody can be held to."""

    to: dict[str, list[Issue]]
    void: list[Promise]

    def __bool__(self) -> bool:
        return bool(self.to or self.void)


def _plan(books: Books, issues: Sequence[Issue], days: Days, now: datetime) -> _Plan:
    standing = books.absences.standing_promises([issue.id or 0 for issue in issues])
    plan = _Plan({}, [])
    for issue in issues:
        promise = standing.get(issue.id or 0)
        if promise and promise.due_on > days.last:
            continue
        stand_in = who_stands_in(books, issue.owner or "", issue.touchpoint_id, now)
        if stand_in:
            plan.to.setdefault(stand_in, []).append(issue)
        if promise and (stand_in or promise.due_on >= days.first):
            plan.void.append(promise)
    return plan


def _stand_in(
    books: Books, desk: Desk, person: str, last: date, stand_in: str, issues: Sequence[Issue]
) -> None:
    whose = {issue.id: books.absences.away_from(issue.id or 0) or person for issue in issues}
    pass_on_together(
        books,
        desk,
        issues,
        stand_in,
        note=f"{books.people.name(person)} is away until {day(last)}",
        heading=while_away(person, last),
    )
    for issue_id, away in whose.items():
        if away != stand_in:
            books.absences.stand_in(issue_id or 0, away)


# -- the return -----------------------------------------------------------------------------------


def people_back(books: Books, now: datetime) -> list[str]:
    """Who was away, is at work again, and has something that goes back. For every tick."""
    away = _away_now(books, now)
    return [
        person
        for person in books.absences.stood_in()
        if person not in away and _at_work(books.people.calendar(person), now)
    ]


def give_back(books: Books, desk: Desk, person: str) -> None:
    """Nothing is taken by force: what somebody acknowledged meanwhile stays with them."""
    waiting = []
    for issue_id in books.absences.stood_in().get(person, ()):
        books.absences.stay(issue_id)
        issue = books.issues.get(issue_id)
        if issue and issue.state is IssueState.OPEN:
            waiting.append(issue)
    note = f"{books.people.name(person)} is back"
    pass_on_together(books, desk, waiting, person, note=note, heading=back_again())


# -- clocks ---------------------------------------------------------------------------------------


def _end(books: Books, desk: Desk, rows: Sequence[DaysAway], last: date, by: str) -> None:
    person, since = rows[0].user_id, max(last + timedelta(days=1), min(row.first for row in rows))
    before = books.people.calendar(person)
    for row in rows:
        was = {"first": row.first.isoformat(), "last": row.last.isoformat()}
        now = None if last < row.first else {**was, "last": last.isoformat()}
        books.absences.end(row, last)
        books.workspace.audit(by, "days away", person, was, now, desk.now)
    note = f"{books.people.name(person)} is there from {day(since)} on"
    # what was away until now was not worked, whatever the day is called from here on
    begins = max(day_begins(before, since), desk.now)
    _move_clocks(books, desk, person, before, begins, note=note, by=by)


def _move_clocks(
    books: Books,
    desk: Desk,
    person: str,
    before: WorkCalendar,
    since: datetime,
    *,
    note: str,
    by: str,
) -> None:
    """Move what was to be due after `since` in the working time `before`."""
    after = books.people.calendar(person)
    for issue in books.absences.unresolved_of([person]):
        begins = max(since, issue.opened_at)
        due = {column: getattr(issue, column) for column in _DUE if getattr(issue, column)}
        moved = {column: carried(before, after, begins, at) for column, at in due.items()}
        if moved == due:
            continue
        books.issues.change(issue, **moved)
        books.issues.record(issue, Step.DUE_TIMES, by, desk.now, came_from=issue.state, note=note)
        if not any(at and at <= desk.now for at in moved.values()):
            books.ladders.end_round(issue.id or 0, desk.now)
        refresh_issue(books, issue, desk.now)


def _void(books: Books, desk: Desk, promise: Promise, person: str, by: str | None) -> None:
    """Without blame, also where it counted as broken; the next one is asked for after the days
    away."""
    issue = books.issues.get(promise.issue_id)
    stood = promise.state is PromiseState.STANDING
    settle_promise(books, promise, PromiseState.VOID, desk.now)
    if issue is None:
        return
    name = books.people.name(person)
    note = f"“{promise.next_step}” by {day(promise.due_on)}: {name} is away"
    if stood and issue.state is IssueState.ACKNOWLEDGED:
        due = next_promise_due(books, issue.owner or person, desk.now)
        books.issues.change(issue, promise_due=due)
    books.issues.record(issue, Step.VOID_PROMISE, by, desk.now, came_from=issue.state, note=note)
    refresh_issue(books, issue, desk.now)


# -- who is away ----------------------------------------------------------------------------------


def _away_now(books: Books, now: datetime) -> dict[str, Days]:
    """Who is away by their own date, and on which days."""
    utc, one = now.date(), timedelta(days=1)
    rows = books.absences.around(utc - one, utc + one)
    calendars = books.people.calendars(now, {row.user_id for row in rows}) if rows else {}
    found: dict[str, Days] = {}
    for row in rows:
        calendar = calendars.get(row.user_id)
        if calendar and row.first <= day_of_work(calendar, now) <= row.last:
            known = found.get(row.user_id, row)
            days = Days(min(row.first, known.first), max(row.last, known.last))
            found[row.user_id] = days
    return found


def _at_work(calendar: WorkCalendar, now: datetime) -> bool:
    """Returned people get their issues when they begin to work; at once, if they never do."""
    return is_working(calendar, now) or next_working_moment(calendar, now) is None


def _span(row: DaysAway) -> str:
    return day(row.first) if row.first == row.last else f"{day(row.first)} – {day(row.last)}"
