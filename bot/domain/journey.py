"""How a whole journey fares.

Source: docs/reference/figures.md, "Journey health", "Blind spot", "Seam".
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from statistics import median

from bot.domain.heard import Case, Place

OVER = timedelta(days=28)
"""The days over which a journey is judged."""
FEWEST_CUSTOMERS, FEWEST_STAGES = 10, 3
FEWEST_ANSWERS, FEWEST_DUE = 10, 3
WORST = 10.0
"""More pain than this makes a customer's journey no worse."""
GOOD, WATCH, STEADY = 80, 60, 5
CRITICAL_CAP, BLIND_CAP = 59, 79
QUIET = timedelta(days=21)
NEW_WORKSPACE = timedelta(days=28)
"""No blind spot is named before."""


class Part(StrEnum):
    """What health is made of; the value is what it is called when it is missing."""

    EXPERIENCE = "experience"
    SCORE = "score"
    FEELING = "feeling"
    PROMISES = "promises"


_SHARES = {Part.EXPERIENCE: 40, Part.SCORE: 25, Part.FEELING: 15, Part.PROMISES: 20}


class Verdict(StrEnum):
    GOOD = "good"
    WATCH = "watch"
    HURTING = "hurting"


@dataclass(frozen=True, slots=True)
class Counted:
    """What a journey's health is reckoned from, over 28 days.

    pain: of each customer heard then or with something unresolved, along the whole journey.
    stages: how many of its stages were heard of. score: its one chosen score as a share, 0 to 1,
    and its number of answers. critical: where an open Critical stands. blind: its blind stages.
    """

    pain: Collection[float]
    stages: int
    positive: int = 0
    negative: int = 0
    observations: int = 0
    kept: int = 0
    broken: int = 0
    score: tuple[float, int] | None = None
    critical: str | None = None
    blind: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Health:
    """value: 0 to 100. uncapped: what it was before a cap, None where none struck. because: the
    place that capped it. missing: parts that were left out, the others weighing more instead."""

    value: int
    customers: int
    uncapped: int | None = None
    because: str = ""
    missing: tuple[Part, ...] = ()

    @property
    def verdict(self) -> Verdict:
        return verdict(self.value)


def verdict(value: int) -> Verdict:
    if value >= GOOD:
        return Verdict.GOOD
    return Verdict.WATCH if value >= WATCH else Verdict.HURTING


def health(counted: Counted) -> Health | None:
    """None: too few to say."""
    customers = len(counted.pain)
    if customers < FEWEST_CUSTOMERS or counted.stages < FEWEST_STAGES:
        return None
    parts = _parts(counted)
    weight = sum(_SHARES[part] for part in parts)
    exact = 100 * sum(_SHARES[part] * value for part, value in parts.items()) / weight
    value, because = whole(exact), ""
    if counted.critical is not None and value > CRITICAL_CAP:
        value, because = CRITICAL_CAP, counted.critical
    elif counted.blind and value > BLIND_CAP:
        value, because = BLIND_CAP, counted.blind[0]
    missing = tuple(part for part in Part if part not in parts)
    return Health(value, customers, whole(exact) if because else None, because, missing)


def whole(exact: float) -> int:
    """Rounded to a whole point, halves up."""
    return math.floor(exact + 0.5)


def _parts(counted: Counted) -> dict[Part, float]:
    parts = {
        Part.EXPERIENCE: sum(1 - min(WORST, pain) / WORST for pain in counted.pain)
        / len(counted.pain)
    }
    if counted.score is not None and counted.score[1] >= FEWEST_ANSWERS:
        parts[Part.SCORE] = counted.score[0]
    if counted.observations:
        balance = (counted.positive - counted.negative) / counted.observations
        parts[Part.FEELING] = (1 + balance) / 2
    if (due := counted.kept + counted.broken) >= FEWEST_DUE:
        parts[Part.PROMISES] = counted.kept / due
    return parts


# -- blind spots ----------------------------------------------------------------------------------


def quiet_since(heard: Sequence[datetime], since: datetime) -> datetime:
    """The last time something was heard; `since` it is there when nothing ever was."""
    return max([since, *heard])


def is_blind(heard: Sequence[datetime], since: datetime, installed: datetime, at: datetime) -> bool:
    """Whether a stage or touchpoint is quiet for longer than 21 days and three times its usual gap,
    which is the median of those between the moments at which something was heard."""
    if at - installed < NEW_WORKSPACE:
        return False
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(sorted(heard))]
    usual = timedelta(seconds=median(gaps)) if gaps else timedelta()
    return at - quiet_since(heard, max(since, installed)) > max(QUIET, 3 * usual)


# -- seams ----------------------------------------------------------------------------------------


def seams(
    cases: Iterable[Case], places: Mapping[int, Place], stages: Mapping[int, str]
) -> list[tuple[str, str]]:
    """(where it was caused, where it was felt) as names of stages, those of most issues first.

    The cause is "Where was it caused?", or where the present owner's own touchpoints lie after a
    reassignment; a seam runs only between stages of this journey whose owners differ.
    """
    owned: dict[str, set[int]] = {}
    for place in places.values():
        if place.owner and place.stage in stages:
            owned.setdefault(place.owner, set()).add(place.stage or 0)
    found: Counter[tuple[str, str]] = Counter()
    for case in cases:
        felt = places.get(case.touchpoint or 0)
        if felt is None or felt.stage not in stages:
            continue
        cause = _cause(case, felt, places, owned)
        if cause is not None and cause in stages:
            found[stages[cause], stages[felt.stage or 0]] += 1
    return [seam for seam, _ in sorted(found.items(), key=lambda item: (-item[1], item[0]))]


def _cause(
    case: Case, felt: Place, places: Mapping[int, Place], owned: Mapping[str, set[int]]
) -> int | None:
    caused = places.get(case.caused_at or 0)
    if caused is not None:
        apart = caused.stage != felt.stage and caused.owner != felt.owner
        return caused.stage if apart else None
    if not case.reassigned or not case.owner or case.owner == felt.owner:
        return None
    own = owned.get(case.owner, set())
    return min(own) if own and felt.stage not in own else None
