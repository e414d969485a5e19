"""Two copies of the app, two authors, one person with two devices: everything at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from bot.domain.errors import Refusal
from bot.domain.survey_form import Asked, Question, SurveyForm
from bot.domain.wave import Audience
from bot.usecases.answer_survey import answer_survey, sheet_to_answer
from bot.usecases.send_survey import Found, open_wave, send_survey
from bot.voter_keys import FileKeys
from storage.books import Books
from storage.engine import make_engine
from storage.unit_of_work import Storage
from tests.support.office import MONDAY, TEAM, Office

PEOPLE = ["U0LENA", "U0SAM", "U0MAYA", "U0PRIYA", "U0JO"]
FORM = SurveyForm(
    (Question("nps", "Would you recommend us?"),),
    audience=Audience.PEOPLE,
    asked=Asked(people=tuple(PEOPLE)),
)


def _wave(office: Office, form: SurveyForm, keys: FileKeys) -> int:
    desk = replace(office.desk, keys=keys)
    return office.do(lambda books: send_survey(books, desk, form, "U0LENA")).id or 0


def _invited(office: Office, wave_id: int) -> int:
    wave = office.ask(lambda books: books.surveys.wave(wave_id))
    assert wave is not None
    return wave.invited


def test_two_surveys_at_the_same_moment_spare_each_others_people(
    office: Office, tmp_path: Path
) -> None:
    """Each copy of the app has a connection of its own; neither sees what the other has not
    committed, unless it waits for it."""
    keys = FileKeys(tmp_path / "keys")
    copies = [Storage(make_engine(office.storage.engine.url)) for _ in range(2)]
    try:
        for _ in range(5):
            office.later(days=8)
            waves = [_wave(office, FORM, keys) for _ in copies]

            def settle(copy: Storage, wave: int) -> None:
                copy.write_now(
                    TEAM, lambda books: open_wave(books, wave, Found(PEOPLE), office.now)
                )

            with ThreadPoolExecutor() as pool:
                list(pool.map(settle, copies, waves))
            assert sum(_invited(office, wave) for wave in waves) == len(PEOPLE)
    finally:
        for copy in copies:
            copy.close()


def test_who_presses_twenty_times_at_once_has_one_anonymous_answer(
    office: Office, tmp_path: Path
) -> None:
    keys = FileKeys(tmp_path / "keys")
    wave_id = _wave(office, replace(FORM, anonymous=True), keys)
    office.do(lambda books: open_wave(books, wave_id, Found(PEOPLE), MONDAY))
    desk = replace(office.desk, keys=keys)
    copies = [Storage(make_engine(office.storage.engine.url)) for _ in range(2)]

    def press(nth: int) -> bool:
        def work(books: Books) -> None:
            actor = books.people.actor(PEOPLE[nth % 2])
            wave = sheet_to_answer(books, desk, wave_id, actor)
            answer_survey(books, desk, wave, {0: str(nth % 11)}, actor)

        try:
            copies[nth % len(copies)].write_now(TEAM, work)
        except Refusal:
            return False
        return True

    try:
        with ThreadPoolExecutor(20) as pool:
            stored = sum(pool.map(press, range(40)))
    finally:
        for copy in copies:
            copy.close()

    def counted(books: Books) -> tuple[int, int]:
        wave = books.surveys.wave(wave_id)
        assert wave is not None
        counts = books.ballots.counts(wave, 0, is_customer=False)
        return books.ballots.count(wave), sum(counts.values())

    assert (stored, *office.ask(counted)) == (2, 2, 2)
