"""The arithmetic of scores: what a group of answers says, how sure that is, and what has changed.

Every figure is made of counts, so that groups are pooled by adding them (`+`) and never by
averaging scores. The rules are docs/reference/figures.md, "Scores"; each formula names its source.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar

from bot.domain.student import two_sided

Z = 1.96
"""The normal quantile of a two-sided 95 % interval."""

FEW = 5
"""Below so many answers nothing is said but that they are too few."""

FIRM = 30
"""Below so many answers a figure is rough, and compared with nothing."""


class Standing(StrEnum):
    """How much a number of answers bears."""

    TOO_FEW = "too few to say"
    ROUGH = "rough"
    FIRM = "firm"


def standing(n: int) -> Standing:
    """What `n` answers bear: under 5 nothing, 5 to 29 a rough figure, from 30 on a comparison."""
    if n < FEW:
        return Standing.TOO_FEW
    return Standing.ROUGH if n < FIRM else Standing.FIRM


class Change(StrEnum):
    """What may be said about two waves."""

    RISE = "a real rise"
    FALL = "a real fall"
    NONE = "no real change"


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95 % interval, both ends included, in the unit of its figure."""

    low: float
    high: float

    @property
    def change(self) -> Change:
        """What an interval of a difference says; one that holds 0 says nothing."""
        if self.low > 0:
            return Change.RISE
        return Change.FALL if self.high < 0 else Change.NONE

    def clipped(self, low: float, high: float) -> Interval:
        return Interval(min(max(self.low, low), high), max(min(self.high, high), low))


T = TypeVar("T", bound="Measure")


class Measure(Protocol):
    """A figure made of counts. `value` and intervals of no answers are None."""

    @property
    def n(self) -> int: ...

    @property
    def value(self) -> float | None: ...

    @property
    def interval(self) -> Interval | None: ...

    def since(self: T, was: T) -> Interval | None:
        """The interval of the difference, now less `was`; None where there is none."""
        ...

    def __add__(self: T, other: T) -> T: ...


def change(now: T, was: T) -> Change | None:
    """What may be said about `now` after `was`; None where either is too rough to be compared."""
    if min(now.n, was.n) < FIRM:
        return None
    difference = now.since(was)
    return difference.change if difference else Change.NONE


def whole(value: float) -> int:
    """To the nearest whole point, halves away from zero (so that +0.5 and -0.5 look alike)."""
    return int(math.copysign(math.floor(abs(value) + 0.5), value))


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `n` answers. Its value and interval run from 0 to 1, differences from -1 to 1."""

    hits: int
    n: int

    @property
    def value(self) -> float | None:
        return self.hits / self.n if self.n else None

    @property
    def interval(self) -> Interval | None:
        """Wilson's, without correction for continuity (Brown, Cai, DasGupta 2001, formula 4)."""
        if not self.n:
            return None
        share, square = self.hits / self.n, Z * Z
        middle = (share + square / (2 * self.n)) / (1 + square / self.n)
        spread = share * (1 - share) / self.n + square / (4 * self.n * self.n)
        half = Z * math.sqrt(spread) / (1 + square / self.n)
        # at the ends the formula gives 0 and 1 exactly; the machine nearly
        low = 0.0 if self.hits == 0 else middle - half
        high = 1.0 if self.hits == self.n else middle + half
        return Interval(low, high).clipped(0, 1)

    def since(self, was: Share) -> Interval | None:
        """Newcombe 1998, method 10: the two Wilson intervals, squared and added."""
        mine, theirs = self.interval, was.interval
        if mine is None or theirs is None:
            return None
        now, before = self.hits / self.n, was.hits / was.n
        down = math.hypot(now - mine.low, theirs.high - before)
        up = math.hypot(mine.high - now, before - theirs.low)
        return Interval(now - before - down, now - before + up)

    def __add__(self, other: Share) -> Share:
        return Share(self.hits + other.hits, self.n + other.n)


@dataclass(frozen=True, slots=True)
class NetPromoters:
    """NPS: 100 (promoters - detractors) / n (Reichheld 2003), from -100 to 100."""

    promoters: int
    detractors: int
    n: int

    @property
    def value(self) -> float | None:
        return 100 * (self.promoters - self.detractors) / self.n if self.n else None

    @property
    def interval(self) -> Interval | None:
        """Adjusted Wald for the difference of two shares (Rocks 2016), clipped to ±100."""
        if not self.n:
            return None
        middle, variance = self._adjusted()
        half = Z * math.sqrt(variance)
        return Interval(100 * (middle - half), 100 * (middle + half)).clipped(-100, 100)

    def since(self, was: NetPromoters) -> Interval | None:
        """The adjusted scores' difference, with the sum of their variances; within ±200."""
        if not (self.n and was.n):
            return None
        (now, mine), (before, theirs) = self._adjusted(), was._adjusted()
        half = Z * math.sqrt(mine + theirs)
        middle = now - before
        return Interval(100 * (middle - half), 100 * (middle + half)).clipped(-200, 200)

    def _adjusted(self) -> tuple[float, float]:
        """(p - d, its variance) with ¾ of an answer added to either side and three in all."""
        n = self.n + 3
        p, d = (self.promoters + 0.75) / n, (self.detractors + 0.75) / n
        return p - d, (p + d - (p - d) ** 2) / n

    def __add__(self, other: NetPromoters) -> NetPromoters:
        return NetPromoters(
            self.promoters + other.promoters, self.detractors + other.detractors, self.n + other.n
        )


@dataclass(frozen=True)
class Mean:
    """The mean of answers on a scale. `counts`: points to answers. Differences are unclipped."""

    counts: Mapping[int, int]
    lowest: int
    highest: int

    @property
    def n(self) -> int:
        return sum(self.counts.values())

    @property
    def value(self) -> float | None:
        n = self.n
        return sum(point * count for point, count in self.counts.items()) / n if n else None

    @property
    def variance(self) -> float | None:
        """Of the sample, with n - 1; None of fewer than two answers."""
        n, mean = self.n, self.value
        if mean is None or n < 2:
            return None
        return sum(count * (point - mean) ** 2 for point, count in self.counts.items()) / (n - 1)

    @property
    def interval(self) -> Interval | None:
        """Student 1908, clipped to the scale. None where all answers are equal: a width of
        nothing would claim certainty."""
        mean, variance = self.value, self.variance
        if mean is None or not variance:
            return None
        half = two_sided(self.n - 1) * math.sqrt(variance / self.n)
        return Interval(mean - half, mean + half).clipped(self.lowest, self.highest)

    def since(self, was: Mean) -> Interval | None:
        """Welch 1947, with Satterthwaite's degrees of freedom; None where neither varies."""
        now, before, mine, theirs = self.value, was.value, self.variance, was.variance
        if now is None or before is None or mine is None or theirs is None:
            return None
        a, b = mine / self.n, theirs / was.n
        if not a + b:
            return None
        df = (a + b) ** 2 / (a * a / (self.n - 1) + b * b / (was.n - 1))
        half = two_sided(df) * math.sqrt(a + b)
        return Interval(now - before - half, now - before + half)

    def __add__(self, other: Mean) -> Mean:
        points = sorted({*self.counts, *other.counts})
        pooled = {each: self.counts.get(each, 0) + other.counts.get(each, 0) for each in points}
        return Mean(pooled, self.lowest, self.highest)
