"""Gathers the scores of a report: of customers only, as staff are asked in confidence among
themselves. Reads only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from bot.domain.digest.material import Material
from bot.domain.occurrence import Period
from bot.domain.report_scores import Asked, ScorePart, scores
from bot.domain.surveys import KINDS
from bot.domain.wave import Given
from bot.usecases.survey_results import asked_of
from storage.books import Books

_AS_FAR_BACK = timedelta(days=2 * 366)
"""Where the line of past scores may begin: eight quarters."""


def report_scores(
    books: Books, material: Material, before: Period, segment: str | None
) -> tuple[ScorePart, ...]:
    """Of the waves that closed in the period, within the scope. Of a segment are only answers of
    customers who are known by name: anonymous ones, and those over an open link, are of nobody's.
    """
    return scores(_asked(books, material, segment), material.period, before)


def _asked(books: Books, material: Material, segment: str | None) -> Iterator[Asked]:
    period = material.period
    since = period.end - _AS_FAR_BACK
    named = books.results.of_customers(since, period.end, segment)
    for wave in books.digests.closed_waves(since, period.end):
        survey = books.surveys.of(wave)
        if not material.within(survey.touchpoint_id) or (survey.anonymous and segment is not None):
            continue
        asked = None
        if segment is None and wave.closed_at is not None and wave.closed_at >= period.start:
            asked = asked_of(books, survey, wave).get((True, Given.SELF))
        for part, question in enumerate(survey.questions):
            if not KINDS[question["kind"]].is_score:
                continue
            if survey.anonymous:
                counts = {Given.SELF: books.ballots.counts(wave, part, is_customer=True)}
            else:
                counts = named.get((wave.id or 0, part), {})
            yield Asked(
                question["kind"],
                question["text"],
                material.place(survey.touchpoint_id),
                wave.closed_at or wave.closes_at,
                counts,
                wave.number,
                anonymous=survey.anonymous,
                asked=asked,
            )
