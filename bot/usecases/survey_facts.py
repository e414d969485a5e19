"""A wave as its screens show it."""

from __future__ import annotations

from bot.blocks.survey_message import AskFacts
from bot.blocks.wave_screens import WaveFacts
from bot.domain.survey_form import SurveyForm, asked_from, questions_from
from bot.domain.surveys.finding import live_count
from bot.domain.wave import WaveState
from storage.books import Books
from storage.repositories.sheets import Sheet
from storage.tables import Survey, Wave
from storage.tables.delivery import OutboxState


def form_of(survey: Survey) -> SurveyForm:
    """What a survey was made of."""
    return SurveyForm(
        questions=questions_from(survey.questions),
        audience=survey.audience,
        asked=asked_from(survey.asked),
        anonymous=survey.anonymous,
        open_for=survey.open_for,
        repeat=survey.repeat,
        ask_reason=survey.ask_reason,
        results_hidden=survey.results_hidden,
        results_to=survey.results_to,
        touchpoint_id=survey.touchpoint_id,
        stage_id=survey.stage_id,
    )


def ask_facts(books: Books, wave: Wave, *, counted: bool = False) -> AskFacts:
    """counted: with the live count."""
    survey = books.surveys.of(wave)
    form = form_of(survey)
    return AskFacts(
        questions=form.questions,
        closes_at=wave.closes_at,
        anonymous=survey.anonymous,
        gives_reason=form.gives_reason,
        wave_id=wave.id,
        closed=wave.state.over,
        answered=told_count(books, wave, survey) if counted else None,
        invited=wave.invited,
    )


def sheet_facts(books: Books, sheet: Sheet, *, reader: str | None = None) -> AskFacts:
    """The same for who answers, without the count. reader: whose message it is, where it is one
    person's alone."""
    mine: dict[int, str] = {}
    if reader and not sheet.anonymous:
        mine = books.responses.answers(books.responses.of(sheet, reader))
    return AskFacts(
        questions=sheet.questions,
        closes_at=sheet.closes_at,
        anonymous=sheet.anonymous,
        gives_reason=sheet.gives_reason,
        wave_id=sheet.id,
        mine=mine,
    )


def told_count(books: Books, wave: Wave, survey: Survey) -> int:
    """How many answered, as far as it may be told by now."""
    hidden = survey.anonymous and wave.state is WaveState.OPEN
    return live_count(answered(books, wave, survey), anonymous=hidden)


def answered(books: Books, wave: Wave, survey: Survey) -> int:
    """How many answered anything."""
    return books.ballots.count(wave) if survey.anonymous else books.responses.count(wave)


def wave_facts(books: Books, wave: Wave, *, manages: bool = True) -> WaveFacts:
    """manages: whether the reader may close it and see its results."""
    survey = books.surveys.of(wave)
    progress = books.outbox.progress(wave.id or 0)
    return WaveFacts(
        wave_id=wave.id or 0,
        number=wave.number,
        question=survey.questions[0]["text"],
        more_questions=len(survey.questions) - 1,
        state=wave.state,
        audience=survey.audience,
        channel=asked_from(survey.asked).channel,
        author=survey.author,
        anonymous=survey.anonymous,
        asked_at=wave.opened_at,
        closes_at=wave.closes_at,
        closed_at=wave.closed_at,
        repeat=survey.repeat,
        next_at=survey.next_at if books.surveys.is_newest(wave) else None,
        invited=wave.invited,
        kept_out=wave.kept_out,
        barred=wave.barred,
        sent=progress.get(OutboxState.SENT, 0),
        failed=progress.get(OutboxState.PARKED, 0),
        answered=told_count(books, wave, survey),
        problem=wave.problem,
        manages=manages,
    )
