"""Surveys in a small office: sent, opened, answered, and what is queued of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from bot.domain.survey_form import Asked, Question, SurveyForm
from bot.domain.wave import Audience
from bot.usecases.answer_survey import answer_survey, sheet_to_answer
from bot.usecases.send_survey import (
    Found,
    open_wave,
    send_survey,
)
from bot.usecases.tell_results import results_to_tell, tell_results
from bot.voter_keys import FileKeys
from storage.books import Books
from storage.tables import Person, Wave
from storage.tables.delivery import OutboxState
from tests.support.office import MONDAY, TEAM, Office

LENA, SAM, PRIYA = "U0LENA", "U0SAM", "U0PRIYA"
QUESTION = Question("nps", "Would you recommend us?")
BY_DM = SurveyForm((QUESTION,), audience=Audience.PEOPLE, asked=Asked(people=("U0SAM",)))
IN_CHANNEL = SurveyForm((QUESTION,), asked=Asked(channel="C1"))


class Polls:
    """An office with surveys in it."""

    def __init__(self, office: Office, folder: Path) -> None:
        self.office = office
        self.keys = FileKeys(folder)
        self.folder = folder

    def send(
        self,
        people: list[str],
        form: SurveyForm = BY_DM,
        by: str = LENA,
        *,
        author_in: bool = True,
    ) -> int:
        """Send it to those whom Slack is said to name; the wave's id."""
        desk = replace(self.office.desk, keys=self.keys)
        wave = self.office.do(lambda books: send_survey(books, desk, form, by))
        self.open(wave.id or 0, people, author_in=author_in)
        return wave.id or 0

    def open(self, wave_id: int, people: list[str], *, author_in: bool = True) -> None:
        found = Found(people, author_in)
        self.office.do(lambda books: open_wave(books, wave_id, found, self.office.now))

    def wave(self, wave_id: int) -> Wave:
        found = self.office.ask(lambda books: books.surveys.wave(wave_id))
        assert found is not None
        return found

    def answer(self, wave_id: int, person: str, value: str = "9", part: int = 0) -> None:
        desk = replace(self.office.desk, keys=self.keys)

        def work(books: Books) -> None:
            actor = books.people.actor(person)
            wave = sheet_to_answer(books, desk, wave_id, actor)
            answer_survey(books, desk, wave, {part: value}, actor)

        self.office.do(work)

    def tell(self) -> None:
        """What the clock does after a close: draw the results, then queue them."""
        now = self.office.now
        for (ready,) in self.office.ask(lambda books: results_to_tell(books, now)):
            self.office.do(partial(tell_results, ready=ready, now=now))

    def queued(self, kind: str) -> dict[str, datetime]:
        """Who is still to get a survey, or a reminder, and when it is due."""

        def work(books: Books) -> dict[str, datetime]:
            rows = (books.outbox.get(number) for number in range(1, 500))
            return {
                row.lane: row.due_at
                for row in rows
                if row and row.key.startswith(kind) and row.state is OutboxState.QUEUED
            }

        return self.office.ask(work)

    def add(self, kind: str, count: int, **more: Any) -> list[str]:
        names = [f"U{kind}{number:03}" for number in range(count)]

        def work(books: Books) -> None:
            for name in names:
                fields = {"home_team_id": TEAM, **more}
                books.people.save(
                    Person(team_id=TEAM, user_id=name, name=name, seen_at=MONDAY, **fields)
                )

        self.office.do(work)
        return names


def need(books: Books, wave_id: int) -> Wave:
    wave = books.surveys.wave(wave_id)
    assert wave is not None
    return wave
