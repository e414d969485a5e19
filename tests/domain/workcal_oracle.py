"""A second, slow opinion about working time, and the calendars that it is asked about.

The oracle walks a window minute by minute in UTC, looks at the wall clock, and remembers the
furthest that it has ever shown. A wall time that was jumped over is thereby "reached" right after
the gap, and one that comes twice is reached once, at its first. Every clock change and every
shift in these tests falls on a whole minute, so that a minute is worked either whole or not.
"""

from __future__ import annotations

import os
import zoneinfo
from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from itertools import accumulate
from zoneinfo import ZoneInfo

import holidays
from hypothesis import strategies as st

from bot.domain.workcal import DaysAway, WorkCalendar

PROVE = bool(os.environ.get("EARSHOT_PROVE"))

# "localtime" is whatever this machine is set to, and no zone of the IANA database.
ZONES = sorted(zoneinfo.available_timezones() - {"localtime"})
FIRST_YEAR, LAST_YEAR = 2025, 2030

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
EVERY_DAY = frozenset(range(7))


# Walked before and after each window: what runs when it begins, and shifts that outlast it.
MARGIN = 2 * DAY


class OutsideWindow(Exception):
    """The answer lies after the end of the window."""


@lru_cache(maxsize=4)
def furthest_walls(zone: str, begin: datetime, end: datetime) -> list[datetime]:
    """For each minute from `begin` to `end`, the furthest that the wall clock has shown by then."""
    info = ZoneInfo(zone)
    lead = MARGIN // MINUTE
    walls = (
        (begin + i * MINUTE).astimezone(info).replace(tzinfo=None)
        for i in range(-lead, (end - begin) // MINUTE)
    )
    return list(accumulate(walls, max))[lead:]


class MinuteOracle:
    """Working time of `cal` in the `days` from 00:00 UTC of `first`, minute by minute."""

    def __init__(self, cal: WorkCalendar, first: date, days: int) -> None:
        self.cal = cal
        self.begin = datetime.combine(first, time(), UTC)
        self.end = self.begin + days * DAY
        self.walked_to = self.end + MARGIN
        self._days_off = {
            away.first + i * DAY
            for away in cal.away
            for i in range((away.last - away.first).days + 1)
        }
        self._holidays = holidays.country_holidays(cal.country) if cal.country else {}
        self._day_on: dict[date, bool] = {}
        self._walls = furthest_walls(cal.zone, self.begin, self.walked_to)
        self.worked = [self._is_worked(wall) for wall in self._walls]

    def is_day_on(self, day: date) -> bool:
        if day not in self._day_on:
            self._day_on[day] = (
                day.weekday() in self.cal.workdays
                and day not in self._days_off
                and day not in self._holidays
            )
        return self._day_on[day]

    def _is_worked(self, wall: datetime) -> bool:
        today, now = wall.date(), wall.time()
        if self.cal.start < self.cal.end:
            return self.cal.start <= now < self.cal.end and self.is_day_on(today)
        return (now >= self.cal.start and self.is_day_on(today)) or (
            now < self.cal.end and self.is_day_on(today - DAY)
        )

    def _index(self, at: datetime) -> int:
        return (at - self.begin) // MINUTE

    def is_working(self, at: datetime) -> bool:
        return self.worked[self._index(at)]

    def next_working_moment(self, at: datetime) -> datetime:
        for i in range(self._index(at), len(self.worked)):
            if self.worked[i]:
                return max(at, self.begin + i * MINUTE)
        raise OutsideWindow

    def _worked_parts(self, a: datetime) -> Iterator[tuple[datetime, datetime]]:
        for i in range(self._index(a), len(self.worked)):
            if self.worked[i]:
                yield max(a, self.begin + i * MINUTE), self.begin + (i + 1) * MINUTE

    def working_time_between(self, a: datetime, b: datetime) -> timedelta:
        total = timedelta()
        for opens, closes in self._worked_parts(a):
            if opens >= b:
                break
            total += min(b, closes) - opens
        return total

    def add_working_time(self, start: datetime, duration: timedelta) -> datetime:
        if not duration:
            return start
        for opens, closes in self._worked_parts(start):
            if duration <= closes - opens:
                return opens + duration
            duration -= closes - opens
        raise OutsideWindow

    def shift_of(self, day: date) -> tuple[datetime, datetime] | None:
        """Bounds of the shift of `day`, None on a day off."""
        if not self.is_day_on(day):
            return None
        last = day if self.cal.start < self.cal.end else day + DAY
        opens = self._reached(datetime.combine(day, self.cal.start))
        closes = self._reached(datetime.combine(last, self.cal.end))
        return (opens, closes) if opens < closes else None

    def _reached(self, wall: datetime) -> datetime:
        i = bisect_left(self._walls, wall)
        if i == len(self._walls):
            raise OutsideWindow
        return self.begin + i * MINUTE

    def nth_following_shift(self, at: datetime, n: int) -> tuple[datetime, datetime]:
        day = at.astimezone(ZoneInfo(self.cal.zone)).date()
        while True:
            day += DAY
            shift = self.shift_of(day)
            if shift is None and day > self.end.date() + DAY:
                raise OutsideWindow
            if shift is not None:
                n -= 1
                if n == 0:
                    return shift

    def stretches(self) -> list[tuple[datetime, datetime]]:
        """The window's unbroken stretches of working time."""
        found: list[tuple[datetime, datetime]] = []
        for opens, closes in self._worked_parts(self.begin):
            if found and found[-1][1] == opens:
                found[-1] = (found[-1][0], closes)
            else:
                found.append((opens, closes))
        return found


@cache
def clock_changes(zone: str, first_year: int, last_year: int) -> tuple[date, ...]:
    """The UTC dates on which `zone` changes its clock."""
    info = ZoneInfo(zone)
    at = datetime(first_year, 1, 1, tzinfo=UTC)
    end = datetime(last_year + 1, 1, 1, tzinfo=UTC)
    found = []
    while at < end:
        if at.astimezone(info).utcoffset() != (at + DAY).astimezone(info).utcoffset():
            found.append(at.date())
        at += DAY
    return tuple(found)


wall_times = st.builds(
    time,
    st.integers(0, 23),
    st.one_of(st.sampled_from([0, 15, 30, 45]), st.integers(0, 59)),
)
workday_sets = st.one_of(
    st.sampled_from([frozenset(range(5)), frozenset({6, 0, 1, 2, 3}), EVERY_DAY]),
    st.frozensets(st.integers(0, 6)),
)
countries = st.sampled_from([None, None, None, "CL", "DE", "EG", "JP", "SA", "US"])


@st.composite
def calendars(draw: st.DrawFn, zone: str, near: date) -> WorkCalendar:
    """A calendar in `zone`, its days away (if any) around the date `near`."""
    start = draw(wall_times)
    away = draw(st.lists(st.tuples(st.integers(-5, 12), st.integers(0, 5)), max_size=2))
    return WorkCalendar(
        zone=zone,
        workdays=draw(workday_sets),
        start=start,
        end=draw(wall_times.filter(lambda end: end != start)),
        country=draw(countries),
        away=tuple(
            DaysAway(near + after * DAY, near + (after + length) * DAY) for after, length in away
        ),
    )


@st.composite
def dates_in(draw: st.DrawFn, zone: str) -> date:
    """A date of the years looked at: any, or just before a change of the clock in `zone`."""
    changes = clock_changes(zone, FIRST_YEAR, LAST_YEAR)
    dates = st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))
    if changes:
        dates |= st.builds(
            lambda change, before: change - before * DAY,
            st.sampled_from(changes),
            st.integers(0, 4),
        )
    return draw(dates)
