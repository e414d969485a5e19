"""What waits for a person in the morning: which of their issues, why, and in which order.

Source of the rules: docs/reference/rules.md, "Nudges". Dates are the reader's local dates, moments
aware UTC.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from bot.domain.issue import IssueState
from bot.domain.workcal import WorkCalendar, is_working_day, local_date, working_day_bounds

SHOWN = 5
"""Items that come with their buttons; the rest are counted."""

ALONE_A_DAY = 2
"""Critical nudges that may come to one person between two mornings."""


class Wait(StrEnum):
    """Why an issue waits, most urgent first."""

    BROKEN = "broken"
    """A promise was broken, and its owner was not told yet."""
    PROMISED = "promised"
    """A promise is due today, or was due before and was not named yet."""
    ASKED = "asked"
    """A promise, or the next one, is asked for by the end of today."""
    ESCALATED = "escalated"
    """A rung of the ladder reached the reader. Told once, so it comes before what is repeated."""
    FIRST_LOOK = "first_look"
    """Nobody has acknowledged it in time."""
    UNRESOLVED = "unresolved"
    """It was to be resolved by now."""


_GROUPS = (
    (Wait.BROKEN,),
    (Wait.PROMISED, Wait.ASKED),
    (Wait.ESCALATED,),
    (Wait.FIRST_LOOK, Wait.UNRESOLVED),
)


@dataclass(frozen=True, slots=True)
class Clocks:
    """An issue as its clocks see it.

    broken_on: the date of a promise that was broken and is not talked about yet. promised_on: that
    of the standing one. promise_due_on: the local date by whose end a promise is asked for.
    missed_at: when the round of the ladder began that still runs.
    """

    issue_id: int
    state: IssueState
    acknowledge_due: datetime | None = None
    resolve_due: datetime | None = None
    broken_on: date | None = None
    promised_on: date | None = None
    promise_due_on: date | None = None
    missed_at: datetime | None = None
    snoozed_until: date | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """One item. `since`: the moment or the day's beginning by which its age is told."""

    issue_id: int
    why: Wait
    since: datetime


def waits(clocks: Clocks, today: date, now: datetime) -> Waiting | None:
    """Why the issue waits for whoever answers for it, most urgent reason first; None if it doesn't.

    Snoozed until a later date, it rests.
    """
    if not clocks.state.unresolved or snoozed(clocks.snoozed_until, today):
        return None
    for why, on in (
        (Wait.BROKEN, clocks.broken_on),
        (Wait.PROMISED, clocks.promised_on),
        (Wait.ASKED, clocks.promise_due_on),
    ):
        if on is not None and on <= today:
            return Waiting(clocks.issue_id, why, _begin(on, now))
    unread = clocks.acknowledge_due if clocks.state is IssueState.OPEN else None
    for why, due in (
        (Wait.FIRST_LOOK, unread),
        (Wait.UNRESOLVED, clocks.resolve_due),
        (Wait.FIRST_LOOK, clocks.missed_at),  # lapsed: it has a fresh time, and is nudged for
    ):
        if due is not None and due <= now:
            return Waiting(clocks.issue_id, why, due)
    return None


def snoozed(until: date | None, today: date) -> bool:
    """Whether reminders rest on the local date `today`; on the date itself they come again."""
    return until is not None and today < until


def in_order(waiting: Iterable[Waiting]) -> list[Waiting]:
    """Broken promises, what is due today, what was escalated, what is overdue; oldest first."""
    rank = {why: place for place, group in enumerate(_GROUPS) for why in group}
    return sorted(waiting, key=lambda each: (rank[each.why], each.since, each.issue_id))


T = TypeVar("T")


def first_few(items: Sequence[T]) -> tuple[Sequence[T], int]:
    """What is shown one by one, and how many are only counted."""
    return items[:SHOWN], max(0, len(items) - SHOWN)


def begins_week(cal: WorkCalendar, day: date) -> bool:
    """Whether `day` is the first working day of its person's week.

    A week begins after the longest rest between workdays: on Monday for Monday to Friday, on Sunday
    for Sunday to Thursday.
    """
    if not is_working_day(cal, day):
        return False
    begin = day - timedelta(days=(day.weekday() - _first_workday(cal.workdays)) % 7)
    earlier = (begin + timedelta(days=n) for n in range((day - begin).days))
    return not any(is_working_day(cal, each) for each in earlier)


def next_week_opening(cal: WorkCalendar, since: datetime) -> datetime | None:
    """When, at `since` or later (aware UTC), the first working day of a week opens; None if that
    person is not at work within a year."""
    first = local_date(cal, since)
    for day in (first + timedelta(days=n) for n in range(366)):
        bounds = working_day_bounds(cal, day) if begins_week(cal, day) else None
        if bounds and bounds[0] >= since:
            return bounds[0]
    return None


def _first_workday(workdays: frozenset[int]) -> int:
    """The workday before which most days in a row are free; the earliest of several."""

    def rest(weekday: int) -> int:
        return next((n for n in range(1, 8) if (weekday - n) % 7 in workdays), 7)

    return min(workdays, key=lambda weekday: (-rest(weekday), weekday))


def _begin(on: date, now: datetime) -> datetime:
    return datetime(on.year, on.month, on.day, tzinfo=now.tzinfo)
