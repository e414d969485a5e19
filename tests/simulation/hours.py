"""Working time written down a second time, for the judge: shifts one by one, from what the zone's
wall clocks show. Of the app only the shape of a calendar is used."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import count, islice, takewhile
from zoneinfo import ZoneInfo

import holidays

from bot.domain.vocabulary import Severity
from bot.domain.workcal import WorkCalendar

_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)

Shift = tuple[datetime, datetime]

# docs/reference/rules.md, "Clocks": to acknowledge in hours or days, to resolve in days
_ACKNOWLEDGE = {
    Severity.CRITICAL: (1, None),
    Severity.HIGH: (4, None),
    Severity.MEDIUM: (None, 1),
    Severity.LOW: (None, 2),
}
_RESOLVE = {Severity.CRITICAL: 1, Severity.HIGH: 3, Severity.MEDIUM: 10, Severity.LOW: 30}


@lru_cache(maxsize=200_000)
def working_day_bounds(cal: WorkCalendar, day: date) -> Shift | None:
    """The shift that begins on the local date `day`; None on a day off."""
    if day.weekday() not in cal.workdays or _is_holiday(cal.country, day):
        return None
    if any(away.first <= day <= away.last for away in cal.away):
        return None
    night = cal.end <= cal.start
    begins = _reached(cal.zone, datetime.combine(day, cal.start))
    ends = _reached(cal.zone, datetime.combine(day + _DAY if night else day, cal.end))
    return (begins, ends) if begins < ends else None


def working_day_at(cal: WorkCalendar, at: datetime) -> date | None:
    """The date of the shift that `at` lies in."""
    for day, (begins, ends) in _shifts(cal, at, days=3):
        if begins <= at < ends:
            return day
    return None


def local_date(cal: WorkCalendar, at: datetime) -> date:
    return at.astimezone(ZoneInfo(cal.zone)).date()


def day_begins(cal: WorkCalendar, day: date) -> datetime:
    return _reached(cal.zone, datetime.combine(day, time()))


def end_of_working_day(cal: WorkCalendar, at: datetime, nth: int = 1) -> datetime:
    """When the n-th working day after today's date ends."""
    today = local_date(cal, at)
    ends = (shift[1] for day, shift in _shifts(cal, at) if day > today)
    return next(islice(ends, nth - 1, None))


def acknowledge_due(severity: Severity, cal: WorkCalendar, at: datetime) -> datetime:
    hours, days = _ACKNOWLEDGE[severity]
    if days is not None:
        return end_of_working_day(cal, at, days)
    return _worked(cal, at, timedelta(hours=hours or 0))


def resolve_due(severity: Severity, cal: WorkCalendar, at: datetime) -> datetime:
    return end_of_working_day(cal, at, _RESOLVE[severity])


def carried(before: WorkCalendar, after: WorkCalendar, since: datetime, due: datetime) -> datetime:
    """What was left of a time in `before` is left in `after`: days of a time that ends with a day,
    and hours of any other."""
    if due <= since:
        return due
    left, ends = timedelta(), 0
    for _, (begin, end) in takewhile(lambda each: each[1][0] < due, _shifts(before, since)):
        left += max(timedelta(), min(due, end) - max(since, begin))
        ends += since < end <= due
        if end == due:
            later = (end for _, (_, end) in _shifts(after, since) if end > since)
            return next(islice(later, ends - 1, None))
    return _worked(after, since, left) if left else due


# -- inside ---------------------------------------------------------------------------------------


def _shifts(cal: WorkCalendar, at: datetime, days: int = 800) -> Iterator[tuple[date, Shift]]:
    """Every shift of the dates around and after `at`, in order."""
    first = at.date() - 2 * _DAY
    for n in range(days + 2):
        day = first + n * _DAY
        if shift := working_day_bounds(cal, day):
            yield day, shift


def _worked(cal: WorkCalendar, at: datetime, left: timedelta) -> datetime:
    """When so much was worked since `at`."""
    for _, (begin, end) in _shifts(cal, at):
        begin = max(begin, at)
        if end - begin >= left:
            return begin + left
        left -= max(timedelta(), end - begin)
    raise AssertionError("somebody never works")


@lru_cache(maxsize=100_000)
def _reached(zone: str, wall: datetime) -> datetime:
    """When the wall clock first shows `wall`, or something later."""
    info = ZoneInfo(zone)
    found = wall.replace(tzinfo=info).astimezone(UTC)
    if found.astimezone(info).replace(tzinfo=None) == wall:
        return found
    begin = found - 3 * timedelta(hours=1)  # it is jumped over
    moments = (begin + n * _MINUTE for n in count())
    return next(at for at in moments if at.astimezone(info).replace(tzinfo=None) >= wall)


@lru_cache(maxsize=100)
def _calendar_of(country: str) -> holidays.HolidayBase:
    return holidays.country_holidays(country)


def _is_holiday(country: str | None, day: date) -> bool:
    return country is not None and day in _calendar_of(country)
