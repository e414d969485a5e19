from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.workcal import (
    CalendarError,
    DaysAway,
    UnknownCountryError,
    UnknownZoneError,
    WorkCalendar,
    add_working_time,
    end_of_next_working_day,
    end_of_nth_working_day,
    is_working,
    is_working_day,
    local_date,
    next_working_moment,
    nth_working_day,
    start_of_next_working_day,
    working_day_bounds,
    working_time_between,
)
from tests.domain.workcal_oracle import DAY, EVERY_DAY, MINUTE

HOUR = timedelta(hours=1)
MICROSECOND = timedelta(microseconds=1)
NOBODY_WORKS = WorkCalendar(workdays=frozenset())


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def nightly(zone: str) -> WorkCalendar:
    return WorkCalendar(zone, EVERY_DAY, time(22), time(6))


# ------------------------------------------------------------ clocks and dates that surprise


@pytest.mark.parametrize(
    ("zone", "day", "first_instant"),
    [
        ("America/Santiago", date(2026, 9, 6), utc(2026, 9, 6, 4)),
        ("Asia/Beirut", date(2026, 3, 29), utc(2026, 3, 28, 22)),
        ("Africa/Cairo", date(2026, 4, 24), utc(2026, 4, 23, 22)),
    ],
)
def test_a_midnight_that_does_not_exist_is_the_first_instant_after_the_gap(
    zone: str, day: date, first_instant: datetime
) -> None:
    cal = WorkCalendar(zone, EVERY_DAY, time(0), time(8))
    assert working_day_bounds(cal, day) == (first_instant, first_instant + 7 * HOUR)
    assert not is_working(cal, first_instant - MICROSECOND)
    assert is_working(cal, first_instant)
    evening_before = WorkCalendar(zone, EVERY_DAY, time(16), time(0))
    assert working_day_bounds(evening_before, day - DAY) == (
        first_instant - 8 * HOUR,
        first_instant,
    )


def test_a_shift_that_lies_wholly_in_a_gap_is_a_day_off() -> None:
    cal = WorkCalendar("Asia/Beirut", EVERY_DAY, time(0, 15), time(0, 45))
    assert not is_working_day(cal, date(2026, 3, 29))
    assert nth_working_day(cal, utc(2026, 3, 28, 12), 1) == date(2026, 3, 30)


def test_a_start_that_comes_twice_is_its_first() -> None:
    # 2026-11-01 in New York: 01:30 is 05:30 UTC and, an hour later, 06:30 UTC.
    cal = WorkCalendar("America/New_York", EVERY_DAY, time(1, 30), time(9))
    assert working_day_bounds(cal, date(2026, 11, 1)) == (
        utc(2026, 11, 1, 5, 30),
        utc(2026, 11, 1, 14),
    )


def test_an_end_that_comes_twice_is_its_first_and_its_second_is_not_worked() -> None:
    cal = WorkCalendar("America/New_York", EVERY_DAY, time(18), time(1, 30))
    assert not is_working(cal, utc(2026, 11, 1, 5, 30))
    assert not is_working(cal, utc(2026, 11, 1, 6, 15))


def test_a_shift_stays_open_when_the_clock_is_put_back_to_the_day_before() -> None:
    # St John's did so until 2011: at 00:01 on Sunday it became 23:01 on Saturday.
    cal = WorkCalendar("America/St_Johns", frozenset({6}), time(0), time(8))
    opens, quarter_past_eleven_again = utc(2010, 11, 7, 2, 30), utc(2010, 11, 7, 2, 45)
    assert local_date(cal, quarter_past_eleven_again) == date(2010, 11, 6)
    assert is_working(cal, quarter_past_eleven_again)
    assert next_working_moment(cal, quarter_past_eleven_again) == quarter_past_eleven_again
    assert working_time_between(cal, opens - HOUR, quarter_past_eleven_again) == 15 * MINUTE


def test_lord_howe_moves_its_clock_by_half_an_hour() -> None:
    cal = WorkCalendar("Australia/Lord_Howe", EVERY_DAY, time(2, 15), time(10))
    # Spring: 02:00 +10:30 becomes 02:30 +11. Autumn: 02:00 +11 becomes 01:30 +10:30.
    assert working_day_bounds(cal, date(2026, 10, 4)) == (
        utc(2026, 10, 3, 15, 30),
        utc(2026, 10, 3, 23),
    )
    twice = WorkCalendar("Australia/Lord_Howe", EVERY_DAY, time(1, 45), time(10))
    assert working_day_bounds(twice, date(2026, 4, 5)) == (
        utc(2026, 4, 4, 14, 45),
        utc(2026, 4, 4, 23, 30),
    )


def test_a_night_shift_is_an_hour_longer_in_autumn_and_shorter_in_spring() -> None:
    cal = nightly("Europe/Berlin")
    lengths = [
        closes - opens
        for day in (date(2026, 3, 28), date(2026, 6, 1), date(2026, 10, 24))
        for opens, closes in [working_day_bounds(cal, day) or (utc(1970, 1, 1), utc(1970, 1, 1))]
    ]
    assert lengths == [7 * HOUR, 8 * HOUR, 9 * HOUR]


