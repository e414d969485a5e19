"""When surveys remind and repeat."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.wave import Repeat, nth_begins, reminds_at
from bot.domain.workcal import WorkCalendar, is_working

ZONES = st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Apia"])
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1)).map(
    lambda at: at.replace(tzinfo=UTC, microsecond=0)
)


@given(first=MOMENTS, zone=ZONES, nth=st.integers(1, 60))
def test_weeks_later_it_is_the_same_weekday_and_wall_time(
    first: datetime, zone: str, nth: int
) -> None:
    at = nth_begins(first, Repeat.WEEKLY, nth, zone)
    assert at is not None
    before, after = (each.astimezone(ZoneInfo(zone)) for each in (first, at))
    assert after.date() - before.date() == timedelta(weeks=nth)
    # a wall time that a change of the clocks skips comes an hour later
    assert after.time() == before.time() or after.utcoffset() != before.utcoffset()


@given(first=MOMENTS, zone=ZONES, nth=st.integers(1, 40))
def test_months_later_it_is_the_same_day_or_the_last(first: datetime, zone: str, nth: int) -> None:
    at = nth_begins(first, Repeat.MONTHLY, nth, zone)
    assert at is not None
    before, after = (each.astimezone(ZoneInfo(zone)).date() for each in (first, at))
    assert (after.year * 12 + after.month) - (before.year * 12 + before.month) == nth
    assert after.day == min(before.day, calendar.monthrange(after.year, after.month)[1])


def test_a_quarter_is_three_months_and_the_31st_comes_back() -> None:
    first = datetime(2026, 1, 31, 9, tzinfo=UTC)
    days = [nth_begins(first, Repeat.QUARTERLY, nth, "UTC") for nth in (1, 2)]
    assert [at and at.date() for at in days] == [date(2026, 4, 30), date(2026, 7, 31)]
    assert nth_begins(first, Repeat.NEVER, 1, "UTC") is None


@given(opened=MOMENTS, hours=st.integers(1, 24 * 90), zone=ZONES)
def test_a_reminder_is_at_half_time_or_when_work_next_begins(
    opened: datetime, hours: int, zone: str
) -> None:
    work = WorkCalendar(zone, frozenset(range(5)), time(9), time(17))
    closes = opened + timedelta(hours=hours)
    half, at = opened + (closes - opened) / 2, reminds_at(opened, closes, work)
    if at is None:
        assert not any(
            is_working(work, half + timedelta(minutes=15 * step))
            for step in range(int((closes - half) / timedelta(minutes=15)))
        )
        return
    assert half <= at < closes
    assert is_working(work, at)
    assert at == half or not is_working(work, half)
