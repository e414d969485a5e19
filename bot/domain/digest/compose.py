"""Composes a digest: facts in, what to say out.

Source: docs/reference/figures.md, "Digest".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.digest.content import Asks, Digest, Good, Headline, Hurt, Lead, ScoreLine
from bot.domain.digest.decisions import decide
from bot.domain.digest.headline import headline
from bot.domain.digest.journeys import judge
from bot.domain.digest.material import Material, Quote
from bot.domain.digest.records import Behind
from bot.domain.digest.settled import answered, promises, waiting
from bot.domain.digest.themes import Theme
from bot.domain.heard import Heard, customers
from bot.domain.vocabulary import Feeling


@dataclass(frozen=True, slots=True)
class Composed:
    """behind: the records behind each number, by the name that its button carries."""

    digest: Digest
    behind: Mapping[str, Behind]


def compose(
    material: Material,
    themes: Sequence[Theme],
    quote: Quote,
    *,
    now: datetime,
    scope: str = "",
    weeks: int = 1,
    masked: bool = True,
    named: bool = False,
    scores: Sequence[ScoreLine] = (),
) -> Composed:
    """The digest of `material.period` as things stand at `now` (aware UTC), and what is behind its
    numbers. named: people's names may be said."""
    period, behind = material.period, dict[str, Behind]()
    heard = material.between(period.start, period.end)
    behind["heard"] = Behind(tuple(each.id for each in newest_first(heard)))
    for at, theme in enumerate(themes):
        behind[f"hurt{at}"] = theme.behind
    decisions, more, waiting_for = decide(material, quote, now, behind)
    said, resolved, told, to_tell = answered(material, quote, behind)
    promised = promises(material, named, behind)
    waits = waiting(material, now, behind)
    good = _good(material, heard, quote, masked, behind)
    first = decisions[0].place if decisions else ""
    asked = Headline(Lead.DECISION, first, waiting_for, len(decisions) + len(more))
    zone = ZoneInfo(material.zone)
    digest = Digest(
        scope=scope,
        first=period.start.astimezone(zone).date(),
        last=(period.end - timedelta(microseconds=1)).astimezone(zone).date(),
        weeks=weeks,
        masked=masked,
        headline=headline(material, heard, themes, promised, asked, resolved, waits, good, scores),
        decisions=decisions,
        more_decisions=len(more),
        more_ask=tuple(why for why in Asks if why in more),
        answered=said,
        resolved=resolved,
        told=told,
        to_tell=to_tell,
        promises=promised,
        journeys=tuple(judge(material, plan, behind) for plan in material.journeys),
        hurts=tuple(
            Hurt(
                theme.name,
                theme.this_week,
                theme.last_week,
                theme.four_week_average,
                theme.verbatim,
            )
            for theme in themes
        ),
        scores=tuple(scores),
        waiting=waits,
        good=good,
        observations=len(heard),
        customers=len(customers(heard)),
        colleagues=len({each.reporter for each in heard}),
    )
    return Composed(digest, behind)


def newest_first(heard: Sequence[Heard]) -> list[Heard]:
    return sorted(heard, key=lambda each: (each.at, each.id), reverse=True)


def _good(
    material: Material,
    heard: Sequence[Heard],
    quote: Quote,
    masked: bool,
    behind: dict[str, Behind],
) -> Good | None:
    """The newest words of somebody delighted, else happy."""
    for feeling in (Feeling.DELIGHTED, Feeling.HAPPY):
        found = [each for each in heard if each.feeling is feeling and each.quotable]
        for each in newest_first(found):
            if words := quote(each.id):
                behind["good"] = Behind((each.id,))
                customer = "" if masked else material.names.get(each.customer, "")
                return Good(words, material.place(each.touchpoint), customer)
    return None
