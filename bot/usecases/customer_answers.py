"""Storing what a customer answered, whoever wrote it down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.errors import Refusal, Why
from bot.domain.surveys.contact import CONTACT
from bot.domain.wave import Given, WaveState
from bot.usecases.desk import Desk
from bot.usecases.follow_low_score import follow_low_score
from storage.books import Books
from storage.tables import Response, Wave
from storage.tables.delivery import CardKind


@dataclass(frozen=True, slots=True)
class Voter:
    """Who answers: `key` is what makes them one voter in a wave."""

    key: str
    customer_id: int | None = None
    contact: str | None = None


def is_closed(wave: Wave, now: datetime) -> bool:
    """Whether nothing can be answered or changed any more."""
    return wave.state is not WaveState.OPEN or now >= wave.closes_at


def refuse_closed(wave: Wave, now: datetime, *, said: str | None = None) -> None:
    """Raises Refusal(CLOSED_ALREADY) then. said: what a customer told, which is carried back."""
    if is_closed(wave, now):
        raise Refusal(
            Why.CLOSED_ALREADY,
            typed=said,
            number=wave.number,
            cancelled=wave.state is WaveState.CANCELLED,
            answer=said is not None,
        )


def store_answers(
    books: Books,
    desk: Desk,
    wave: Wave,
    voter: Voter,
    answers: Mapping[int, str],
    *,
    recorded_by: str | None = None,
    may_follow_up: bool | None = None,
) -> Response:
    """Store `answers` (part to answer, as its kind stores it) as the voter's, instead of all that
    stood there, and follow a low score up. A caller has asked whether they may be replaced."""
    survey = books.surveys.of(wave)
    response = books.responses.by(wave, voter.key, desk.now, is_customer=True)
    response.customer_id = voter.customer_id
    response.contact = voter.contact[:CONTACT] if voter.contact else None
    response.given = Given.RECORDED if recorded_by else Given.SELF
    response.recorded_by = recorded_by
    if may_follow_up is not None:
        response.may_follow_up = may_follow_up
    books.session.add(response)
    books.session.flush()
    for part in books.responses.answers(response).keys() - answers.keys():
        books.responses.drop(response, part)
    for part, answer in answers.items():
        books.responses.put(response, part, answer)
    books.session.flush()
    books.cards.nudge(CardKind.WAVE_AUTHOR, wave.id or 0, desk.now)
    follow_low_score(books, desk, survey, response)
    return response