def test_a_night_shift_belongs_to_the_date_on_which_it_begins() -> None:
    cal = WorkCalendar("UTC", frozenset({4}), time(22), time(6))  # Friday night only
    saturday_at_three = utc(2026, 6, 6, 3)
    assert is_working(cal, saturday_at_three)
    assert not is_working_day(cal, date(2026, 6, 6))
    assert not is_working(cal, utc(2026, 6, 5, 3))
    assert add_working_time(cal, saturday_at_three, 4 * HOUR) == utc(2026, 6, 12, 23)
    assert end_of_next_working_day(cal, saturday_at_three) == utc(2026, 6, 13, 6)


def test_kiritimati_is_a_day_ahead_of_honolulu_at_the_same_wall_time() -> None:
    at = utc(2026, 1, 1, 20)
    assert local_date(WorkCalendar("Pacific/Kiritimati"), at) == date(2026, 1, 2)
    assert local_date(WorkCalendar("Pacific/Honolulu"), at) == date(2026, 1, 1)
    for zone, opens in (
        ("Pacific/Kiritimati", utc(2026, 1, 1, 19)),
        ("Pacific/Honolulu", utc(2026, 1, 2, 19)),
    ):
        bounds = working_day_bounds(WorkCalendar(zone), date(2026, 1, 2))
        assert bounds == (opens, opens + 8 * HOUR)


@pytest.mark.parametrize("hours", [(time(9), time(17)), (time(22), time(6))])
def test_apia_had_no_30_december_2011(hours: tuple[time, time]) -> None:
    cal = WorkCalendar("Pacific/Apia", EVERY_DAY, *hours)
    on_the_29th = utc(2011, 12, 29, 20)
    assert local_date(cal, on_the_29th) == date(2011, 12, 29)
    assert not is_working_day(cal, date(2011, 12, 30))
    assert nth_working_day(cal, on_the_29th, 1) == date(2011, 12, 31)


def test_apia_went_from_thursday_evening_to_saturday_morning() -> None:
    cal = WorkCalendar("Pacific/Apia")
    thursday_four_pm = utc(2011, 12, 30, 2)
    assert add_working_time(cal, thursday_four_pm, 2 * HOUR) == utc(2012, 1, 1, 20)


def test_29_february_is_a_day_like_any_other() -> None:
    cal = WorkCalendar("Europe/Berlin")
    assert nth_working_day(cal, utc(2028, 2, 28, 12), 1) == date(2028, 2, 29)
    assert end_of_nth_working_day(cal, utc(2028, 2, 28, 12), 2) == utc(2028, 3, 1, 16)


# ------------------------------------------------------------ what counts as working time


def test_a_shift_holds_its_start_and_not_its_end() -> None:
    cal = WorkCalendar()
    assert is_working(cal, utc(2026, 6, 1, 9))
    assert not is_working(cal, utc(2026, 6, 1, 17))


def test_a_moment_in_working_time_is_its_own_next_working_moment() -> None:
    cal = WorkCalendar()
    assert next_working_moment(cal, utc(2026, 6, 1, 16, 59)) == utc(2026, 6, 1, 16, 59)
    assert next_working_moment(cal, utc(2026, 6, 5, 17)) == utc(2026, 6, 8, 9)


def test_time_that_fills_a_day_ends_with_it() -> None:
    cal = WorkCalendar()
    friday = utc(2026, 6, 5, 9)
    assert add_working_time(cal, friday, 8 * HOUR) == utc(2026, 6, 5, 17)
    assert add_working_time(cal, friday, 8 * HOUR + MICROSECOND) == utc(2026, 6, 8, 9) + MICROSECOND


def test_no_time_ends_where_it_starts_and_less_than_none_is_refused() -> None:
    saturday = utc(2026, 6, 6, 12)
    assert add_working_time(WorkCalendar(), saturday, timedelta()) == saturday
    with pytest.raises(ValueError, match="cannot add"):
        add_working_time(WorkCalendar(), saturday, -MINUTE)


def test_there_is_no_working_time_backwards() -> None:
    assert working_time_between(WorkCalendar(), utc(2026, 6, 2), utc(2026, 6, 1)) == timedelta()


@pytest.mark.parametrize("hour", [3, 12, 20])
@pytest.mark.parametrize("day", [5, 6, 7])  # Friday, which is worked, and the week-end
def test_the_date_one_starts_from_never_counts(day: int, hour: int) -> None:
    cal = WorkCalendar()
    assert nth_working_day(cal, utc(2026, 6, day, hour), 1) == date(2026, 6, 8)
    assert start_of_next_working_day(cal, utc(2026, 6, day, hour)) == utc(2026, 6, 8, 9)
    assert end_of_next_working_day(cal, utc(2026, 6, day, hour)) == utc(2026, 6, 8, 17)


