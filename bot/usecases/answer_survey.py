"""Somebody answers: with a name, until the close as often as they like; anonymously, once."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.errors import Refusal, Why
from bot.domain.policy import Actor
from bot.domain.survey_form import Question
from bot.domain.surveys import KINDS
from bot.domain.surveys.finding import LIVE_STEP
from bot.domain.wave import ANY_PART, REASON_PART, WaveState
from bot.usecases.desk import Desk
from bot.usecases.follow_low_score import follow_low_score, may_be_asked
from bot.usecases.survey_facts import form_of
from bot.usecases.typed import clean
from storage.books import Books
from storage.tables import Survey, Wave
from storage.tables.delivery import CardKind


@dataclass(frozen=True, slots=True)
class Answered:
    """part: the question answered, REASON_PART, or the first of several. answer: as stored."""

    wave: Wave
    survey: Survey
    part: int
    answer: str


def wave_to_answer(books: Books, desk: Desk, wave_id: int | None, actor: Actor) -> Wave:
    """The wave, if `actor` may answer it now. Raises Refusal: NOT_FOUND, SURVEY_OVER, NOT_ASKED."""
    wave = books.surveys.wave(wave_id)
    if wave is None:
        raise Refusal(Why.NOT_FOUND, what="that survey")
    if wave.state.over or desk.now >= wave.closes_at:
        raise Refusal(Why.SURVEY_OVER)
    gone = actor.is_bot or actor.is_deleted
    if gone or wave.state is not WaveState.OPEN or not books.surveys.invited(wave, actor.user_id):
        raise Refusal(Why.NOT_ASKED)
    return wave


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
    books: Books, desk: Desk, wave: Wave, answers: dict[int, str], actor: Actor
) -> Answered:
    """Store answers by part, each as pressed or typed. An anonymous one is final: all are stored
    that were not given before, and only if none is left Refusal(FINAL) is raised.

    Raises Refusal(NOT_AN_ANSWER, MISSING) for what no question takes.
    """
    survey = books.surveys.of(wave)
    questions = form_of(survey).questions
    read = {part: _read(questions, part, value) for part, value in answers.items()}
    if survey.anonymous:
        _vote(books, desk, wave, read, actor)
    else:
        _store(books, desk, wave, survey, read, actor)
    part = min(read)
    return Answered(wave, survey, part, read[part])


def asks_to_follow_up(books: Books, answered: Answered, actor: Actor) -> bool:
    """Whether who just answered is asked "May we follow up?"; nobody is, anonymously."""
    survey, part = answered.survey, answered.part
    if survey.anonymous or part == REASON_PART:
        return False
    if KINDS[survey.questions[part]["kind"]].severity(answered.answer) is None:
        return False
    return may_be_asked(books, survey, books.responses.of(answered.wave, actor.user_id))


def say_yes_to_follow_up(books: Books, desk: Desk, wave: Wave, actor: Actor) -> None:
    """Somebody may be asked what was wrong: the low score opens an issue. Pressed again it does
    nothing more. Raises Refusal(NOT_FOUND) where nothing low was answered."""
    response = books.responses.of(wave, actor.user_id)
    survey = books.surveys.of(wave)
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


def _store(
    books: Books, desk: Desk, wave: Wave, survey: Survey, read: dict[int, str], actor: Actor
) -> None:
    is_first = books.responses.answer(
        wave, actor.user_id, read, desk.now, is_customer=actor.is_external
    )
    if _tells_more(survey, read):
        response = books.responses.of(wave, actor.user_id)
        if response is not None and response.may_follow_up:
            follow_low_score(books, desk, survey, response)
    # a changed answer changes what is told only where the result itself is
    if is_first or not survey.results_hidden:
        books.cards.nudge(CardKind.WAVE, wave.id or 0, desk.now)


def _tells_more(survey: Survey, read: dict[int, str]) -> bool:
    """Whether an issue could come of it, or be told more: a low score, a reason, words."""
    return any(
        part == REASON_PART
        or not KINDS[kind := survey.questions[part]["kind"]].one_click
        or KINDS[kind].severity(answer) is not None
        for part, answer in read.items()
    )


def _vote(books: Books, desk: Desk, wave: Wave, read: dict[int, str], actor: Actor) -> None:
    """Everything here that has a time or an order would tell: nothing else is written."""
    keys, name, number = desk.voter_keys, wave.key_name or "", wave.id or 0

    def voter(part: int) -> str:
        return keys.voter(name, number, part, actor.user_id)

    first = books.ballots.first(wave, voter(ANY_PART))
    counted = [
        books.ballots.vote(wave, part, voter(part), answer, is_customer=actor.is_external)
        for part, answer in read.items()
    ]
    if not any(counted):
        raise Refusal(Why.FINAL)
    # an edit at every answer would tell when each came
    if first and books.ballots.count(wave) % LIVE_STEP == 0:
        books.cards.nudge(CardKind.WAVE, number, desk.now)
