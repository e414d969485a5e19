"""Working time against a second opinion that counts; `EARSHOT_PROVE=1` asks it very much more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.workcal import (
    HORIZON,
    WorkCalendar,
    add_working_time,
    end_of_next_working_day,
    end_of_nth_working_day,
    is_working,
    next_working_moment,
    nth_working_day,
    start_of_next_working_day,
    working_day_bounds,
    working_time_between,
)
from tests.domain.workcal_oracle import (
    DAY,
    EVERY_DAY,
    FIRST_YEAR,
    LAST_YEAR,
    PROVE,
    ZONES,
    MinuteOracle,
    OutsideWindow,
    calendars,
    clock_changes,
    dates_in,
)

HOUR = timedelta(hours=1)
MICROSECOND = timedelta(microseconds=1)

WINDOW_DAYS = 10
QUESTIONS = 12

moments = st.builds(
    lambda minute, second, microsecond: timedelta(
        minutes=minute, seconds=second, microseconds=microsecond
    ),
    st.integers(0, WINDOW_DAYS * 24 * 60 - 1),
    st.sampled_from([0, 0, 1, 30, 59]),
    st.sampled_from([0, 0, 1, 999_999]),
)
durations = st.builds(
    lambda minutes, seconds: timedelta(minutes=minutes, seconds=seconds),
    st.one_of(st.sampled_from([0, 60, 240, 480, 960]), st.integers(0, 4000)),
    st.sampled_from([0, 0, 1, 59]),
)
questions = st.lists(
    st.tuples(moments, moments, durations, st.integers(1, 8)),
    min_size=QUESTIONS,
    max_size=QUESTIONS,
)


def agree(oracle: MinuteOracle, a: datetime, b: datetime, duration: timedelta, n: int) -> None:
    """Ask both for the same things; beyond its window the oracle only knows "not before"."""
    cal = oracle.cal
    assert is_working(cal, a) == oracle.is_working(a)
    assert working_time_between(cal, a, b) == oracle.working_time_between(a, b)

    answers: list[tuple[datetime | None, Callable[[], datetime]]] = [
        (next_working_moment(cal, a), lambda: oracle.next_working_moment(a)),
        (add_working_time(cal, a, duration), lambda: oracle.add_working_time(a, duration)),
        (end_of_nth_working_day(cal, a, n), lambda: oracle.nth_following_shift(a, n)[1]),
        (end_of_next_working_day(cal, a), lambda: oracle.nth_following_shift(a, 1)[1]),
        (start_of_next_working_day(cal, a), lambda: oracle.nth_following_shift(a, 1)[0]),
    ]
    for ours, theirs in answers:
        try:
            expected = theirs()
        except OutsideWindow:
            assert ours is None or ours >= oracle.end
        else:
            assert ours == expected
            assert ours.tzinfo is UTC


# The long form leaves no zone to chance: every zone, 20 calendars each, 12 questions a calendar.
@pytest.mark.timeout(7200)
@pytest.mark.parametrize(
    "zones", [[zone] for zone in ZONES] if PROVE else [ZONES], ids=ZONES if PROVE else ["any"]
)
@settings(max_examples=20 if PROVE else 25)
@given(data=st.data())
def test_working_time_agrees_with_counting_the_minutes(
    data: st.DataObject, zones: list[str]
) -> None:
    zone = data.draw(st.sampled_from(zones))
    first = data.draw(dates_in(zone))
    cal = data.draw(calendars(zone, first))
    oracle = MinuteOracle(cal, first, WINDOW_DAYS)
    for after_a, after_b, duration, n in data.draw(questions):
        agree(oracle, oracle.begin + after_a, oracle.begin + after_b, duration, n)


# An hour that is jumped over or comes twice may hold the start, the end, both, or the whole shift.
SHIFTS = [
    (time(9), time(17)),
    (time(22), time(6)),
    (time(0), time(8)),
    (time(2, 15), time(2, 45)),
    (time(0, 15), time(0, 45)),
    (time(23, 30), time(23)),
]


def zones_that_differ(year: int) -> list[str]:
    """One zone of each that change their clocks on the same dates by the same amount."""
    one_of_each: dict[object, str] = {}
    for zone in ZONES:
        changes = clock_changes(zone, year, year)
        offsets = tuple(
            (datetime.combine(day, time(), UTC) + after).astimezone(ZoneInfo(zone)).utcoffset()
            for day in changes
            for after in (timedelta(), DAY)
        )
        one_of_each.setdefault((changes, offsets), zone)
    return list(one_of_each.values())


@pytest.mark.timeout(7200)
def test_every_shift_is_right_around_every_change_of_the_clock() -> None:
    zones, first_year, last_year = (
        (ZONES, FIRST_YEAR, LAST_YEAR) if PROVE else (zones_that_differ(2026), 2026, 2026)
    )
    cases = 0
    for zone in zones:
        for change in clock_changes(zone, first_year, last_year):
            for start, end in SHIFTS:
                cal = WorkCalendar(zone, EVERY_DAY, start, end)
                oracle = MinuteOracle(cal, change - DAY, 3)
                assert shifts_within(cal, oracle) == oracle.stretches(), (zone, change, start, end)
                cases += 1
    assert cases >= (10_000 if PROVE else 200)


def shifts_within(cal: WorkCalendar, oracle: MinuteOracle) -> list[tuple[datetime, datetime]]:
    """What `working_day_bounds` says of the oracle's window, adjoining shifts as one stretch."""
    found: list[tuple[datetime, datetime]] = []
    for i in range(-3, 8):
        bounds = working_day_bounds(cal, oracle.begin.date() + i * DAY)
        if bounds is None:
            continue
        opens, closes = max(bounds[0], oracle.begin), min(bounds[1], oracle.walked_to)
        if opens >= closes:
            continue
        if found and found[-1][1] == opens:
            found[-1] = (found[-1][0], closes)
        else:
            found.append((opens, closes))
    return found


