"""The figures of `/cx report`: rows of facts in, what the page says out; of customers.

Source: docs/reference/figures.md, "Report".
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.digest.content import Answered, JourneyLine, Promises, Waiting
from bot.domain.digest.journeys import judge
from bot.domain.digest.material import Material, Quote
from bot.domain.digest.records import Behind, Part, PartOf
from bot.domain.digest.settled import answered, promises, waiting
from bot.domain.digest.themes import verbatim
from bot.domain.heard import Heard, customers
from bot.domain.issue import IssueState
from bot.domain.journey_map import MapCell, journey_map
from bot.domain.occurrence import Period
from bot.domain.pain import by_touchpoint, pains
from bot.domain.promise import PromiseState
from bot.domain.report_scores import ScorePart
from bot.domain.vocabulary import Feeling

MOST_PLACES, MOST_ANSWERED, MOST_BROKEN, MOST_GOOD = 8, 12, 8, 3
DAILY_UP_TO = timedelta(days=8)


@dataclass(frozen=True, slots=True)
class Count:
    """A figure of the period, and of the one before it."""

    now: int
    before: int


@dataclass(frozen=True, slots=True)
class Bar:
    """A day, or a week by its first day: customers heard, and those of them let down."""

    first: date
    customers: int
    hurt: int


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A touchpoint: customers frustrated or angry there, its pain at the period's end."""

    name: str
    area: str
    customers: Count
    pain: float
    verbatim: str
    behind: Behind = field(default_factory=Behind)


@dataclass(frozen=True, slots=True)
class ThemeLine:
    """What several customers said: their words, how many in the period and in the one before."""

    name: str
    customers: Count
    verbatim: str
    behind: Behind = field(default_factory=Behind)


@dataclass(frozen=True, slots=True)
class JourneyPart:
    """A journey as it stands at the period's end; `cells` by (stage, area)."""

    line: JourneyLine
    stages: tuple[str, ...]
    cells: Mapping[tuple[int, int], MapCell]


@dataclass(frozen=True, slots=True)
class GoodWords:
    words: str
    place: str


@dataclass(frozen=True, slots=True)
class Report:
    """`kept` of those kept or broken, as `Count`s. daily: bars are days, else weeks. behind: the
    records behind the numbers, by name."""

    customers: Count
    hurt: Count
    observations: Count
    colleagues: int
    opened: Count
    resolved: Count
    told: int
    to_tell: int
    promises: Promises
    kept_before: tuple[int, int]
    unresolved: int
    waiting: Waiting
    bars: tuple[Bar, ...]
    daily: bool
    places: tuple[PlaceLine, ...]
    themes: tuple[ThemeLine, ...]
    scores: tuple[ScorePart, ...]
    answered: tuple[Answered, ...]
    journeys: tuple[JourneyPart, ...]
    good: tuple[GoodWords, ...]
    behind: Mapping[str, Behind] = field(default_factory=dict)


def report(
    material: Material,
    before: Period,
    opened: Iterable[tuple[int, datetime, int | None]],
    themes: Sequence[ThemeLine],
    scores: Sequence[ScorePart],
    quote: Quote,
    now: datetime,
) -> Report:
    """`material` covers the period and `before`. opened: (id, when, touchpoint) of issues."""
    period, behind = material.period, dict[str, Behind]()
    heard = material.between(period.start, period.end)
    earlier = material.between(before.start, before.end)
    said, resolved, told, to_tell = answered(material, quote, behind, most=MOST_ANSWERED)
    begun = [(row_id, at) for row_id, at, touchpoint in opened if material.within(touchpoint)]
    unresolved = [
        case.id
        for case in material.cases
        if case.state.unresolved and material.within(case.touchpoint)
    ]
    places = _places(material, heard, earlier, quote)
    behind["heard"] = compared(heard, earlier)
    behind["hurt"] = compared(_negative(heard), _negative(earlier))
    behind["opened"] = Behind(issues=tuple(row_id for row_id, at in begun if at >= period.start))
    behind["unresolved"] = Behind(issues=tuple(unresolved))
    behind |= {f"place{at}": line.behind for at, line in enumerate(places)}
    behind |= {f"theme{at}": line.behind for at, line in enumerate(themes)}
    daily = period.end - period.start <= DAILY_UP_TO
    return Report(
        customers=Count(len(customers(heard)), len(customers(earlier))),
        hurt=Count(len(hurt(heard)), len(hurt(earlier))),
        observations=Count(len(heard), len(earlier)),
        colleagues=len({each.reporter for each in heard}),
        opened=Count(*(_in([at for _, at in begun], span) for span in (period, before))),
        resolved=Count(resolved, _in(_resolved(material), before)),
        told=told,
        to_tell=to_tell,
        promises=promises(material, False, behind, most=MOST_BROKEN),
        kept_before=_kept(material, before),
        unresolved=len(unresolved),
        waiting=waiting(material, now, behind),
        bars=_bars(material, 1 if daily else 7),
        daily=daily,
        places=places,
        themes=tuple(themes),
        scores=tuple(scores),
        answered=said,
        journeys=tuple(
            JourneyPart(
                judge(material, plan, behind),
                tuple(plan.stages.values()),
                journey_map(material, plan),
            )
            for plan in material.journeys
        ),
        good=_good(material, heard, quote),
        behind=behind,
    )


