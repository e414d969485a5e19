"""What came of a wave, for its author and, if they asked for it, a channel.

Drawing pictures takes a while, and SQLite has one writer: what is told is composed in a reading,
and stored in a moment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.blocks.results_card import ResultsFacts, results_card
from bot.ports import File
from bot.usecases.desk import Desk
from bot.usecases.errands import Post, ask_for
from bot.usecases.survey_pictures import draw
from bot.usecases.survey_results import survey_results
from storage.books import Books
from storage.session import DatabaseError
from storage.tables import Survey, Wave
from storage.tables.errand import Errand, ErrandKind


@dataclass(frozen=True, slots=True)
class Drawn:
    """The results of a wave as a message with its pictures."""

    message: dict[str, Any]
    files: Sequence[File]


@dataclass(frozen=True, slots=True)
class Ready:
    """lanes: who is told, by the outbox's keys: people's ids, and the channel's."""

    wave_id: int
    drawn: Drawn
    lanes: dict[str, str]


def draw_results(facts: ResultsFacts) -> Drawn:
    files, pictures = draw(facts)
    return Drawn(results_card(facts, pictures).message(), files)


def results_to_tell(books: Books, now: datetime) -> list[tuple[Ready | Exception]]:
    """The results of waves that have closed, composed. Reads only. What can't be composed is an
    error in its place, for its own telling to raise: it keeps back no other."""
    found: list[tuple[Ready | Exception]] = []
    for wave in books.surveys.to_tell():
        try:
            found.append((_ready(books, wave, books.surveys.of(wave), now),))
        except DatabaseError:
            raise
        except Exception as error:
            found.append((error,))
    return found


def tell_results(books: Books, ready: Ready | Exception, now: datetime) -> None:
    """Queue the results, once whatever runs beside this. Raises the error that kept them from
    being composed."""
    if isinstance(ready, Exception):
        raise ready
    wave = books.surveys.wave(ready.wave_id, lock=True)
    if wave is None or not wave.results_wait:
        return
    wave.results_wait = False
    books.session.add(wave)
    for key, lane in ready.lanes.items():
        books.outbox.post(key, lane, ready.drawn.message, now=now, files=ready.drawn.files)


def ask_for_results(books: Books, desk: Desk, wave: Wave, person: str) -> None:
    """The whole card, pictures and all, is to come into `person`'s DM. Raises as `ask_for`."""
    ask_for(books, desk, ErrandKind.RESULTS, person, {"wave": wave.id})


def make_results(books: Books, errand: Errand) -> Post:
    """What an errand brings, and how it is queued. Reads only."""
    wave = books.surveys.wave(errand.wanted["wave"])
    assert wave is not None, "a wave is never deleted"
    drawn = draw_results(survey_results(books, wave, errand.asked_at))

    def post(books: Books, key: str, now: datetime) -> None:
        books.outbox.post(key, errand.person, drawn.message, now=now, files=drawn.files)

    return post


def _ready(books: Books, wave: Wave, survey: Survey, now: datetime) -> Ready:
    lanes = {}
    if books.people.belongs(survey.author):
        lanes[f"results:{wave.id}"] = survey.author
    if survey.results_to:
        lanes[f"results:{wave.id}:{survey.results_to}"] = survey.results_to
    return Ready(wave.id or 0, draw_results(survey_results(books, wave, now)), lanes)