def test_there_is_no_zeroth_working_day() -> None:
    with pytest.raises(ValueError, match="number 0"):
        end_of_nth_working_day(WorkCalendar(), utc(2026, 6, 1), 0)


def test_a_week_may_run_from_sunday_to_thursday() -> None:
    cal = WorkCalendar("Asia/Riyadh", frozenset({6, 0, 1, 2, 3}))
    thursday_five_pm = utc(2026, 6, 4, 14)
    assert next_working_moment(cal, thursday_five_pm) == utc(2026, 6, 7, 6)
    assert nth_working_day(cal, thursday_five_pm, 5) == date(2026, 6, 11)


def test_public_holidays_of_the_country_are_not_worked() -> None:
    christmas = date(2026, 12, 25)
    assert not is_working_day(WorkCalendar("Europe/Berlin", country="DE"), christmas)
    assert is_working_day(WorkCalendar("Europe/Berlin"), christmas)
    # New Year's Day 2028 is a Saturday: the Friday before, of another year, is given instead.
    assert not is_working_day(WorkCalendar("America/New_York", country="US"), date(2027, 12, 31))


def test_days_away_are_not_worked_first_and_last_included() -> None:
    cal = WorkCalendar(away=(DaysAway(date(2026, 6, 2), date(2026, 6, 4)),))
    week = [is_working_day(cal, date(2026, 6, day)) for day in range(1, 6)]
    assert week == [True, False, False, False, True]
    assert add_working_time(cal, utc(2026, 6, 1, 16), 2 * HOUR) == utc(2026, 6, 5, 10)


def test_who_has_no_working_day_never_works() -> None:
    at = utc(2026, 6, 1, 12)
    assert next_working_moment(NOBODY_WORKS, at) is None
    assert add_working_time(NOBODY_WORKS, at, MINUTE) is None
    assert end_of_next_working_day(NOBODY_WORKS, at) is None
    assert start_of_next_working_day(NOBODY_WORKS, at) is None
    assert not is_working(NOBODY_WORKS, at)
    assert working_time_between(NOBODY_WORKS, at, at + 365 * DAY) == timedelta()


def test_a_year_away_ends_and_two_count_as_never_working() -> None:
    at = utc(2026, 6, 1, 12)

    def away_for(days: int) -> WorkCalendar:
        return WorkCalendar(away=(DaysAway(at.date(), at.date() + days * DAY),))

    assert next_working_moment(away_for(365), at) == utc(2027, 6, 2, 9)
    for nothing in (
        next_working_moment(away_for(730), at),
        add_working_time(away_for(730), at - DAY, 200 * HOUR),
        end_of_nth_working_day(away_for(730), at - 30 * DAY, 60),
    ):
        assert nothing is None


def test_time_worked_before_and_after_a_long_absence_is_all_counted() -> None:
    cal = WorkCalendar(away=(DaysAway(date(2026, 6, 2), date(2028, 6, 4)),))
    assert working_time_between(cal, utc(2026, 6, 1), utc(2028, 6, 6)) == 16 * HOUR


# ------------------------------------------------------------ what is refused


@pytest.mark.parametrize(
    "zone", ["", "Mars/Base", "Europe", "../etc/passwd", "UTC\0", "+02:00", "x" * 300]
)
def test_an_unknown_zone_is_refused(zone: str) -> None:
    with pytest.raises(UnknownZoneError, match="no such time zone"):
        WorkCalendar(zone)


@pytest.mark.parametrize("country", ["XX", "de", "DEU", "Germany", ""])
def test_an_unknown_country_is_refused_before_any_arithmetic(country: str) -> None:
    with pytest.raises(UnknownCountryError, match="no public holidays"):
        WorkCalendar(country=country)


def test_hours_and_days_that_cannot_be_are_refused() -> None:
    with pytest.raises(CalendarError, match="begin and end at 09:00"):
        WorkCalendar(start=time(9), end=time(9))
    with pytest.raises(CalendarError, match="whole minute"):
        WorkCalendar(start=time(9, 0, 30))
    with pytest.raises(CalendarError, match="wall times"):
        WorkCalendar(end=time(17, tzinfo=UTC))
    with pytest.raises(CalendarError, match="workdays are 0"):
        WorkCalendar(workdays=frozenset({5, 7}))
    with pytest.raises(CalendarError, match="before they begin"):
        DaysAway(date(2026, 6, 2), date(2026, 6, 1))


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="says no time zone"):
        is_working(WorkCalendar(), datetime(2026, 6, 1, 12))


def test_an_instant_in_another_zone_is_taken_as_the_same_moment_and_answered_in_utc() -> None:
    # The night on which 02:00 to 03:00 comes twice: three hours after 01:00, a clock says 03:00.
    one_o_clock = datetime(2026, 10, 25, 1, tzinfo=ZoneInfo("Europe/Berlin"))
    answer = add_working_time(nightly("Europe/Berlin"), one_o_clock, 3 * HOUR)
    assert answer == utc(2026, 10, 25, 2)
    assert answer.tzinfo is UTC
