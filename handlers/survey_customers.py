"""`/survey results` and `/survey record`, and the buttons for customers' answers."""

from __future__ import annotations

from contextlib import suppress

from bot.blocks import kit
from bot.blocks.customer_answers import (
    RecordedFacts,
    RecordForm,
    given_already,
    link_made,
    link_modal,
    pictures_sent,
    record_modal,
    recorded,
    rests,
)
from bot.blocks.log_modal import NEW_CUSTOMER
from bot.blocks.refusals import sentence
from bot.blocks.results_card import results_card
from bot.domain.command import parse
from bot.domain.errors import Refusal, Why
from bot.domain.ids import number
from bot.domain.link_token import Named
from bot.domain.policy import Right, may
from bot.domain.surveys import KINDS
from bot.domain.wave import Audience
from bot.usecases.make_link import Rests, make_link
from bot.usecases.record_answer import Recorded, record_answer
from bot.usecases.survey_results import survey_results
from bot.usecases.tell_results import ask_for_results
from handlers.observation_actions import customer_chosen
from handlers.reply import Reply
from handlers.visit import Visit, typed_number
from storage.tables import Draft, Wave

_QUOTES = "\"'“”„‟«»‘’‚‛"


def results_command(visit: Visit, text: str) -> Reply:
    return _results(visit, numbered(visit, text, "results"))


def press_results(visit: Visit) -> Reply:
    return _results(visit, _pressed(visit))


def press_pictures(visit: Visit) -> Reply:
    """The whole card, pictures and all, in one's own DM: an answer in private can't hold them."""
    wave = visit.wave(Right.MANAGE_SURVEY, _pressed(visit))
    ask_for_results(visit.books, visit.desk, wave, visit.actor.user_id)
    return Reply(tell=pictures_sent())


def record_command(visit: Visit, text: str) -> Reply:
    """`N customer:X score:9 ["why"]`; what is missing opens the form, with the line in it."""
    parsed = parse(text, ("customer", "score"))
    first, _, rest = parsed.words.partition(" ")
    wave = numbered(visit, first, "record")
    why = rest.strip()
    if len(why) > 1 and why[0] in _QUOTES and why[-1] in _QUOTES:
        why = why[1:-1].strip()
    customer, score = parsed.options.get("customer", ""), parsed.options.get("score", "")
    if not customer or not score:
        return Reply(open=_record_form(visit, wave, customer=customer, score=score, why=why))
    try:
        return Reply(show=_record(visit, wave, customer=customer, score=score, why=why))
    except Refusal as refusal:
        return Reply(show=_given_already(visit, refusal))


def press_record(visit: Visit) -> Reply:
    return Reply(open=_record_form(visit, _for_anyone(_pressed(visit))))


def submit_record(visit: Visit) -> Reply:
    fields = visit.inbound.fields
    wave = _for_anyone(visit.books.surveys.wave(number(visit.inbound.record)))
    try:
        screen = _record(
            visit,
            wave,
            customer=customer_chosen(visit, fields.get("customer")) or "",
            score=str(fields.get("score") or ""),
            why=str(fields.get("why") or ""),
            contact=str(fields.get("contact") or ""),
        )
    except Refusal as refusal:
        screen = _given_already(visit, refusal)
    return Reply(update=kit.answer("Record an answer", screen))


def press_link(visit: Visit) -> Reply:
    _need_links(visit)
    wave = _for_anyone(_pressed(visit))
    survey = visit.books.surveys.of(wave)
    if survey.audience is not Audience.CUSTOMERS:
        raise Refusal(Why.NOT_FOR_CUSTOMERS, number=wave.number)
    may_open = may(visit.actor, Right.MANAGE_SURVEY, visit.roles_in_wave(wave))
    question = survey.questions[0]["text"]
    return Reply(open=link_modal(wave.id or 0, wave.number, question, may_open=may_open))


