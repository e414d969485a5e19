"""What a digest is composed from: the rows of one period within one scope, and how to show them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.heard import Case, Heard, Place, Pledge
from bot.domain.occurrence import WEEK, Period

FOUR_WEEKS = 4 * WEEK
LONG = timedelta(days=180)
"""How far back the usual gap of a place is looked for."""

Quote = Callable[[int], str]
"""The words of an observation as the channel may see them; "" when they are gone."""


@dataclass(frozen=True, slots=True)
class JourneyPlan:
    """A journey as the catalogue has it. stages: names by id, in their order. was: its health when
    the period began; last: the last one there was, and when."""

    id: int
    name: str
    stages: Mapping[int, str]
    goal: int | None = None
    score: tuple[float, int] | None = None
    was: int | None = None
    last: int | None = None
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Material:
    """heard: observations of the period and of the four weeks before its end and its start, in any
    order. cases: issues that are unresolved or chosen, and those that ended in the five weeks
    before the end. loops: (issue, whether told) of each customer to be told of what was resolved in
    the period. spoken: when something was heard at each touchpoint, as far back as LONG.
    """

    period: Period
    zone: str
    installed: datetime
    heard: Sequence[Heard]
    cases: Sequence[Case]
    pledges: Sequence[Pledge]
    loops: Sequence[tuple[int, bool]]
    places: Mapping[int, Place]
    journeys: Sequence[JourneyPlan]
    spoken: Mapping[int, Sequence[datetime]]
    names: Mapping[int, str] = field(default_factory=dict)
    """Names of customers where the channel may see them."""
    scope: frozenset[int] | None = None
    """The touchpoints it is about; None: everything, also what has none."""

    def within(self, touchpoint: int | None) -> bool:
        return self.scope is None or touchpoint in self.scope

    def between(self, start: datetime, end: datetime) -> list[Heard]:
        """What was heard from `start` (inclusive) to `end` (exclusive), within the scope."""
        return [
            each for each in self.heard if start <= each.at < end and self.within(each.touchpoint)
        ]

    def place(self, touchpoint: int | None) -> str:
        """Its name; "" for none."""
        found = self.places.get(touchpoint or 0)
        return found.name if found else ""