# ------------------------------------------------------------ over years, with too many minutes

instants = st.datetimes(
    datetime(FIRST_YEAR, 1, 1),
    datetime(LAST_YEAR, 12, 31),
    timezones=st.just(UTC),
)


@pytest.mark.timeout(7200)
@settings(max_examples=20_000 if PROVE else 50)
@given(st.data(), instants, st.timedeltas(MICROSECOND, 2000 * HOUR))
def test_added_working_time_is_all_worked_and_ends_no_later_than_it_must(
    data: st.DataObject, start: datetime, duration: timedelta
) -> None:
    cal = data.draw(calendars(data.draw(st.sampled_from(ZONES)), start.date()))
    end = add_working_time(cal, start, duration)
    if end is None:
        assert working_time_between(cal, start, start + HORIZON) < duration
    else:
        assert working_time_between(cal, start, end) == duration
        assert working_time_between(cal, start, end - MICROSECOND) == duration - MICROSECOND


@settings(max_examples=2_000 if PROVE else 20)
@given(st.data(), st.lists(instants, min_size=3, max_size=3).map(sorted))
def test_working_time_of_two_adjoining_stretches_adds_up(
    data: st.DataObject, moments: list[datetime]
) -> None:
    a, b, c = moments
    cal = data.draw(calendars(data.draw(st.sampled_from(ZONES)), b.date()))
    parts = working_time_between(cal, a, b) + working_time_between(cal, b, c)
    assert working_time_between(cal, a, c) == parts


@settings(max_examples=5_000 if PROVE else 50)
@given(st.data(), instants, st.integers(1, 60))
def test_nth_working_day_agrees_with_counting_the_dates(
    data: st.DataObject, at: datetime, n: int
) -> None:
    cal = data.draw(calendars("Asia/Riyadh", at.date()))  # no clock change swallows a shift here
    oracle = MinuteOracle(cal, at.date(), 0)
    today = (at + 3 * HOUR).date()
    following = [day for i in range(1, 500) if oracle.is_day_on(day := today + i * DAY)]
    assert nth_working_day(cal, at, n) == (following[n - 1] if len(following) >= n else None)
