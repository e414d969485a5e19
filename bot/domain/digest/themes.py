"""What hurts most, as themes: what they are called, how many customers, and one's words.

Source: docs/reference/figures.md, "Themes".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.digest.material import FOUR_WEEKS, Material, Quote
from bot.domain.digest.records import Behind, Part, PartOf
from bot.domain.heard import Heard, customers
from bot.domain.journey import whole
from bot.domain.occurrence import WEEK

MOST = 3


@dataclass(frozen=True, slots=True)
class Theme:
    """Customers in the period, in the week before it, and in a mean week of the four before it.
    verbatim: "" when nobody may be quoted. behind: the observations, the newest first. issues: what
    those opened."""

    name: str
    this_week: int
    last_week: int
    four_week_average: int
    verbatim: str
    behind: Behind = field(default_factory=Behind)
    issues: frozenset[int] = frozenset()


def hurts(heard: Heard) -> bool:
    """Frustrated or angry, or grave whatever was felt."""
    return (heard.feeling is not None and heard.feeling.negative) or (
        heard.severity.grave and not (heard.feeling and heard.feeling.positive)
    )


def themes_by_touchpoint(material: Material, quote: Quote) -> list[Theme]:
    """The touchpoints where most customers were hurt, at most three."""
    return most(by_touchpoint(material, quote).values())


def by_touchpoint(material: Material, quote: Quote) -> dict[int, Theme]:
    """Each touchpoint where somebody was hurt. What has no touchpoint is no theme: it has no
    name."""
    start, end = material.period.start, material.period.end
    groups: defaultdict[int, list[Heard]] = defaultdict(list)
    for each in material.between(start - FOUR_WEEKS, end):
        if each.touchpoint in material.places and hurts(each):
            groups[each.touchpoint or 0].append(each)
    return {
        touchpoint: counted(material.place(touchpoint), group, start, quote)
        for touchpoint, group in groups.items()
    }


def told_by_words(
    whole: Mapping[int, Theme], spoken: Sequence[tuple[int | None, Theme]]
) -> list[Theme]:
    """At most three: touchpoints, each told by what is said there where at least half of this
    week's hurt customers say it, and what is said nowhere in particular.

    `spoken`: (touchpoint, theme of customers' words), those of most customers first.
    """
    places = dict(whole)
    for touchpoint, theme in reversed(spoken):
        place = whole.get(touchpoint or 0)
        if touchpoint and place and 2 * theme.this_week >= place.this_week:
            places[touchpoint] = theme
    nowhere = [theme for touchpoint, theme in spoken if touchpoint not in whole]
    return most([*places.values(), *nowhere])


def most(found: Iterable[Theme]) -> list[Theme]:
    """The three with most customers in the period, themes of nobody left out."""
    ranked = sorted(found, key=lambda theme: (-theme.this_week, -theme.last_week, theme.name))
    return [theme for theme in ranked[:MOST] if theme.this_week]


def counted(
    name: str, group: Sequence[Heard], start: datetime, quote: Quote, central: int | None = None
) -> Theme:
    """A theme of these observations, from four weeks before `start` on.

    `central`: whose words say best what it is about; without one, the gravest are quoted.
    """
    this = [each for each in group if each.at >= start]
    last = [each for each in group if start - WEEK <= each.at < start]
    weeks = [
        len(
            customers(
                each for each in group if start - (n + 1) * WEEK <= each.at < start - n * WEEK
            )
        )
        for n in range(4)
    ]
    newest = sorted(group, key=lambda each: (each.at, each.id), reverse=True)
    average = whole(sum(weeks) / 4)
    return Theme(
        name=name,
        this_week=len(customers(this)),
        last_week=len(customers(last)),
        four_week_average=average,
        verbatim=verbatim(this, quote) if central is None else quote(central),
        behind=Behind(
            tuple(each.id for each in newest),
            parts=(
                Part(PartOf.THIS, len(this), len(customers(this))),
                Part(PartOf.LAST, len(last), len(customers(last))),
                Part(PartOf.EARLIER, len(group) - len(this) - len(last), average),
            ),
        ),
        issues=frozenset(each.issue for each in group if each.issue is not None),
    )


def verbatim(group: Iterable[Heard], quote: Quote) -> str:
    """The gravest customer's own words, the newest of them."""
    quotable = [each for each in group if each.quotable]
    ranked = sorted(quotable, key=lambda each: (each.severity.rank, each.at, each.id))
    return quote(ranked[-1].id) if ranked else ""
