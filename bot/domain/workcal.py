"""Working time of one person: when they work, and how long is left until something is due.

Source of the rules: docs/reference/figures.md, "Time". Instants go in and come out as aware
UTC datetimes; dates are the person's local dates. A wall time that does not exist is the first
instant after the gap; one that exists twice is its first. Lengths are elapsed time, so a shift
that loses an hour to the clock change is an hour shorter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from typing import NamedTuple
from zoneinfo import ZoneInfo

MONDAY_TO_FRIDAY = frozenset(range(5))

# Somebody with no working time for longer than this is treated as never working.
HORIZON = timedelta(days=400)

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_NOTHING = timedelta(0)


class CalendarError(ValueError):
    """Working time that cannot be: the message says what was wrong."""


class UnknownZoneError(CalendarError):
    """A time zone that is not in the IANA database."""


class UnknownCountryError(CalendarError):
    """A country whose public holidays are not known."""


@dataclass(frozen=True, slots=True)
class DaysAway:
    """Local dates, both inclusive, on which the person does not work."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise CalendarError(f"days away end ({self.last}) before they begin ({self.first})")


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """When one person works.

    `zone` is an IANA name, `workdays` holds 0 (Monday) to 6, `start` and `end` are wall times. An
    `end` at or before `start` lies on the next local date: a night shift belongs to the date on
    which it begins. `country` is an ISO 3166 two-letter code whose public holidays are not worked.

    Raises CalendarError (UnknownZoneError, UnknownCountryError) on anything else, so that no
    arithmetic has to. What to use instead of an unknown zone is the caller's business.
    """

    zone: str = "UTC"
    workdays: frozenset[int] = MONDAY_TO_FRIDAY
    start: time = time(9)
    end: time = time(17)
    country: str | None = None
    away: tuple[DaysAway, ...] = ()

    def __post_init__(self) -> None:
        try:
            ZoneInfo(self.zone)
        except (KeyError, ValueError, OSError):  # OSError: the name of a folder, such as "Europe"
            raise UnknownZoneError(f"no such time zone: {self.zone!r}") from None
        if not self.workdays <= frozenset(range(7)):
            raise CalendarError(f"workdays are 0 (Monday) to 6, not {sorted(self.workdays)}")
        if self.start.tzinfo or self.end.tzinfo:
            raise CalendarError("working hours are wall times, without a zone of their own")
        if any(wall != wall.replace(second=0, microsecond=0) for wall in (self.start, self.end)):
            raise CalendarError("working hours begin and end on a whole minute")
        if self.start == self.end:
            raise CalendarError(f"working hours begin and end at {self.start:%H:%M}")
        if self.country is not None and self.country not in known_countries():
            raise UnknownCountryError(f"no public holidays are known for country {self.country!r}")


@lru_cache(maxsize=1)
def known_countries() -> frozenset[str]:
    """The ISO 3166 two-letter codes whose public holidays are known."""
    import holidays  # here, as importing it takes a second that most processes need not wait

    return frozenset(holidays.list_supported_countries(include_aliases=False))


def local_date(cal: WorkCalendar, at: datetime) -> date:
    """The date on the person's wall at `at`."""
    return _utc(at).astimezone(ZoneInfo(cal.zone)).date()


def is_away(cal: WorkCalendar, day: date) -> bool:
    """Whether the local date `day` lies in one of their days away."""
    return bool(cal.away) and any(away.first <= day <= away.last for away in cal.away)


def is_working_day(cal: WorkCalendar, day: date) -> bool:
    """Whether there is any working time that begins on the local date `day`."""
    return working_day_bounds(cal, day) is not None


def working_day_bounds(cal: WorkCalendar, day: date) -> tuple[datetime, datetime] | None:
    """First instant (inclusive) and end (exclusive) of the shift of `day`; None on a day off.

    The end of a night shift lies on the next local date. A day whose hours all fall into a gap
    of the clock is a day off too.
    """
    if (
        day.weekday() not in cal.workdays
        or is_away(cal, day)
        or (cal.country is not None and day in _public_holidays(cal.country, day.year))
    ):
        return None
    return _shift(cal.zone, cal.start, cal.end, day)


def is_working(cal: WorkCalendar, at: datetime) -> bool:
    """Whether `at` is working time: the start of a shift is, its end is not."""
    at = _utc(at)
    return any(opens <= at < closes for opens, closes in _shifts_around(cal, at, at))


def next_working_moment(cal: WorkCalendar, at: datetime) -> datetime | None:
    """`at` itself when working, else the start of the next shift; None if they never work.

    Never working means that no shift lies within HORIZON.
    """
    at = _utc(at)
    return next((max(at, shift.opens) for shift in _shifts_after(cal, at)), None)


def next_opening(cal: WorkCalendar, at: datetime) -> datetime | None:
    """When the first shift begins after `at`, not counting one that begins then; None if never."""
    at = _utc(at)
    return next((shift.opens for shift in _shifts_after(cal, at) if shift.opens > at), None)


def working_day_ends(cal: WorkCalendar, after: datetime) -> Iterator[datetime]:
    """The end of every shift that ends later than `after`, in order, until none comes for
    HORIZON."""
    return (shift.closes for shift in _shifts_after(cal, _utc(after)))


def working_day_at(cal: WorkCalendar, at: datetime) -> date | None:
    """The local date whose shift `at` lies in, which for a night shift may be yesterday's; None
    outside working time."""
    at = _utc(at)
    today = local_date(cal, at)
    for day in (today, today - _DAY, today + _DAY):  # a clock put back shows a date once more
        bounds = working_day_bounds(cal, day)
        if bounds is not None and bounds[0] <= at < bounds[1]:
            return day
    return None


