"""One digest a local date in every zone, and periods that join. `EARSHOT_PROVE=1`: all zones, all
half hours of each kind of zone, 2025 to 2030."""

from __future__ import annotations

import os
import random
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.occurrence import (
    WEEK,
    Period,
    Weekly,
    following,
    goes_out_at,
    latest,
    occurrence_of,
    period,
    weeks_covered,
)

PROVE = bool(os.environ.get("EARSHOT_PROVE"))
ZONES = sorted(available_timezones() - {"localtime", "Factory"})
TRICKY = ["America/Santiago", "Africa/Cairo", "Asia/Beirut", "America/St_Johns", "Pacific/Chatham"]
FIRST, LAST = date(2025, 1, 1), date(2030, 12, 31)
SAMPLED = ZONES if PROVE else [*TRICKY, *random.Random(4).sample(ZONES, 3)]


@lru_cache(maxsize=2)
def wall_clock(zone: str) -> dict[datetime, datetime]:
    """Naive: walk through the quarter hours and write down what the wall shows first when. Every
    change of a clock since 2025 lies on one, and so does every half hour of every zone."""
    info, at = ZoneInfo(zone), datetime(2024, 12, 29, tzinfo=UTC)
    seen: dict[datetime, datetime] = {}
    while at < datetime(2031, 1, 3, tzinfo=UTC):
        seen.setdefault(at.astimezone(info).replace(tzinfo=None), at)
        at += timedelta(minutes=15)
    return seen


first_like_it: dict[tuple[tuple[datetime, datetime], ...], str] = {}


def is_first_of_its_like(zone: str) -> bool:
    """Whether no zone before it shows the same at each of these quarter hours. There are 65 kinds,
    most of them under many names."""
    changes: list[tuple[datetime, datetime]] = []
    ahead = None
    for wall, at in wall_clock(zone).items():
        if ahead != (ahead := wall - at.replace(tzinfo=None)):
            changes.append((wall, at))
    return first_like_it.setdefault(tuple(changes), zone) == zone


def half_hours(zone: str) -> Iterable[int]:
    """All of them once for each kind of zone, some for each name."""
    return range(48) if PROVE and is_first_of_its_like(zone) else (0, 1, 4, 5, 18, 47)


def oracle(zone: str, wall: datetime) -> datetime:
    """The first instant at which the wall shows `wall`, or anything later."""
    seen = wall_clock(zone)
    while wall not in seen:
        wall += timedelta(minutes=15)
    return seen[wall]


@pytest.mark.timeout(7200)
@pytest.mark.parametrize("zone", SAMPLED)
def test_every_local_date_has_one_occurrence_at_the_first_instant_the_wall_shows_it(
    zone: str,
) -> None:
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    for half_hour in half_hours(zone):
        weekly = Weekly(0, half_hour, zone)
        made = [occurrence_of(weekly, day).at for day in days]
        walls = (datetime.combine(day, weekly.wall) for day in days)
        assert made == [oracle(zone, wall) for wall in walls], weekly
        assert all(one < other for one, other in pairwise(made)), weekly


@pytest.mark.parametrize("zone", SAMPLED)
def test_periods_join_without_gap_or_overlap(zone: str) -> None:
    dice = random.Random(zone)
    for half_hour in half_hours(zone):
        weekly = Weekly(dice.randrange(7), half_hour, zone)
        found = latest(weekly, datetime(2025, 1, 9, tzinfo=UTC))
        end = None
        while found.day <= LAST:
            covered = period(weekly, found, end)
            assert covered.start < covered.end == found.at
            assert end is None or covered.start == end
            assert weeks_covered(weekly, covered) == 1
            assert latest(weekly, found.at) == found
            assert latest(weekly, found.at - timedelta(microseconds=1)).day == found.day - WEEK
            end, found = covered.end, following(weekly, found.at)


instants = st.datetimes(datetime(2025, 2, 1), datetime(2030, 12, 1), timezones=st.just(UTC))
weeklies = st.builds(
    Weekly, st.integers(0, 6), st.integers(0, 47), st.sampled_from(ZONES if PROVE else TRICKY)
)


@given(weeklies, instants)
def test_the_latest_is_the_last_that_is_not_ahead(weekly: Weekly, now: datetime) -> None:
    info = ZoneInfo(weekly.zone)
    near = [now.astimezone(info).date() + timedelta(days=n) for n in range(-9, 3)]
    days = [day for day in near if day.weekday() == weekly.weekday]
    past = [one for day in days if (one := occurrence_of(weekly, day)).at <= now]
    assert latest(weekly, now) == past[-1]
    assert following(weekly, now).at > now


@given(weeklies, instants, st.integers(0, 60))
def test_after_downtime_one_digest_covers_the_whole_gap(
    weekly: Weekly, before: datetime, days: int
) -> None:
    last = latest(weekly, before)
    now = before + timedelta(days=days)
    if (found := latest(weekly, now)) == last:
        return
    covered = period(weekly, found, last.at)
    assert covered == Period(last.at, found.at)
    assert weeks_covered(weekly, covered) == (found.day - last.day).days // 7


@settings(max_examples=2_000 if PROVE else 50)
@given(weeklies, instants, st.timedeltas(timedelta(), timedelta(days=3)))
def test_what_comes_late_comes_at_once_by_day_and_at_eight_by_night(
    weekly: Weekly, near: datetime, late: timedelta
) -> None:
    found = latest(weekly, near)
    now = found.at + late
    goes = goes_out_at(weekly, found, now)
    local = goes.astimezone(ZoneInfo(weekly.zone))
    if late <= timedelta(minutes=15):
        assert goes == now
    else:
        assert goes == now or local.strftime("%H:%M") == "08:00"
        assert "08:00" <= local.strftime("%H:%M") < "20:00"
        assert now <= goes <= now + timedelta(hours=14)