def hurt(heard: Iterable[Heard]) -> set[int]:
    """Customers who were frustrated or angry."""
    return customers(_negative(heard))


def _negative(heard: Iterable[Heard]) -> list[Heard]:
    return [each for each in heard if each.feeling is not None and each.feeling.negative]


def compared(now: Collection[Heard], before: Collection[Heard]) -> Behind:
    """The records behind a figure of the period and of the one before, the newest first."""
    newest = sorted(now, key=_newest, reverse=True) + sorted(before, key=_newest, reverse=True)
    return Behind(
        tuple(each.id for each in newest),
        parts=(
            Part(PartOf.THIS, len(now), len(customers(now))),
            Part(PartOf.BEFORE, len(before), len(customers(before))),
        ),
    )


def _newest(heard: Heard) -> tuple[datetime, int]:
    return heard.at, heard.id


def _in(moments: Iterable[datetime], period: Period) -> int:
    return sum(period.start <= at < period.end for at in moments)


def _resolved(material: Material) -> list[datetime]:
    return [
        case.resolved_at
        for case in material.cases
        if case.resolved_at is not None
        and case.state in (IssueState.RESOLVED, IssueState.CLOSED)
        and material.within(case.touchpoint)
    ]


def _kept(material: Material, period: Period) -> tuple[int, int]:
    """Promises kept, of those kept or broken, that were due in a period."""
    states = Counter(
        pledge.state
        for pledge in material.pledges
        if period.start <= pledge.due_at < period.end and material.within(pledge.touchpoint)
    )
    kept = states[PromiseState.KEPT]
    return kept, kept + states[PromiseState.BROKEN]


def _bars(material: Material, days: int) -> tuple[Bar, ...]:
    """Days, or whole weeks that end with the period's last day: the first may begin before it."""
    period, zone = material.period, ZoneInfo(material.zone)
    last = (period.end - timedelta(microseconds=1)).astimezone(zone).date()
    first = period.start.astimezone(zone).date()
    groups: defaultdict[int, list[Heard]] = defaultdict(list)
    for each in material.between(period.start - timedelta(days=days), period.end):
        groups[(last - each.at.astimezone(zone).date()).days // days].append(each)
    return tuple(
        Bar(
            last - timedelta(days=(back + 1) * days - 1),
            len(customers(groups[back])),
            len(hurt(groups[back])),
        )
        for back in range((last - first).days // days, -1, -1)
    )


def _places(
    material: Material, heard: Sequence[Heard], earlier: Sequence[Heard], quote: Quote
) -> tuple[PlaceLine, ...]:
    """Touchpoints by pain at the period's end, then by customers let down in the period."""
    pain = by_touchpoint(pains(material.cases, material.heard, material.period.end))
    lines = []
    for place in material.places.values():
        if not material.within(place.id):
            continue
        here = _negative(each for each in heard if each.touchpoint == place.id)
        there = _negative(each for each in earlier if each.touchpoint == place.id)
        points = pain.get(place.id, 0.0)
        if here or points:
            lines.append(
                PlaceLine(
                    place.name,
                    place.area.label,
                    Count(len(customers(here)), len(customers(there))),
                    points,
                    verbatim(here, quote),
                    compared(here, there),
                )
            )
    lines.sort(key=lambda line: (-line.pain, -line.customers.now, line.name))
    return tuple(lines[:MOST_PLACES])


def _good(material: Material, heard: Sequence[Heard], quote: Quote) -> tuple[GoodWords, ...]:
    """The newest words of the delighted, then of the happy, one a customer."""
    found: dict[int, GoodWords] = {}
    for feeling in (Feeling.DELIGHTED, Feeling.HAPPY):
        for each in sorted(heard, key=_newest, reverse=True):
            if len(found) == MOST_GOOD:
                return tuple(found.values())
            fits = each.feeling is feeling and each.quotable and each.customer not in found
            if fits and (words := quote(each.id)):
                found[each.customer] = GoodWords(words, material.place(each.touchpoint))
    return tuple(found.values())
