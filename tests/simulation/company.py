"""A made-up company: people in several zones and work weeks, and who answers for what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random

from bot.domain.vocabulary import Area
from bot.domain.workcal import DaysAway, WorkCalendar
from storage.books import Books
from storage.tables import Person
from tests.simulation.hours import local_date, working_day_at

TEAM = "T0SIM"
BEGIN = datetime(2026, 1, 5, tzinfo=UTC)
"""A Monday."""

# zone, workdays, first and last hour, country
_WORK = [
    ("Europe/Berlin", "01234", 9, 17, "DE"),
    ("Europe/Berlin", "024", 8, 14, "DE"),
    ("Europe/London", "01234", 9, 17, None),
    ("America/New_York", "01234", 9, 17, "US"),
    ("America/Los_Angeles", "01234", 8, 16, None),
    ("Asia/Kolkata", "01234", 10, 18, None),
    ("Asia/Jerusalem", "01236", 9, 17, None),
    ("Asia/Manila", "01234", 22, 6, None),
    ("Australia/Lord_Howe", "01234", 9, 17, None),
]
_AREAS = list(Area)


@dataclass
class Staff:
    """Someone of the company, and what becomes of them: days away are entered ahead of them."""

    user_id: str
    zone: str
    workdays: str
    hours: tuple[int, int]
    country: str | None
    away: list[tuple[datetime, date, date]] = field(default_factory=list)
    """When it was entered; first and last date."""
    leaves_at: datetime | None = None
    answers_after: tuple[float, float] = (0, 4)
    """Hours of working time or so, at least and at most."""
    diligence: float = 0.9

    def calendar(self, now: datetime) -> WorkCalendar:
        """As it was known at `now`."""
        return WorkCalendar(
            zone=self.zone,
            workdays=frozenset(int(digit) for digit in self.workdays),
            start=datetime(2000, 1, 1, self.hours[0]).time(),
            end=datetime(2000, 1, 1, self.hours[1]).time(),
            country=self.country,
            away=tuple(DaysAway(a, b) for entered, a, b in self.away if entered <= now),
        )

    def there(self, now: datetime) -> bool:
        """Whether they could answer for an issue at `now`."""
        if self.leaves_at and self.leaves_at <= now:
            return False
        calendar = self.calendar(now)
        today = working_day_at(calendar, now) or local_date(calendar, now)
        return not any(a <= today <= b for entered, a, b in self.away if entered <= now)


@dataclass(frozen=True)
class Place:
    """A touchpoint and everyone on its ladder but the issue's owner."""

    id: int
    owner: str
    deputy: str | None
    journey_owner: str | None
    sponsor: str | None


@dataclass
class Company:
    people: dict[str, Staff]
    places: dict[int, Place]


def hire(rng: Random, count: int, days: int) -> dict[str, Staff]:
    """People with habits: most answer within hours, some late, a few hardly ever."""
    people = {}
    for number in range(count):
        zone, workdays, begin, end, country = rng.choice(_WORK)
        after, diligence = rng.choices(
            [((0.1, 5.0), 0.95), ((6.0, 70.0), 0.7), ((40.0, 200.0), 0.3)], [0.6, 0.3, 0.1]
        )[0]
        who = Staff(
            f"U{number:05}", zone, workdays, (begin, end), country,
            answers_after=after, diligence=diligence,
        )  # fmt: skip
        for _ in range(rng.randrange(1 + days // 90, 3 + days // 60)):
            first = BEGIN.date() + timedelta(days=rng.randrange(7, days + 7))
            last = first + timedelta(days=rng.choice([0, 0, 1, 4, 9, 13]))
            entered = datetime(first.year, first.month, first.day, tzinfo=UTC)
            known = {each[1:] for each in who.away}
            if (first, last) not in known:
                who.away.append((entered - timedelta(days=rng.randrange(2, 30)), first, last))
        if rng.random() < 0.04:
            who.leaves_at = BEGIN + timedelta(days=rng.uniform(days / 8, days))
        people[who.user_id] = who
    return people


def found(books: Books, rng: Random, people: dict[str, Staff], touchpoints: int) -> Company:
    """Write the company down: journeys, touchpoints, and gaps and doubles in who owns them."""
    books.workspace.install(name="Sim", url="", bot_user_id="UBOT", now=BEGIN)
    for who in people.values():
        books.people.save(
            Person(
                team_id=TEAM, user_id=who.user_id, name=who.user_id, home_team_id=TEAM,
                zone=who.zone, workdays=who.workdays, work_start=who.hours[0] * 60,
                work_end=who.hours[1] * 60, country=who.country, seen_at=BEGIN,
            )
        )  # fmt: skip
    books.session.flush()
    names: Sequence[str] = list(people)
    books.people.add_lead(rng.choice(names))
    stages = []
    for number in range(max(2, touchpoints // 10)):
        journey = books.catalogue.add_journey(f"Journey {number}")
        journey.owner = rng.choice([None, *rng.sample(names, 4)])
        journey.sponsor = rng.choice([None, journey.owner, *rng.sample(names, 6)])
        books.session.add(journey)
        stages.append((books.catalogue.add_stage(journey.id or 0, "Use", 0), journey))
    places = {}
    for number in range(touchpoints):
        stage, journey = rng.choice(stages)
        row = books.catalogue.add_touchpoint(
            f"Touchpoint {number}", rng.choice(_AREAS), BEGIN, stage_id=stage.id
        )
        row.owner = rng.choice(names)
        row.deputy = rng.choice([None, row.owner, *rng.sample(names, 6)])
        books.session.add(row)
        books.session.flush()
        places[row.id or 0] = Place(
            row.id or 0, row.owner, row.deputy, journey.owner, journey.sponsor
        )
    return Company(people, places)
