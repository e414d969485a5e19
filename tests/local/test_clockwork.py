"""Where a leap ends, and where the clock begins."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.local.clockwork import opening_time, target
from bot.sandbox.page import Leap

BERLIN = ZoneInfo("Europe/Berlin")
moments = st.datetimes(datetime(2024, 1, 1), datetime(2029, 1, 1)).map(
    lambda naive: naive.replace(tzinfo=UTC)
)


@given(moments, st.sampled_from(list(Leap)))
def test_a_leap_goes_forward_and_never_past_a_week(now: datetime, leap: Leap) -> None:
    end = target(leap, now, BERLIN)
    assert now < end <= now + timedelta(days=7, hours=1)


@given(moments)
def test_monday_is_the_next_monday_at_nine(now: datetime) -> None:
    end = target(Leap.MONDAY, now, BERLIN).astimezone(BERLIN)
    assert (end.weekday(), end.hour, end.minute) == (0, 9, 0)
    before = (end.replace(tzinfo=None) - timedelta(days=7)).replace(tzinfo=BERLIN)
    assert before.astimezone(UTC) <= now


def test_a_day_is_a_calendar_day_also_when_clocks_change() -> None:
    before = datetime(2026, 10, 24, 10, 0, tzinfo=BERLIN)
    end = target(Leap.DAY, before.astimezone(UTC), BERLIN)
    assert end.astimezone(BERLIN).replace(tzinfo=None) == datetime(2026, 10, 25, 10, 0)
    assert end - before.astimezone(UTC) == timedelta(hours=25)


@given(moments)
def test_the_workspace_opens_in_office_hours_and_never_in_the_past(now: datetime) -> None:
    opens = opening_time(now, BERLIN)
    local = opens.astimezone(BERLIN)
    assert opens >= now
    assert local.weekday() < 5
    assert 10 <= local.hour < 15


@pytest.mark.parametrize("day", range(7))
def test_at_noon_on_a_working_day_it_is_simply_now(day: int) -> None:
    noon = datetime(2026, 9, 14 + day, 12, 0, tzinfo=BERLIN).astimezone(UTC)
    assert (opening_time(noon, BERLIN) == noon) == (day < 5)
