"""What came of a wave, for its author and, if they asked for it, a channel."""

from __future__ import annotations

from datetime import datetime

from bot.usecases.survey_pictures import post_results
from bot.usecases.survey_results import survey_results
from storage.books import Books
from storage.tables import Survey, Wave


def tell_results(books: Books, wave: Wave, survey: Survey, now: datetime) -> None:
    """Queue the results of a wave that has just closed."""
    facts = survey_results(books, wave, now)
    if books.people.belongs(survey.author):
        post_results(books, facts, survey.author, f"results:{wave.id}", now)
    if survey.results_to:
        key = f"results:{wave.id}:{survey.results_to}"
        post_results(books, facts, survey.results_to, key, now)
