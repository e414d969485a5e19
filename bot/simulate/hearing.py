"""What is heard when, from whom, and how whoever logs it fills it in."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import accumulate
from random import Random
from typing import Any, Generic, NamedTuple, TypeVar

from bot.domain.vocabulary import Feeling, GotItDone, Severity, Source, WhoseWords
from bot.simulate import words
from bot.simulate.furnish import Company, Spot
from bot.simulate.said import Problem
from bot.text.feeling import guess_feeling

T = TypeVar("T")


class Weighted(Generic[T]):
    """Things of which some are taken more often than others."""

    def __init__(self, weighted: Iterable[tuple[T, float]]) -> None:
        self._things, weights = zip(*weighted, strict=True)
        self._heights = list(accumulate(weights))

    def one(self, rng: Random) -> T:
        height = rng.random() * self._heights[-1]
        thing: T = self._things[min(bisect(self._heights, height), len(self._things) - 1)]
        return thing


_WEEK = (1.0, 1.05, 1.0, 0.95, 0.8, 0.08, 0.05)
_ILL = Weighted([(Feeling.FRUSTRATED, 55), (Feeling.ANGRY, 16), (Feeling.NEUTRAL, 29)])
_WELL = Weighted([(Feeling.HAPPY, 65), (Feeling.DELIGHTED, 35)])
_HOW_GRAVE = Weighted(
    [(Severity.LOW, 12), (Severity.MEDIUM, 67), (Severity.HIGH, 18), (Severity.CRITICAL, 3)]
)
_WHERE = Weighted(
    [
        (Source.CALL, 30), (Source.EMAIL, 22), (Source.SUPPORT_TICKET, 16), (Source.MEETING, 12),
        (Source.CHAT, 10), (Source.REVIEW, 4), (Source.IN_PERSON, 3), (Source.SOCIAL, 2),
        (Source.OTHER, 1),
    ]
)  # fmt: skip


class Heard(NamedTuple):
    """`row`: the observation's columns. `problem`: what it is about, unless it praises or notes."""

    at: datetime
    spot: Spot
    problem: Problem | None
    row: dict[str, Any]


class Hearing:
    """The months of a company, as a stream of what was heard."""

    def __init__(self, company: Company, rng: Random, begins: datetime, until: datetime) -> None:
        self._company = company
        self._rng = rng
        self._begins, self._until = begins, until
        pairs = [(spot, problem) for spot in company.spots for problem in spot.place.problems]
        self._problems = pairs
        self._waves = [self._wave() for _ in pairs]
        reporters = [each.user_id for each in company.roles.reporters]
        self._reporter = Weighted((each, rng.paretovariate(1.6)) for each in reporters)

    def stream(self, count: int) -> Iterator[Heard]:
        """`count` observations, oldest first."""
        days = self._days()
        shares = list(accumulate(weight for _, weight in days))
        done = 0
        for (day, _), share in zip(days, shares, strict=True):
            so_far = round(count * share / shares[-1])
            yield from self._heard_on(day, so_far - done)
            done = so_far

    # -- when -----------------------------------------------------------------------------------

    def _days(self) -> list[tuple[datetime, float]]:
        """Each day's midnight, and how much is heard on it."""
        first = datetime.combine(self._begins.date(), time(), UTC)
        span = (self._until - first) / timedelta(days=1)
        days = []
        for number in range(int(span) + 1):
            day = first + timedelta(days=number)
            grown = 0.7 + 0.6 * number / max(span, 1)
            weight = _WEEK[day.weekday()] * grown * self._rng.uniform(0.7, 1.3)
            part = (self._until - day) / timedelta(hours=18)
            days.append((day, weight * min(1.0, max(part, 0.001))))
        return days

    def _heard_on(self, day: datetime, count: int) -> Iterator[Heard]:
        weights = [self._pressing(wave, day) for wave in self._waves]
        picked = iter(self._rng.choices(range(len(weights)), weights, k=count))
        last = min(day + timedelta(hours=20), self._until)
        earliest = min(day + timedelta(hours=6), day + (last - day) / 2)
        for share in sorted(self._rng.triangular(0, 1, 0.35) for _ in range(count)):
            yield self._one(earliest + (last - earliest) * share, *self._problems[next(picked)])

    def _wave(self) -> tuple[float, list[tuple[datetime, float, float]]]:
        """How present a problem always is, and the weeks in which it is more so."""
        rng, span = self._rng, (self._until - self._begins).days
        waves = [
            (self._begins + timedelta(days=rng.uniform(-14, span)), rng.uniform(10, 50), 6 * size)
            for size in (rng.random() for _ in range(rng.randint(1, 1 + span // 90)))
        ]
        return rng.uniform(0.15, 1.0), waves

    @staticmethod
    def _pressing(wave: tuple[float, list[tuple[datetime, float, float]]], day: datetime) -> float:
        always, waves = wave
        return always + sum(
            height for start, days, height in waves if 0 <= (day - start).days < days
        )

    # -- what -----------------------------------------------------------------------------------

    def _one(self, at: datetime, spot: Spot, problem: Problem) -> Heard:
        rng, kind = self._rng, self._rng.random()
        row: dict[str, Any] = {"at": at, "reporter": self._reporter.one(rng)}
        about: Problem | None = problem
        if kind < 0.55:
            row["words"] = words.complaint(problem, rng)
            self._judge(row, _ILL, 0.72)
        elif kind < 0.62:
            row |= {"words": words.seen(problem, rng), "whose": WhoseWords.SEEN}
            self._judge(row, _ILL, 0.6)
        elif kind < 0.66:
            row |= {"words": words.own_view(problem, rng), "whose": WhoseWords.OWN}
            about = None
        elif kind < 0.84:
            row["words"] = words.praise(spot.place, rng)
            self._judge(row, _WELL, 0.75)
            about = None
        else:
            row["words"] = words.remark(spot.place, rng)
            about = None
        self._fill_in(row, spot)
        if about is None and "feeling" not in row:
            only_guessed(row)
        return Heard(at, spot, about, row)

    def _judge(self, row: dict[str, Any], feelings: Weighted[Feeling], how_often: float) -> None:
        rng = self._rng
        if rng.random() < how_often:
            row["feeling"] = feelings.one(rng)
            if feelings is _ILL:
                row["severity"] = _HOW_GRAVE.one(rng)
        else:
            only_guessed(row)

    def _fill_in(self, row: dict[str, Any], spot: Spot) -> None:
        rng, company = self._rng, self._company
        if rng.random() < 0.93 and row.get("whose") is not WhoseWords.OWN:
            # a few are heard often, most now and then
            place = int(len(company.customer_ids) * rng.random() ** 1.8)
            row["customer_id"] = company.customer_ids[place]
        if (named := rng.random()) < 0.97:
            row |= {"touchpoint_id": spot.id, "touchpoint_guessed": named > 0.88}
        if rng.random() < 0.85:
            row["source"] = _WHERE.one(rng)
        if rng.random() < 0.01:
            row["reporter_hidden"] = True
        if rng.random() < 0.03 and "whose" not in row:
            row["got_it_done"] = rng.choice(list(GotItDone))
            row["edited_at"] = row["at"] + timedelta(minutes=rng.randint(1, 9))


def only_guessed(row: dict[str, Any]) -> None:
    """As if whoever logged it had chosen nothing: a guess opens no issue."""
    feeling = guess_feeling(row["words"])
    row |= {"feeling": feeling, "feeling_guessed": feeling is not None}
    row["severity"] = Severity.MEDIUM
