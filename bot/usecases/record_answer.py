"""`/survey record`: a colleague writes down what a customer answered."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.errors import Refusal, Why
from bot.domain.surveys import KINDS
from bot.domain.surveys.contact import contact_key, voter
from bot.domain.wave import REASON_PART, Audience, Given
from bot.usecases.customer_answers import Voter, refuse_closed, store_answers
from bot.usecases.desk import Desk
from bot.usecases.log_observation import known_or_added
from bot.usecases.typed import clean
from storage.books import Books
from storage.tables import Wave


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was stored. customer: its name. is_added: nobody had heard of it. shown: the answer as
    people read it. replaced: the recorded answer that stood there before, or None."""

    number: int
    customer: str
    is_added: bool
    shown: str
    why: str
    replaced: str | None
    issue_id: int | None


def record_answer(
    books: Books,
    desk: Desk,
    wave: Wave,
    by: str,
    *,
    customer: str,
    score: str,
    why: str = "",
    contact: str = "",
) -> Recorded:
    """Store a customer's spoken answer to the wave's first question; `why` is the main reason.

    A later answer of the same contact takes the place of an earlier one. Raises Refusal:
    CLOSED_ALREADY; NOT_FOR_CUSTOMERS; MISSING without a customer; NOT_AN_ANSWER; SELF_GIVEN where
    the contact answered themselves, which a recorded answer never replaces. The words are carried
    back.
    """
    refuse_closed(wave, desk.now, said=why)
    survey = books.surveys.of(wave)
    if survey.audience is not Audience.CUSTOMERS:
        raise Refusal(Why.NOT_FOR_CUSTOMERS, number=wave.number, typed=why)
    question = survey.questions[0]
    kind, options = KINDS[question["kind"]], tuple(question.get("options") or ())
    answer = _answer(kind.name, score, options, why)
    found = known_or_added(books, desk, customer)
    if found is None:
        raise Refusal(Why.MISSING, field="customer", typed=why)
    who = Voter(voter(found.id, contact), found.id, clean(contact) or None)
    before = books.responses.of(wave, who.key)
    if before is not None and before.given is Given.SELF:
        raise Refusal(
            Why.SELF_GIVEN,
            typed=why,
            customer=found.name,
            contact=before.contact if contact_key(contact) else None,
        )
    replaced = books.responses.answers(before).get(0)
    answers = {0: answer}
    if reason := clean(why):
        answers[REASON_PART] = reason
    response = store_answers(books, desk, wave, who, answers, recorded_by=by)
    return Recorded(
        number=wave.number,
        customer=found.name,
        is_added=found.is_added,
        shown=kind.shown(answer, options),
        why=reason,
        replaced=kind.shown(replaced, options) if replaced is not None else None,
        issue_id=response.issue_id,
    )


def _answer(kind_name: str, typed: str, options: tuple[str, ...], why: str) -> str:
    try:
        answer = KINDS[kind_name].typed(typed, options)
    except Refusal as refusal:
        raise Refusal(refusal.why, field="score", typed=why, **refusal.facts) from None
    return clean(answer) if kind_name == "text" else answer
