"""The ladder against a second opinion that plays the days one by one."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.ladder import Ladder, Rung, climbs_at, next_rung, people_at
from bot.domain.workcal import DaysAway, WorkCalendar, next_opening, working_day_at
from tests.domain.workcal_oracle import ZONES, MinuteOracle, calendars, dates_in

CASES = 100_000 if os.environ.get("EARSHOT_PROVE") else 300

people = st.sampled_from("ABCDE")
ladders = st.builds(Ladder, people, *[st.none() | people] * 3)
DESK = WorkCalendar("Europe/Berlin")


def climbed(ladder: Ladder) -> list[tuple[Rung, str]]:
    """A whole round with people who stay where they are."""
    reached, heard, rungs = None, set[str](), []
    while (rung := next_rung(ladder, reached, heard)) is not None:
        person = ladder.person(rung)
        assert person is not None
        reached = rung
        heard.add(person)
        rungs.append((rung, person))
    return rungs


def naively(order: list[str | None]) -> list[tuple[int, str]]:
    """Walk the four names and strike out whoever is missing or came before."""
    return [(place, name) for place, name in enumerate(order) if name and name not in order[:place]]


@settings(max_examples=CASES)
@given(ladders)
def test_a_round_is_the_four_names_without_gaps_and_repetitions(ladder: Ladder) -> None:
    order = [ladder.owner, ladder.deputy, ladder.journey_owner, ladder.sponsor]
    assert [(int(rung), name) for rung, name in climbed(ladder)] == naively(order)


@settings(max_examples=CASES)
@given(st.lists(ladders, min_size=1, max_size=8))
def test_whoever_changes_meanwhile_no_rung_and_no_person_comes_twice(days: list[Ladder]) -> None:
    """A day, a ladder: the catalogue may be edited and people may leave between two rungs."""
    reached: Rung | None = None
    heard: list[str] = []
    for ladder in days:
        rung = next_rung(ladder, reached, heard)
        names = [ladder.owner, ladder.deputy, ladder.journey_owner, ladder.sponsor]
        start = 0 if reached is None else reached + 1
        left = [n for n in range(start, 4) if names[n] and names[n] not in heard]
        assert rung == (left[0] if left else None)
        if rung is not None:
            heard.append(ladder.person(rung) or "")
            reached = rung
    assert len(set(heard)) == len(heard)


@given(ladders)
def test_the_deputys_rung_is_the_owners_too(ladder: Ladder) -> None:
    assert people_at(ladder, Rung.OWNER) == (ladder.owner,)
    expected = [ladder.owner] + ([ladder.deputy] if ladder.deputy else [])
    assert people_at(ladder, Rung.DEPUTY) == tuple(dict.fromkeys(expected))
    assert people_at(ladder, Rung.SPONSOR) == ((ladder.sponsor,) if ladder.sponsor else ())


moments = st.datetimes(datetime(2025, 1, 1), datetime(2030, 12, 31)).map(
    lambda at: at.replace(tzinfo=UTC)
)


@settings(max_examples=CASES)
@given(moments, st.integers(1, 60))
def test_there_is_one_rung_a_working_day_however_often_it_is_looked_at(
    missed_at: datetime, minutes: int
) -> None:
    """Looked at every few minutes for a week and a half: each rung on a day of its own."""
    since, reached, days = missed_at, None, list[date]()
    moment = missed_at
    step = timedelta(minutes=minutes * 10)
    while moment < missed_at + timedelta(days=11) and reached is not Rung.SPONSOR:
        may_at = climbs_at(DESK, since, reached=reached, critical=False)
        day = working_day_at(DESK, moment)
        if may_at and may_at <= moment and day:
            reached = Rung(0 if reached is None else reached + 1)
            since = moment
            days.append(day)
        moment += step
    assert days == sorted(set(days))
    assert all(day.weekday() < 5 for day in days)
    missed_on = working_day_at(DESK, missed_at)
    assert missed_on not in days, "the owner hears with the next working day"


@settings(max_examples=CASES // 10)
@given(st.data())
def test_openings_and_days_are_what_the_wall_clock_says(data: st.DataObject) -> None:
    zone = data.draw(st.sampled_from(ZONES))
    first = data.draw(dates_in(zone))
    cal = data.draw(calendars(zone, first))
    oracle = MinuteOracle(cal, first, 11)  # the last shift may end a day later
    minute = data.draw(st.integers(0, 10 * 24 * 60 - 1))
    at = datetime.combine(first, time(), UTC) + timedelta(minutes=minute)
    shifts = [oracle.shift_of(first + timedelta(days=n)) for n in range(-2, 11)]
    inside = [shift for shift in shifts if shift and shift[0] <= at < shift[1]]
    assert (working_day_at(cal, at) is not None) == bool(inside) == oracle.is_working(at)
    later = [shift[0] for shift in shifts if shift and shift[0] > at]
    ours = next_opening(cal, at)
    assert ours == min(later) if later else ours is None or ours > at


def test_critical_waits_for_working_time_only() -> None:
    at = datetime(2026, 9, 14, 9, tzinfo=UTC)  # Monday, 11:00 in Berlin
    assert climbs_at(DESK, at, reached=None, critical=True) == at
    assert climbs_at(DESK, at, reached=Rung.OWNER, critical=True) == at + timedelta(hours=22)


def test_days_away_put_the_next_rung_off() -> None:
    at = datetime(2026, 9, 14, 9, tzinfo=UTC)
    away = WorkCalendar("UTC", away=(DaysAway(date(2026, 9, 15), date(2026, 9, 16)),))
    assert climbs_at(away, at, reached=Rung.OWNER, critical=False) == datetime(
        2026, 9, 17, 9, tzinfo=UTC
    )
