"""What came of a wave, for its author and, if they asked for it, a channel."""

from __future__ import annotations

from datetime import datetime

from bot.blocks.wave_screens import closed_note
from bot.usecases.survey_facts import wave_facts
from storage.books import Books
from storage.tables import Survey, Wave


def tell_results(books: Books, wave: Wave, survey: Survey, now: datetime) -> None:
    """Queue the news of a wave that has just closed."""
    message = closed_note(wave_facts(books, wave)).message()
    if books.people.belongs(survey.author):
        books.outbox.post(f"results:{wave.id}", survey.author, message, now=now)
    if survey.results_to:
        key = f"results:{wave.id}:{survey.results_to}"
        books.outbox.post(key, survey.results_to, message, now=now)
