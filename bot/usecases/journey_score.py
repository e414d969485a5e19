"""The one score that counts in a journey's health: S of docs/reference/figures.md, "Journey
health"."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.score import NetPromoters
from bot.domain.surveys import KINDS
from bot.domain.wave import Given
from bot.usecases.survey_results import answer_counts
from storage.books import Books
from storage.tables import Survey, Wave

LATELY = timedelta(days=28)
_SHOWN = 60  # characters of a question's wording


def score_surveys(books: Books) -> dict[int, str]:
    """Surveys with a score, by id, the newest first: "NPS · How likely are you …"."""
    named = {}
    for survey in books.surveys.newest():
        if (part := _score_part(survey)) is not None:
            question = survey.questions[part]
            named[survey.id or 0] = (
                f"{KINDS[question['kind']].title(staff=False)} · {question['text'][:_SHOWN]}"
            )
    return named


def journey_score(books: Books, journey_id: int | None, end: datetime) -> tuple[float, int] | None:
    """(S from 0 to 1, answers) of the chosen survey, None without one.

    Of its last wave that closed in the 28 days before `end`, and of customers alone: their own
    answers, or what was recorded where that is more. The two are never added up. None, too, where
    all anonymous answers fall into one class: nothing is to tell which.
    """
    survey = books.surveys.get(books.surveys.score_of(journey_id))
    wave = books.surveys.last_closed(survey.id, end - LATELY, end) if survey else None
    part = _score_part(survey) if survey else None
    if survey is None or wave is None or part is None:
        return None
    return _score(books, survey, wave, part)


def _score(books: Books, survey: Survey, wave: Wave, part: int) -> tuple[float, int] | None:
    kind = KINDS[survey.questions[part]["kind"]]
    by_group = answer_counts(books, survey, wave, part)
    counts = max(
        (by_group.get((True, given), {}) for given in (Given.SELF, Given.RECORDED)),
        key=lambda counts: sum(counts.values()),
    )
    summary = kind.summarise(counts)
    figure = summary.headline
    if figure is None or figure.value is None or (survey.anonymous and summary.unanimous):
        return None
    value = (figure.value + 100) / 200 if isinstance(figure, NetPromoters) else figure.value
    return value, figure.n


def _score_part(survey: Survey) -> int | None:
    """The first question whose answers are a score."""
    kinds = [KINDS[question["kind"]] for question in survey.questions]
    return next((part for part, kind in enumerate(kinds) if kind.is_score), None)
