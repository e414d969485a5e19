"""A wave ends: by time, by its author, or stopped before anything came of it."""

from __future__ import annotations

from datetime import datetime

from bot.domain.errors import Refusal, Why
from bot.domain.wave import WaveState
from bot.usecases.desk import Desk
from bot.usecases.send_survey import stop_repeating
from storage.books import Books
from storage.tables import Survey, Wave
from storage.tables.delivery import CardKind


def close_in_time(books: Books, wave_id: int, now: datetime) -> None:
    """Close a wave whose time is over."""
    wave = books.surveys.wave(wave_id, lock=True)
    if wave is not None and wave.state is WaveState.OPEN and wave.closes_at <= now:
        _end(books, wave, books.surveys.of(wave), WaveState.CLOSED, now)


def close_wave(books: Books, desk: Desk, wave: Wave, by: str) -> None:
    """Close it before its time. Raises Refusal(CLOSED_ALREADY) when it is over."""
    survey = _not_over(books, wave)
    if wave.state is WaveState.GATHERING:
        _end(books, wave, survey, WaveState.CANCELLED, desk.now)
    else:
        _end(books, wave, survey, WaveState.CLOSED, desk.now)
    books.workspace.audit(by, "survey closed", f"survey {wave.number}", None, None, desk.now)


def cancel_wave(books: Books, desk: Desk, wave: Wave, by: str) -> None:
    """Stop it: who was not asked yet is not asked, what was answered counts nowhere, and no
    further wave begins. Raises Refusal(CLOSED_ALREADY)."""
    survey = _not_over(books, wave)
    _end(books, wave, survey, WaveState.CANCELLED, desk.now)
    if survey.next_at is not None:
        stop_repeating(books, desk, wave, by)
    books.workspace.audit(by, "survey cancelled", f"survey {wave.number}", None, None, desk.now)


def forget_key(books: Books, wave_id: int) -> None:
    """The wave's key is destroyed."""
    wave = books.surveys.wave(wave_id, lock=True)
    if wave is not None:
        wave.key_name = None
        books.session.add(wave)


def _not_over(books: Books, wave: Wave) -> Survey:
    books.session.refresh(wave, with_for_update=True)
    if wave.state.over:
        cancelled = wave.state is WaveState.CANCELLED
        raise Refusal(Why.CLOSED_ALREADY, number=wave.number, cancelled=cancelled)
    return books.surveys.of(wave)


def _end(books: Books, wave: Wave, survey: Survey, state: WaveState, now: datetime) -> None:
    number = wave.id or 0
    if survey.anonymous:
        wave.answered = books.ballots.count(wave)
        books.ballots.seal(wave)
    wave.state, wave.closed_at, wave.remind_at = state, now, None
    wave.results_wait = state is WaveState.CLOSED
    books.session.add(wave)
    books.session.flush()
    books.outbox.withdraw_wave(number, now)
    books.cards.touch(CardKind.WAVE, number, now, CardKind.WAVE_AUTHOR)
