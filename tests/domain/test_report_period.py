"""What a report covers: local days that end now, or a quarter."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import Refusal, Why
from bot.domain.report_period import DAYS, covered

ZONES = ["UTC", "Europe/Berlin", "America/Santiago", "Pacific/Kiritimati", "Africa/Cairo"]
moments = st.datetimes(
    datetime(2025, 1, 1), datetime(2030, 12, 31), timezones=st.just(ZoneInfo("UTC"))
)


@given(moments, st.sampled_from(ZONES), st.sampled_from(list(DAYS)))
def test_so_many_local_dates_end_now_and_as_many_stand_before(
    now: datetime, zone: str, asked: str
) -> None:
    found, here = covered(asked, now, zone), ZoneInfo(zone)
    today = now.astimezone(here).date()
    assert found.period.end == now
    assert found.days == (today - timedelta(days=DAYS[asked] - 1), today)
    assert found.before.end == found.period.start
    for start, first in (
        (found.period.start, found.days[0]),
        (found.before.start, found.days[0] - timedelta(days=DAYS[asked])),
    ):
        assert start.astimezone(here).date() == first
        assert (start - timedelta(seconds=1)).astimezone(here).date() < first


@given(moments, st.sampled_from(ZONES), st.integers(2024, 2031), st.integers(1, 4))
def test_a_quarter_holds_its_own_local_dates_and_no_other(
    now: datetime, zone: str, year: int, quarter: int
) -> None:
    here, first = ZoneInfo(zone), date(year, 3 * quarter - 2, 1)
    if first > now.astimezone(here).date():
        with pytest.raises(Refusal) as raised:
            covered(f"{year}-Q{quarter}", now, zone)
        assert raised.value.why is Why.UNKNOWN_VALUE
        return
    found = covered(f"{year}q{quarter}", now, zone)
    seen = found.period.start
    days = set()
    while seen < found.period.end:
        days.add(seen.astimezone(here).date())
        seen += timedelta(hours=6)
    assert {(day.year, (day.month + 2) // 3) for day in days} == {(year, quarter)}
    assert min(days) == found.days[0] == first
    assert found.before.end <= found.period.start
    assert found.before.start.astimezone(here).day == 1
    running = found.period.end == now
    assert found.name == f"{year}-Q{quarter}" + (" so far" if running else "")
    if running:
        assert found.before.end - found.before.start <= now - found.period.start


@pytest.mark.parametrize("typed", ["30", "d", "14d", "2026-Q5", "2026", "last week", "1999-Q1"])
def test_anything_else_is_answered_with_what_there_is(typed: str) -> None:
    with pytest.raises(Refusal) as raised:
        covered(typed, datetime(2026, 9, 14, 10, tzinfo=UTC), "UTC")
    assert raised.value.facts["known"] == ["7d", "30d", "90d", "2026-Q3"]
    assert raised.value.typed == typed


def test_thirty_days_is_what_is_meant_where_nothing_is_said() -> None:
    found = covered(" ", datetime(2026, 9, 14, 10, tzinfo=UTC), "UTC")
    assert (found.name, found.days[0]) == ("last 30 days", date(2026, 8, 16))
