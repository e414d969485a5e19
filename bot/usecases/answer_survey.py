"""Somebody answers: with a name, until the close as often as they like; anonymously, once."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.errors import Refusal, Why
from bot.domain.policy import Actor
from bot.domain.survey_form import Question
from bot.domain.surveys.finding import LIVE_STEP
from bot.domain.wave import ANY_PART, REASON_PART, WaveState
from bot.usecases.desk import Desk
from bot.usecases.follow_low_score import follow_low_score, low, may_be_asked
from bot.usecases.typed import clean
from storage.books import Books
from storage.repositories.responses import Stored
from storage.repositories.sheets import Sheet
from storage.tables import Wave
from storage.tables.delivery import CardKind


@dataclass(frozen=True, slots=True)
class Answered:
    """part: the question answered, REASON_PART, or the first of several. answer: as stored.
    asks_to_follow_up: whether who answered is asked "May we follow up?"; nobody is, anonymously."""

    part: int
    answer: str
    asks_to_follow_up: bool


def sheet_to_answer(books: Books, desk: Desk, wave_id: int | None, actor: Actor) -> Sheet:
    """What to answer, if `actor` may now. Raises Refusal: NOT_FOUND, SURVEY_OVER, NOT_ASKED."""
    sheet = books.sheets.of(wave_id, actor.user_id)
    if sheet is None:
        raise Refusal(Why.NOT_FOUND, what="that survey")
    if sheet.state.over or desk.now >= sheet.closes_at:
        raise Refusal(Why.SURVEY_OVER)
    gone = actor.is_bot or actor.is_deleted
    if gone or sheet.state is not WaveState.OPEN or not sheet.is_asked:
        raise Refusal(Why.NOT_ASKED)
    return sheet


def has_answered(books: Books, desk: Desk, wave: Wave, person: str) -> bool:
    """Whether they answered anything in it; where the key is gone, nobody need answer any more."""
    if wave.key_name is None:
        return books.responses.of(wave, person) is not None
    try:
        voter = desk.voter_keys.voter(wave.key_name, wave.id or 0, ANY_PART, person)
    except Refusal:
        return True
    return books.ballots.has_answered(wave, ANY_PART, voter)


def answer_survey(
    books: Books, desk: Desk, sheet: Sheet, answers: dict[int, str], actor: Actor
) -> Answered:
    """Store answers by part, each as pressed or typed. An anonymous one is final: all are stored
    that were not given before, and only if none is left Refusal(FINAL) is raised.

    Raises Refusal(NOT_AN_ANSWER, MISSING) for what no question takes.
    """
    read = {part: _read(sheet.questions, part, value) for part, value in answers.items()}
    part = min(read)
    if sheet.anonymous:
        _vote(books, desk, sheet, read, actor)
        return Answered(part, read[part], asks_to_follow_up=False)
    stored = _store(books, desk, sheet, read, actor)
    asks = (
        part != REASON_PART
        and low(sheet.questions[part].kind, read[part], staff=not actor.is_external) is not None
        and stored.may_follow_up is None
        and not stored.names_customer
    )
    return Answered(part, read[part], asks_to_follow_up=asks)


def say_yes_to_follow_up(books: Books, desk: Desk, sheet: Sheet, actor: Actor) -> None:
    """Somebody may be asked what was wrong: the low score opens an issue. Pressed again it does
    nothing more. Raises Refusal(NOT_FOUND) where nothing low was answered."""
    response = books.responses.of(sheet, actor.user_id)
    survey = books.surveys.get(sheet.survey_id)
    assert survey is not None, "a wave's survey is never deleted"
    if response is None or not (response.may_follow_up or may_be_asked(books, survey, response)):
        raise Refusal(Why.NOT_FOUND, what="that answer")
    response.may_follow_up = True
    books.session.add(response)
    books.session.flush()
    follow_low_score(books, desk, survey, response)


def _read(questions: tuple[Question, ...], part: int, value: str) -> str:
    if part == REASON_PART:
        words = clean(value)
        if not words:
            raise Refusal(Why.MISSING, field=f"part_{part}")
        return words
    if not 0 <= part < len(questions):
        raise Refusal(Why.NOT_FOUND, what="that question")
    question = questions[part]
    try:
        answer = question.how.read(value, question.options)
        return clean(answer) if question.kind == "text" else answer
    except Refusal as refusal:
        refusal.field = f"part_{part}"
        raise


def _store(books: Books, desk: Desk, sheet: Sheet, read: dict[int, str], actor: Actor) -> Stored:
    stored = books.responses.answer(
        sheet, actor.user_id, read, desk.now, is_customer=actor.is_external
    )
    if stored.may_follow_up:
        response = books.responses.get(stored.response_id)
        survey = books.surveys.get(sheet.survey_id)
        if response is not None and survey is not None:
            follow_low_score(books, desk, survey, response)
    # a changed answer changes what is told only where the result itself is
    if stored.is_first or not sheet.results_hidden:
        also = CardKind.WAVE_AUTHOR if stored.is_first else None
        books.cards.nudge(CardKind.WAVE, sheet.id, desk.now, also=also)
    return stored


def _vote(books: Books, desk: Desk, sheet: Sheet, read: dict[int, str], actor: Actor) -> None:
    """Everything here that has a time or an order would tell: nothing else is written."""
    keys, name, number = desk.voter_keys, sheet.key_name or "", sheet.id

    def voter(part: int) -> str:
        return keys.voter(name, number, part, actor.user_id)

    first = books.ballots.first(sheet, voter(ANY_PART))
    counted = [
        books.ballots.vote(sheet, part, voter(part), answer, is_customer=actor.is_external)
        for part, answer in read.items()
    ]
    if not any(counted):
        raise Refusal(Why.FINAL)
    # an edit at every answer would tell when each came
    heeds = first and books.cards.heeds_nudges(CardKind.WAVE, number)
    if heeds and books.ballots.voted(sheet) % LIVE_STEP == 0:
        books.cards.nudge(CardKind.WAVE, number, desk.now)
