"""When a weekly digest is due, and which time it covers.

Source of the rules: docs/reference/figures.md, "Digest" and "Time". One occurrence a local date,
whatever the clocks do: a wall time that does not exist runs at the first instant after the gap, one
that exists twice at its first. Periods are half open and join: each begins where the last one
ended.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.workcal import first_instant

WEEK = timedelta(days=7)
LATE = timedelta(minutes=15)
"""An occurrence seen later than this was missed: Earshot was down, or its post was held back."""
MORNING, EVENING = time(8), time(20)
"""What goes out late goes out between these, on the wall of its zone."""


@dataclass(frozen=True, slots=True)
class Weekly:
    """weekday: 0 (Monday) to 6. half_hour: 0 to 47, the wall time in half hours after midnight.
    zone: an IANA name."""

    weekday: int
    half_hour: int
    zone: str

    @property
    def wall(self) -> time:
        return time(self.half_hour // 2, 30 * (self.half_hour % 2))


@dataclass(frozen=True, slots=True)
class Occurrence:
    """day: the local date it is keyed by. at: the instant, aware UTC."""

    day: date
    at: datetime


@dataclass(frozen=True, slots=True)
class Period:
    """What one digest covers: `start` (inclusive) to `end` (exclusive), aware UTC."""

    start: datetime
    end: datetime


def occurrence_of(weekly: Weekly, day: date) -> Occurrence:
    """The occurrence of a local date, whichever weekday that is."""
    return Occurrence(day, first_instant(ZoneInfo(weekly.zone), datetime.combine(day, weekly.wall)))


def latest(weekly: Weekly, now: datetime) -> Occurrence:
    """The last occurrence at or before `now`."""
    # a day ahead, as a gap of the clock may have carried the wall's date onwards
    day = now.astimezone(ZoneInfo(weekly.zone)).date() + timedelta(days=1)
    day -= timedelta(days=(day.weekday() - weekly.weekday) % 7)
    found = occurrence_of(weekly, day)
    while found.at > now:
        found = occurrence_of(weekly, found.day - WEEK)
    return found


def following(weekly: Weekly, now: datetime) -> Occurrence:
    """The first occurrence after `now`."""
    return occurrence_of(weekly, latest(weekly, now).day + WEEK)


def period(weekly: Weekly, occurrence: Occurrence, last_end: datetime | None) -> Period:
    """From the last one's end; the first covers the seven local days before it."""
    start = occurrence_of(weekly, occurrence.day - WEEK).at if last_end is None else last_end
    return Period(start, occurrence.at)


def weeks_covered(weekly: Weekly, covered: Period) -> int:
    """How many occurrences end in the period; more than one: some were missed."""
    end = latest(weekly, covered.end).day
    start = latest(weekly, covered.start).day
    return max(1, (end - start).days // 7)


def goes_out_at(weekly: Weekly, occurrence: Occurrence, now: datetime) -> datetime:
    """When the digest of `occurrence` is posted, seen at `now`: on time at once; a missed one at
    once too, unless it is night there: then at 8:00."""
    if now - occurrence.at <= LATE:
        return now
    zone = ZoneInfo(weekly.zone)
    local = now.astimezone(zone)
    if MORNING <= local.time() < EVENING:
        return now
    day = local.date() + timedelta(days=1 if local.time() >= EVENING else 0)
    return max(now, first_instant(zone, datetime.combine(day, MORNING)).astimezone(UTC))
