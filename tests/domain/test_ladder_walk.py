"""A round of the ladder, walked tick by tick by copies whose clocks differ, with downtime, against
a second opinion that lists working days. `EARSHOT_PROVE=1`: 100,000 walks over all zones."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.ladder import Ladder, Rung, climbs_at, next_rung
from bot.domain.workcal import WorkCalendar, working_day_at
from tests.domain.workcal_oracle import ZONES, MinuteOracle, calendars, dates_in

CALENDARS, WALKS = (500, 200) if os.environ.get("EARSHOT_PROVE") else (10, 20)
DAYS = 10
MINUTE, SKEW = timedelta(minutes=1), timedelta(minutes=5)

Rungs = list[tuple[date, int, str]]


@dataclass
class Walked:
    """As the chores "ladders" and "mornings" do at each tick; what is kept survives restarts."""

    cal: WorkCalendar
    ladder: Ladder
    missed_at: datetime
    critical: bool
    begun: date = date.min
    since: datetime | None = None
    reached: Rung | None = None
    heard: set[str] = field(default_factory=set)
    rungs: Rungs = field(default_factory=list)
    mornings: list[tuple[datetime, date]] = field(default_factory=list)

    def tick(self, now: datetime) -> None:
        if self.since is None and self.missed_at <= now:
            self.since = self.missed_at
        day = working_day_at(self.cal, now)
        if day is None:
            return
        if self.since is not None:
            self._climb(self.since, day, now)
        if day > self.begun:
            self.begun = day
            self.mornings.append((now, day))

    def _climb(self, since: datetime, day: date, now: datetime) -> None:
        at_once = self.critical and self.reached is None
        if not at_once and day <= self.begun:
            return
        may_at = climbs_at(self.cal, since, reached=self.reached, critical=self.critical)
        rung = next_rung(self.ladder, self.reached, self.heard)
        if may_at is None or may_at > now or rung is None:
            return
        person = self.ladder.person(rung) or ""
        self.reached, self.since = rung, now
        self.heard.add(person)
        self.rungs.append((day, int(rung), person))


def looks(dice: Random, begin: datetime) -> Iterator[datetime]:
    """Moments of ticks, in the order in which they happen: of copies whose clocks are up to five
    minutes wrong, with outages of up to three days."""
    now, end = begin, begin + timedelta(days=DAYS)
    step = dice.choice([7, 20, 45, 90]) * MINUTE
    skews = [dice.uniform(-1, 1) * SKEW for _ in range(dice.randrange(1, 4))]
    while now < end:
        yield now + dice.choice(skews)
        now += step * dice.uniform(0.5, 1)
        if dice.random() < 0.01:
            now += timedelta(hours=dice.choice([1, 9, 26, 72]) * dice.uniform(0.7, 1))


def expected(
    oracle: MinuteOracle,
    ladder: Ladder,
    missed_at: datetime,
    seen: list[datetime],
    *,
    critical: bool,
) -> Rungs:
    """Name by name, one on each working day that began after the last one, if anybody looked."""
    names = [ladder.owner, ladder.deputy, ladder.journey_owner, ladder.sponsor]
    order = [(n, name) for n, name in enumerate(names) if name and name not in names[:n]]
    shifts = []
    for n in range(-2, DAYS + 2):
        day = oracle.begin.date() + timedelta(days=n)
        if shift := oracle.shift_of(day):
            shifts.append((day, *shift))
    rungs: Rungs = []
    after = missed_at
    if critical:
        first = next((now for now in seen if now >= missed_at and oracle.is_working(now)), None)
        if first is None:
            return []
        [day] = [day for day, begin, end in shifts if begin <= first < end]
        rungs.append((day, *order.pop(0)))
        after = first
    for day, begin, end in shifts:
        if order and begin > after and any(begin <= now < end for now in seen):
            rungs.append((day, *order.pop(0)))
    return rungs


@pytest.mark.timeout(7200)
@settings(max_examples=CALENDARS)
@given(st.data())
def test_each_rung_is_taken_once_on_a_working_day_of_its_own_whatever_goes_wrong(
    data: st.DataObject,
) -> None:
    zone = data.draw(st.sampled_from(ZONES))
    first = data.draw(dates_in(zone))
    cal = data.draw(calendars(zone, first))
    oracle = MinuteOracle(cal, first, DAYS + 3)
    dice = Random(data.draw(st.integers(0, 2**32)))
    begin = datetime.combine(first, time(), UTC) + SKEW
    for _ in range(WALKS):
        ladder = Ladder(dice.choice("AB"), *(dice.choice([None, *"ABCD"]) for _ in range(3)))
        missed_at = begin + dice.uniform(0, 4) * timedelta(days=1)
        critical = dice.random() < 0.3
        seen = [now for now in looks(dice, begin) if oracle.begin <= now < oracle.end]
        walked = Walked(cal, ladder, missed_at, critical)
        for now in seen:
            walked.tick(now)
        should = expected(oracle, ladder, missed_at, seen, critical=critical)
        assert walked.rungs == should, (cal, ladder, missed_at, critical)
        days = [day for day, _, _ in walked.rungs]
        assert len(set(days)) == len(days)
        told = [day for _, day in walked.mornings]
        assert told == sorted(set(told)), "one morning a working day"
        assert all(oracle.is_working(now) for now, _ in walked.mornings)