def add_working_time(cal: WorkCalendar, start: datetime, duration: timedelta) -> datetime | None:
    """The first instant by which `duration` of working time has passed since `start`.

    Time that fills a shift exactly ends with it, not with the start of the next one; no time ends
    at `start`. None if the person stops working for longer than HORIZON before that. Raises
    ValueError on a negative duration.
    """
    if duration < _NOTHING:
        raise ValueError(f"cannot add {duration} of working time")
    start = _utc(start)
    if not duration:
        return start
    left = duration
    for shift in _shifts_after(cal, start):
        begins = max(start, shift.opens)
        length = shift.closes - begins
        if left <= length:
            return begins + left
        left -= length
    return None


def working_time_between(cal: WorkCalendar, a: datetime, b: datetime) -> timedelta:
    """Working time from `a` to `b`; nothing if `b` is not after `a`."""
    a, b = _utc(a), _utc(b)
    return sum(
        (
            max(_NOTHING, min(b, closes) - max(a, opens))
            for opens, closes in _shifts_around(cal, a, b)
        ),
        _NOTHING,
    )


def nth_working_day(cal: WorkCalendar, start: datetime, n: int) -> date | None:
    """The n-th working day after the local date of `start`, which itself never counts.

    A night shift counts on the date on which it begins. None if the person stops working for
    longer than HORIZON before that. Raises ValueError if `n` is less than 1.
    """
    shift = _nth_following_shift(cal, start, n)
    return shift and shift.day


def working_day_from(cal: WorkCalendar, day: date) -> date | None:
    """The first working day from the local date `day` on, `day` itself included; None if they
    never work."""
    return next((shift.day for shift in _shifts_from(cal, day)), None)


def end_of_nth_working_day(cal: WorkCalendar, start: datetime, n: int) -> datetime | None:
    """When working time ends on the n-th following working day; see `nth_working_day`."""
    shift = _nth_following_shift(cal, start, n)
    return shift and shift.closes


def end_of_next_working_day(cal: WorkCalendar, at: datetime) -> datetime | None:
    """When working time ends on the first working day after today; None if they never work."""
    return end_of_nth_working_day(cal, at, 1)


def start_of_next_working_day(cal: WorkCalendar, at: datetime) -> datetime | None:
    """When working time begins on the first working day after today; None if they never work."""
    shift = _nth_following_shift(cal, at, 1)
    return shift and shift.opens


class _Shift(NamedTuple):
    day: date
    opens: datetime
    closes: datetime


def _nth_following_shift(cal: WorkCalendar, start: datetime, n: int) -> _Shift | None:
    if n < 1:
        raise ValueError(f"there is no following working day number {n}")
    return next(islice(_shifts_from(cal, local_date(cal, start) + _DAY), n - 1, None), None)


def _shifts_from(cal: WorkCalendar, first: date) -> Iterator[_Shift]:
    """The shifts of the local date `first` and later, in order, until none comes for HORIZON."""
    if not cal.workdays:
        return
    day = last_worked = first
    while day - last_worked <= HORIZON:
        bounds = working_day_bounds(cal, day)
        if bounds is not None:
            last_worked = day
            yield _Shift(day, *bounds)
        day += _DAY


def _shifts_after(cal: WorkCalendar, at: datetime) -> Iterator[_Shift]:
    """The shifts, in order, that end after `at`; the first may have begun before it."""
    # Yesterday's night shift may still run; one of the day before has always ended.
    yesterday = local_date(cal, at) - _DAY
    return (shift for shift in _shifts_from(cal, yesterday) if shift.closes > at)


def _shifts_around(
    cal: WorkCalendar, a: datetime, b: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """Every shift that may overlap `a` to `b`, whatever lies between; a few that do not, too."""
    day = local_date(cal, a) - _DAY
    # Tomorrow's, as a clock put back over midnight shows yesterday's date once more.
    last = local_date(cal, b) + _DAY
    while day <= last:
        bounds = working_day_bounds(cal, day)
        if bounds is not None:
            yield bounds
        day += _DAY


def _utc(at: datetime) -> datetime:
    # Arithmetic between datetimes of one zone ignores its clock changes: never let one in.
    if at.tzinfo is None:
        raise ValueError(f"{at} says no time zone")
    return at.astimezone(UTC)


@lru_cache(maxsize=1 << 14)
def _shift(zone: str, start: time, end: time, day: date) -> tuple[datetime, datetime] | None:
    """Bounds of the hours `start` to `end` on `day`; None if nothing of them exists."""
    info = ZoneInfo(zone)
    midnight = first_instant(info, datetime.combine(day, time()))
    if midnight.astimezone(info).date() != day:
        return None  # the date was skipped: the zone moved across the date line
    opens = first_instant(info, datetime.combine(day, start))
    closes = first_instant(info, datetime.combine(day if start < end else day + _DAY, end))
    return (opens, closes) if opens < closes else None


def first_instant(zone: ZoneInfo, wall: datetime) -> datetime:
    """The first instant at which a clock on the wall in `zone` shows `wall` or later, in UTC."""
    instant = wall.replace(tzinfo=zone).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == wall:
        return instant
    # In a gap: fold=0 reads the wall with the offset before it, which lands after the jump;
    # fold=1 lands before. No table of jumps is public, so the jump is searched between them.
    before, after = wall.replace(tzinfo=zone, fold=1).astimezone(UTC), instant
    while after - before > _SECOND:
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if middle.astimezone(zone).replace(tzinfo=None) < wall:
            before = middle
        else:
            after = middle
    return after


@lru_cache(maxsize=1024)
def _public_holidays(country: str, year: int) -> frozenset[date]:
    import holidays  # as in known_countries

    return frozenset(holidays.country_holidays(country, years=year, expand=False))
