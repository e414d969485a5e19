"""What was left of a clock is left when the working time it runs in changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.absence import carried, day_begins
from bot.domain.workcal import (
    DaysAway,
    WorkCalendar,
    add_working_time,
    end_of_nth_working_day,
    is_working,
    local_date,
    working_day_bounds,
    working_time_between,
)

MONDAY = date(2026, 9, 14)
UTC_9_TO_5 = WorkCalendar()
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@st.composite
def calendars(draw: st.DrawFn) -> WorkCalendar:
    opens = draw(st.integers(0, 23))
    return WorkCalendar(
        zone=draw(st.sampled_from(ZONES)),
        workdays=frozenset(draw(st.sets(st.integers(0, 6), min_size=1))),
        start=time(opens),
        end=time((opens + draw(st.integers(1, 12))) % 24),
    )


days = st.integers(0, 60).map(lambda n: MONDAY + timedelta(days=n))
moments = st.integers(0, 60 * 24 * 40).map(
    lambda n: datetime(2026, 9, 14, tzinfo=UTC) + timedelta(minutes=n)
)


@st.composite
def absences(draw: st.DrawFn) -> DaysAway:
    first = draw(days)
    return DaysAway(first, first + timedelta(days=draw(st.integers(0, 20))))


def days_until(cal: WorkCalendar, since: datetime, until: datetime) -> int:
    """Working days whose end lies between, that of `until` counted; day by day, to be sure."""
    first, last = local_date(cal, since) - DAY, local_date(cal, until) + DAY
    all_days = (first + DAY * n for n in range((last - first).days + 1))
    bounds = (working_day_bounds(cal, day) for day in all_days)
    return sum(since < closes <= until for _, closes in filter(None, bounds))


def due_at(cal: WorkCalendar, since: datetime, n: int) -> datetime:
    due = end_of_nth_working_day(cal, since, n)
    assert due is not None
    return due


# -- examples -------------------------------------------------------------------------------------


def test_a_week_away_moves_what_is_due_in_it_by_a_week() -> None:
    after = replace(UTC_9_TO_5, away=(DaysAway(MONDAY, MONDAY + timedelta(days=4)),))
    begins = day_begins(after, MONDAY)
    wednesday = datetime(2026, 9, 16, 11, 30, tzinfo=UTC)
    assert carried(UTC_9_TO_5, after, begins, wednesday) == wednesday + timedelta(days=7)
    the_friday_before = datetime(2026, 9, 11, 17, tzinfo=UTC)
    assert carried(UTC_9_TO_5, after, begins, the_friday_before) == the_friday_before


def test_what_is_left_runs_on_at_the_hours_of_another() -> None:
    deputy = WorkCalendar("America/New_York", start=time(8), end=time(12))
    now = datetime(2026, 9, 14, 9, tzinfo=UTC)
    due = datetime(2026, 9, 14, 15, tzinfo=UTC)  # six hours
    # 8:00 in New York is 12:00 UTC: four hours on Monday, two on Tuesday
    assert carried(UTC_9_TO_5, deputy, now, due) == datetime(2026, 9, 15, 14, tzinfo=UTC)
    tomorrow = datetime(2026, 9, 15, 17, tzinfo=UTC)
    assert carried(UTC_9_TO_5, deputy, now, tomorrow) == datetime(2026, 9, 15, 16, tzinfo=UTC)


def test_without_working_time_before_it_a_time_stays() -> None:
    saturday, sunday = (datetime(2026, 9, day, 12, tzinfo=UTC) for day in (19, 20))
    assert carried(UTC_9_TO_5, UTC_9_TO_5, saturday, sunday) == sunday


def test_a_clock_of_somebody_who_never_works_again_stops() -> None:
    gone = replace(UTC_9_TO_5, workdays=frozenset())
    now, due = (datetime(2026, 9, 14, hour, tzinfo=UTC) for hour in (9, 10))
    assert carried(UTC_9_TO_5, gone, now, due) is None


# -- properties -----------------------------------------------------------------------------------


@given(calendars(), absences(), moments, st.integers(1, 30))
def test_the_same_working_days_lie_before_the_end_of_one(
    cal: WorkCalendar, away: DaysAway, opened: datetime, n: int
) -> None:
    after, due = replace(cal, away=(away,)), due_at(cal, opened, n)
    begins = day_begins(cal, away.first)
    moved = carried(cal, after, begins, due)
    assert moved is not None
    assert moved >= due
    if due > begins:
        assert days_until(after, begins, moved) == days_until(cal, begins, due)
        assert is_working(after, moved - MINUTE)
        assert not is_working(after, moved)
    else:
        assert moved == due


@given(calendars(), absences(), moments, st.integers(1, 200))
def test_the_same_working_hours_lie_before_any_other_time(
    cal: WorkCalendar, away: DaysAway, opened: datetime, hours: int
) -> None:
    after, due = replace(cal, away=(away,)), add_working_time(cal, opened, timedelta(hours=hours))
    assert due is not None
    assume(is_working(cal, due))
    begins = day_begins(cal, away.first)
    moved = carried(cal, after, begins, due)
    assert moved is not None
    if due > begins:
        left = working_time_between(cal, begins, due)
        assert working_time_between(after, begins, moved) == left
    else:
        assert moved == due


@given(calendars(), absences(), moments, st.integers(1, 30))
def test_days_away_that_are_taken_back_leave_everything_as_it_was(
    cal: WorkCalendar, away: DaysAway, opened: datetime, n: int
) -> None:
    after, due = replace(cal, away=(away,)), due_at(cal, opened, n)
    begins = day_begins(cal, away.first)
    moved = carried(cal, after, begins, due)
    assert moved is not None
    assert carried(after, cal, begins, moved) == due


@given(calendars(), calendars(), moments, st.integers(1, 30))
def test_there_and_back_is_where_it_was(
    owner: WorkCalendar, deputy: WorkCalendar, now: datetime, n: int
) -> None:
    due = due_at(owner, now, n)
    there = carried(owner, deputy, now, due)
    assert there is not None
    assert carried(deputy, owner, now, there) == due


@given(calendars(), days)
def test_a_day_begins_with_its_own_date(cal: WorkCalendar, day: date) -> None:
    begins = day_begins(cal, day)
    assert local_date(cal, begins) == day
    assert local_date(cal, begins - MINUTE) < day
