"""The scores of a report: what customers answered in the surveys that closed in a period.

The same question, asked at the same touchpoint, is one score however many waves asked it: their
answers are added up, and never their scores averaged (docs/reference/figures.md, "Scores"). What
customers gave themselves and what colleagues recorded stay apart.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.nearest import name_key
from bot.domain.occurrence import Period
from bot.domain.score import Standing
from bot.domain.surveys import KINDS
from bot.domain.surveys.finding import PAST, Finding, PastFigure, Told, find
from bot.domain.wave import Given

MOST_SCORES = 8

Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Asked:
    """One score question of a wave that closed, with the stored answers of customers by how they
    came. number: of the wave. asked: how many were asked to answer themselves, None where nobody
    knows."""

    kind: str
    question: str
    place: str
    closed: datetime
    counts: Mapping[Given, Counts]
    number: int = 0
    anonymous: bool = False
    asked: int | None = None


@dataclass(frozen=True, slots=True)
class ScoreGroup:
    """asked: of how many people `finding` is; None: nobody knows. was: in the time before."""

    given: Given
    finding: Finding
    asked: int | None


@dataclass(frozen=True, slots=True)
class ScorePart:
    """A score of a period. waves: the numbers of those that asked for it, the last first. past: the
    figures of the larger group in each of the last waves, oldest first; empty where there is
    nothing to compare."""

    kind: str
    question: str
    place: str
    waves: tuple[int, ...]
    groups: tuple[ScoreGroup, ...]
    past: tuple[PastFigure, ...]


def scores(asked: Iterable[Asked], period: Period, before: Period) -> tuple[ScorePart, ...]:
    """Scores that were asked for in `period`, by kind, place and wording. `asked` may reach as far
    back as the line of past scores is to."""
    same: defaultdict[tuple[int, str, str], list[Asked]] = defaultdict(list)
    for each in asked:
        key = (list(KINDS).index(each.kind), name_key(each.place), name_key(each.question))
        same[key].append(each)
    parts = [_part(same[key], period, before) for key in sorted(same)]
    return tuple(part for part in parts if part.waves)


def _part(asked: Sequence[Asked], period: Period, before: Period) -> ScorePart:
    kind, question, place = asked[0].kind, asked[0].question, asked[0].place
    asked = [each for each in asked if each.asked or any(each.counts.values())]
    now = [each for each in asked if period.start <= each.closed < period.end]
    then = [each for each in asked if before.start <= each.closed < before.end]
    groups = tuple(
        _group(given, now, then)
        for given in (Given.SELF, Given.RECORDED)
        if any(each.counts.get(given) for each in now)
    )
    last_first = sorted(now, key=lambda each: each.closed, reverse=True)
    waves = tuple(each.number for each in last_first) if groups else ()
    return ScorePart(kind, question, place, waves, groups, _past(asked, groups, period))


def _group(given: Given, now: Sequence[Asked], then: Sequence[Asked]) -> ScoreGroup:
    kind = KINDS[now[0].kind]
    pool = [each for each in now if _may_be_added(each, given)]
    known = [each.asked for each in pool if each.asked is not None]
    return ScoreGroup(
        given,
        find(kind, _added(pool, given), before=_added(then, given)),
        sum(known) if given is Given.SELF and len(known) == len(pool) and pool else None,
    )


def _added(asked: Iterable[Asked], given: Given) -> Counts:
    total: Counter[str] = Counter()
    for each in asked:
        if _may_be_added(each, given):
            total.update(each.counts.get(given, {}))
    return total


def _may_be_added(each: Asked, given: Given) -> bool:
    """Not anonymous answers that are not told in full: added to others they would be, by
    subtraction."""
    return not each.anonymous or _found(each, given).told is Told.ALL


def _found(each: Asked, given: Given) -> Finding:
    return find(KINDS[each.kind], each.counts.get(given, {}), anonymous=each.anonymous)


def _past(
    asked: Sequence[Asked], groups: Sequence[ScoreGroup], period: Period
) -> tuple[PastFigure, ...]:
    """Rough figures are left out: side by side they would be compared."""
    if not groups:
        return ()
    given = max(groups, key=lambda group: group.finding.n).given
    line = []
    for each in sorted(asked, key=lambda each: each.closed):
        found = _found(each, given)
        firm = found.standing is Standing.FIRM and found.told is Told.ALL
        if firm and found.figure is not None and each.closed < period.end:
            line.append(PastFigure(each.closed, found.n, found.figure))
    drawn = len(line) > 1 and line[-1].closed >= period.start
    return tuple(line[-PAST:]) if drawn else ()
