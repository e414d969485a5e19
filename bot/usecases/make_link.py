"""A link for a customer: handed out by a colleague, counted as having asked them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.errors import Refusal, Why
from bot.domain.surveys.contact import CONTACT, asks_nps, rests_until
from bot.domain.wave import Audience
from bot.usecases.customer_answers import refuse_closed
from bot.usecases.desk import Desk
from bot.usecases.log_observation import known_or_added
from bot.usecases.typed import clean
from storage.books import Books
from storage.tables import SurveyLink, Wave


@dataclass(frozen=True, slots=True)
class Rests:
    """Nobody may ask this contact before `until`."""

    who: str
    until: datetime


def make_link(
    books: Books, desk: Desk, wave: Wave, by: str, *, customer: str = "", contact: str = ""
) -> SurveyLink | Rests:
    """The link of this contact at a customer; without a customer, the open one. Asked for again it
    is the same. `Rests` where the contact was asked in another survey too short a time ago: no link
    is made, and the wave counts it. Raises Refusal(CLOSED_ALREADY) and Refusal(NOT_FOR_CUSTOMERS).
    """
    refuse_closed(wave, desk.now)
    survey = books.surveys.of(wave)
    if survey.audience is not Audience.CUSTOMERS:
        raise Refusal(Why.NOT_FOR_CUSTOMERS, number=wave.number)
    found = known_or_added(books, desk, customer)
    who = clean(contact)[:CONTACT] or None if found else None
    known = books.survey_links.of(wave, found.id if found else None, who)
    if known is not None:
        return known
    if found is not None:
        links = books.survey_links
        rests = rests_until(
            links.last_asked(found.id, who, but=wave, nps=False),
            links.last_asked(found.id, who, but=wave, nps=True),
            is_nps=asks_nps(survey.questions),
        )
        if rests is not None and rests > desk.now:
            wave.kept_out += 1
            books.session.add(wave)
            return Rests(who or found.name, rests)
    return books.survey_links.add(wave, found.id if found else None, who, by, desk.now)