def submit_link(visit: Visit) -> Reply:
    """Anybody may hand out a customer's link; an open one only who manages the survey."""
    _need_links(visit)
    fields = visit.inbound.fields
    wave = _for_anyone(visit.books.surveys.wave(number(visit.inbound.record)))
    customer = customer_chosen(visit, fields.get("customer")) or ""
    contact = str(fields.get("contact") or "")
    if not customer:
        if contact.strip():
            raise Refusal(Why.MISSING, field="customer")
        visit.wave(Right.MANAGE_SURVEY, wave)
    books, desk = visit.books, visit.desk
    made = make_link(books, desk, wave, visit.actor.user_id, customer=customer, contact=contact)
    if isinstance(made, Rests):
        return Reply(update=kit.answer("A link to answer", rests(made.who, made.until)))
    assert desk.links is not None
    address = desk.links.address(Named(books.team_id, made.id, wave.closes_at))
    names = (made.contact, books.customers.name(made.customer_id))
    questions = books.surveys.of(wave).questions
    screen = link_made(
        address,
        ", ".join(name for name in names if name) or None,
        wave.closes_at,
        scale=any(KINDS[question["kind"]].is_score for question in questions),
    )
    return Reply(update=kit.answer("A link to answer", screen))


# -- inside ---------------------------------------------------------------------------------------


def _results(visit: Visit, row: Wave | None) -> Reply:
    wave = visit.wave(Right.MANAGE_SURVEY, row)
    screen = results_card(survey_results(visit.books, wave, visit.desk.now))
    screen.blocks.extend(kit.row(kit.button("Send it to my DM", "survey_pictures", wave.id)))
    return Reply(show=screen)


def _record(
    visit: Visit, wave: Wave, *, customer: str, score: str, why: str, contact: str = ""
) -> kit.Screen:
    done = record_answer(
        visit.books,
        visit.desk,
        wave,
        visit.actor.user_id,
        customer=customer,
        score=score,
        why=why,
        contact=contact,
    )
    return recorded(_facts(visit, done))


def _facts(visit: Visit, done: Recorded) -> RecordedFacts:
    issue = visit.books.issues.get(done.issue_id)
    return RecordedFacts(
        number=done.number,
        customer=done.customer,
        shown=done.shown,
        why=done.why,
        is_added=done.is_added,
        replaced=done.replaced,
        issue=issue.number if issue else None,
    )


def _given_already(visit: Visit, refusal: Refusal) -> kit.Screen:
    """Raises every other refusal. The words become a draft that the button opens."""
    if refusal.why is not Why.SELF_GIVEN:
        raise refusal
    draft = visit.books.observations.add_draft(
        Draft(
            team_id=visit.books.team_id,
            user_id=visit.actor.user_id,
            at=visit.desk.now,
            words=refusal.typed or "",
        )
    )
    return given_already(sentence(refusal), draft.id)


def _record_form(
    visit: Visit, wave: Wave, *, customer: str = "", score: str = "", why: str = ""
) -> kit.View:
    survey = visit.books.surveys.of(wave)
    if survey.audience is not Audience.CUSTOMERS:
        raise Refusal(Why.NOT_FOR_CUSTOMERS, number=wave.number, typed=why)
    question = survey.questions[0]
    known = visit.books.customers.named(customer) if customer else None
    chosen = (str(known.id), known.name) if known else (f"{NEW_CUSTOMER}{customer}", customer)
    kind, options = KINDS[question["kind"]], tuple(question.get("options") or ())
    if kind.one_click:
        with suppress(Refusal):  # what is no answer can't be chosen: the form asks for one
            score = kind.typed(score, options)
    return record_modal(
        RecordForm(
            wave_id=wave.id or 0,
            number=wave.number,
            question=question["text"],
            kind=kind.name,
            options=options,
            customer=chosen if customer else None,
            score=score,
            why=why,
        )
    )


def _need_links(visit: Visit) -> None:
    if visit.desk.links is None:
        raise Refusal(Why.NO_LINKS)


def _pressed(visit: Visit) -> Wave | None:
    return visit.books.surveys.wave(number(visit.inbound.value))


def numbered(visit: Visit, text: str, verb: str) -> Wave:
    """The wave that `/survey verb text` names. Raises Refusal(NO_NUMBER, NO_SUCH_NUMBER)."""
    listed = "/survey list"
    wave = visit.books.surveys.numbered(typed_number(text, f"/survey {verb} 7", listed))
    if wave is None:
        typed = text.strip().lstrip("#")
        raise Refusal(Why.NO_SUCH_NUMBER, what="micro-survey", number=typed, listed=listed)
    return wave


def _for_anyone(row: Wave | None) -> Wave:
    """What customers say, any member may write down, whoever asked."""
    if row is None:
        raise Refusal(Why.NOT_FOUND, what="that survey")
    return row
