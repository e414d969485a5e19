"""Scores of the waves that closed in a digest's period: of customers only, as staff are asked in
confidence among themselves."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from bot.blocks.results_card import GroupFacts, PartFacts, change_line, figure_line
from bot.domain.digest.content import ScoreLine
from bot.domain.occurrence import Period
from bot.domain.surveys.finding import Side
from bot.domain.surveys.said import rate
from bot.usecases.survey_results import survey_results
from storage.books import Books

MOST = 4
_FIRST = "asked for the first time"
_UNCOMPARED = "too few answers to compare"


def digest_scores(
    books: Books, period: Period, scope: Collection[int] | None, now: datetime
) -> list[ScoreLine]:
    """One line a score, those that closed last first. scope: touchpoints; None: all."""
    lines: list[ScoreLine] = []
    for wave in books.digests.closed_waves(period.start, period.end):
        survey = books.surveys.of(wave)
        if scope is not None and survey.touchpoint_id not in scope:
            continue
        place = books.catalogue.touchpoint(survey.touchpoint_id)
        results = survey_results(books, wave, now)
        lines += [
            _line(place.name if place else "", wave.number, part, group, results.before)
            for part in results.parts
            for group in part.groups
            if group.side is Side.CUSTOMERS and group.finding.figure is not None
        ]
    return lines[:MOST]


def _line(
    name: str, number: int, part: PartFacts, group: GroupFacts, before: datetime | None
) -> ScoreLine:
    finding = group.finding
    said = figure_line(part.kind, finding, staff=False).replace("*", "")
    change = change_line(part.kind, finding, before).rstrip(".")
    answered = rate(finding.n, group.asked)
    unchanged = _FIRST if before is None else _UNCOMPARED
    return ScoreLine(name, f"{said}, {answered}", change or unchanged, number)
