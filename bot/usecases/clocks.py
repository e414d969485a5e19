"""An issue's due times in the working time of whoever answers for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from bot.domain.due import Term, acknowledge_due, default_promise_date, resolve_due
from bot.domain.due import due as due_at
from bot.domain.issue import IssueState, Step
from bot.domain.vocabulary import Severity
from bot.domain.workcal import (
    WorkCalendar,
    end_of_next_working_day,
    local_date,
    next_working_moment,
    working_day_at,
    working_day_bounds,
    working_day_from,
)
from storage.books import Books
from storage.repositories.policies import Beginning
from storage.tables import Issue, Promise

_STOPPED: dict[str, Any] = {"acknowledge_due": None, "resolve_due": None, "promise_due": None}


def due_times(
    books: Books,
    owner: str | None,
    severity: Severity,
    touchpoint_id: int | None,
    now: datetime,
) -> dict[str, Any]:
    """Column values for clocks that start now; all None while nobody owns the issue."""
    if owner is None:
        return dict(_STOPPED)
    calendar, policy = books.people.calendar(owner), books.policies.at(touchpoint_id)
    return {
        "acknowledge_due": acknowledge_due(policy, severity, calendar, now),
        "resolve_due": resolve_due(policy, severity, calendar, now),
        "promise_due": None,
    }


def acknowledge_by(books: Books, issue: Issue, owner: str | None, now: datetime) -> datetime | None:
    """When `owner` must have acknowledged the issue, if that clock starts now."""
    if owner is None:
        return None
    policy = books.policies.at(issue.touchpoint_id)
    return acknowledge_due(policy, issue.severity, books.people.calendar(owner), now)


def clock_starts(
    issue: Issue, beginnings: Sequence[Beginning]
) -> tuple[list[datetime], list[datetime]]:
    """When the issue's time to acknowledge and its time to resolve may have started, the likeliest
    last. `beginnings`: as the issue's history has them, oldest first."""
    # a hand-over renews the time to resolve only where it stood still before
    handed = [each.at for each in beginnings if each.what is Step.REASSIGN]
    reopened = [each.at for each in beginnings if each.what is Step.REOPEN]
    anew = [each.at for each in beginnings]
    return [issue.opened_at, *anew], [*handed, issue.opened_at, *reopened]


def counted_anew(
    due: datetime | None, was: Term, term: Term, starts: Sequence[datetime], calendar: WorkCalendar
) -> datetime | None:
    """When `term` ends, counted from when the clock started that `was` ran on until `due`: the
    latest of `starts` that explains it, or simply the latest, where it was put off meanwhile."""
    explains = (each for each in reversed(starts) if due_at(was, calendar, each) == due)
    return due_at(term, calendar, next(explains, starts[-1]))


def no_longer_late(issue: Issue, resolve_due: datetime | None, now: datetime) -> bool:
    """Whether nothing is overdue any more when the time to resolve becomes `resolve_due`. What
    nobody has acknowledged waits all the same."""
    was_late = issue.resolve_due is not None and issue.resolve_due <= now
    is_late = resolve_due is not None and resolve_due <= now
    return issue.state is IssueState.ACKNOWLEDGED and was_late and not is_late


def next_promise_due(books: Books, owner: str, now: datetime) -> datetime | None:
    """The end of the owner's next working day: by then a promise is asked for."""
    return end_of_next_working_day(books.people.calendar(owner), now)


def when_to_disturb(
    books: Books, person: str, severity: Severity, settled: datetime, now: datetime
) -> datetime:
    """When a card may reach `person`: once settled and in their working time; Critical at once.

    Someone who never works is told as soon as it has settled: silence would be worse.
    """
    if severity is Severity.CRITICAL:
        return now
    return next_working_moment(books.people.calendar(person), settled) or settled


def proposed_promise_date(books: Books, issue: Issue, person: str, now: datetime) -> date:
    calendar = books.people.calendar(issue.owner or person)
    policy = books.policies.at(issue.touchpoint_id)
    proposed = default_promise_date(policy, issue.severity, calendar, now)
    return proposed or local_date(calendar, now)


def proposed_later_date(
    books: Books, issue: Issue, standing: Promise, person: str, now: datetime
) -> date:
    """The date that moving a promise proposes: a working day after the one it stands for."""
    later = standing.due_on + timedelta(days=1)
    proposed = max(later, proposed_promise_date(books, issue, person, now))
    return working_day_to_promise(books, issue.owner or person, proposed)


def working_day_to_promise(books: Books, person: str, on: date) -> date:
    """`on`, or on a day off the next working day; `on` too for who never works.

    Days away count as worked: somebody stands in then, or what is due is voided.
    """
    calendar = replace(books.people.calendar(person), away=())
    return working_day_from(calendar, on) or on


def today(books: Books, person: str, now: datetime) -> date:
    return local_date(books.people.calendar(person), now)


def day_of_work(calendar: WorkCalendar, now: datetime) -> date:
    """The date that counts for days away: that of the shift which `now` lies in, as a night shift
    belongs to the date on which it began, or else the date on the person's wall."""
    return working_day_at(calendar, now) or local_date(calendar, now)


def promise_ends(books: Books, person: str, on: date) -> datetime:
    """The moment `on`'s working time ends for `person`; on a free day, when it would have."""
    calendar = books.people.calendar(person)
    worked_daily = replace(calendar, workdays=frozenset(range(7)), country=None, away=())
    bounds = working_day_bounds(calendar, on) or working_day_bounds(worked_daily, on)
    # a day whose hours all fall into a gap of the clock has no end of its own
    return bounds[1] if bounds else datetime.combine(on, time.max, UTC)
