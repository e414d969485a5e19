"""A customer opens a link, and answers on its page."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.blocks.refusals import field_error
from bot.domain.errors import Refusal, Why
from bot.domain.surveys import KINDS
from bot.domain.surveys.contact import CONTACT, browser, voter
from bot.domain.wave import REASON_PART, Given
from bot.pages.survey_page import FormFacts, QuestionFacts, ThanksFacts
from bot.usecases.customer_answers import Voter, is_closed, store_answers
from bot.usecases.desk import Desk
from bot.usecases.typed import clean
from storage.books import Books
from storage.tables import Response, Survey, SurveyLink, Wave

CHANGED = (
    "You answered differently in the meantime, perhaps in another window. What you see is what you "
    "just sent: send it again if it is to count."
)
INCOMPLETE = "Not stored yet: something is missing."
ONCE_MORE = "Not stored yet: your browser had lost our cookie. Please send it once more."


@dataclass(frozen=True, slots=True)
class Sent:
    """What a form brought. answers: part to what was chosen or typed, still unread. seen: the
    state of the answers when the form was shown."""

    answers: Mapping[int, Sequence[str]] = field(default_factory=dict)
    reason: str = ""
    follow_up: bool = False
    reach: str = ""
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Here:
    """Who came by a link: which wave, and as which voter."""

    wave: Wave
    survey: Survey
    link: SurveyLink
    voter: Voter
    company: str


def arrive(books: Books, desk: Desk, link_id: str, cookie: str) -> Here:
    """Who has come. Raises Refusal: NOT_FOUND for a link that was never made; SURVEY_OVER."""
    link = books.survey_links.get(link_id)
    wave = books.surveys.wave(link.wave_id) if link else None
    if link is None or wave is None:
        raise Refusal(Why.NOT_FOUND)
    if is_closed(wave, desk.now):
        raise Refusal(Why.SURVEY_OVER)
    if link.customer_id is None:
        who = Voter(browser(cookie))
    else:
        key = voter(link.customer_id, link.contact)
        who = Voter(key, link.customer_id, link.contact)
    return Here(wave, books.surveys.of(wave), link, who, company_name(books))


def company_name(books: Books) -> str:
    row = books.workspace.get()
    return row.name if row else ""


def form_facts(books: Books, here: Here, *, score: str = "") -> FormFacts:
    """The form with what the voter answered before, or `score` chosen. What a colleague recorded
    is not shown: it was never the customer's to see."""
    mine = books.responses.of(here.wave, here.voter.key)
    answers = _own(books, mine)
    questions = tuple(
        _question(part, asked, answers.get(part, ""))
        for part, asked in enumerate(here.survey.questions)
    )
    first = next((each for each in questions if each.is_scale), None)
    if not answers and first is not None and score in [point.value for point in first.points]:
        questions = tuple(
            replace(each, answer=score) if each is first else each for each in questions
        )
    scores = any(each.is_scale for each in questions)
    is_open = here.link.customer_id is None
    known = mine if mine and answers else None
    return FormFacts(
        company=here.company,
        questions=questions,
        closes_at=here.wave.closes_at,
        named=_named(books, here.link),
        reason=answers.get(REASON_PART, "") if scores and here.survey.ask_reason else None,
        reach=(known.contact or "" if known else "") if is_open and scores else None,
        follow_up=bool(known and known.may_follow_up),
        seen=_state(mine, answers),
    )


def answer_by_link(books: Books, desk: Desk, here: Here, sent: Sent) -> FormFacts | None:
    """Store what was sent. Not stored, the form comes back with everything that was typed in it and
    what is wrong; None when it is stored.

    A form that was shown before the voter's last answer changes nothing by being sent again; one
    that says what is stored already is fine.
    """
    form = _filled(form_facts(books, here), sent)
    read, form = _read(form)
    if read is None:
        return form
    if form.reason is not None and (reason := clean(sent.reason)):
        read[REASON_PART] = reason
    mine = books.responses.of(here.wave, here.voter.key)
    stored = _own(books, mine)
    if sent.seen != form.seen and stored != read:
        return replace(form, problem=CHANGED)
    contact = here.voter.contact
    if form.reach is not None:
        contact = clean(sent.reach)[:CONTACT] if sent.follow_up else None
    store_answers(
        books,
        desk,
        here.wave,
        replace(here.voter, contact=contact),
        read,
        may_follow_up=sent.follow_up if form.reach is not None else None,
    )
    return None


def not_stored(books: Books, here: Here, sent: Sent, problem: str) -> FormFacts:
    """The form with all that was sent in it, and why it was not stored."""
    return replace(_filled(form_facts(books, here), sent), problem=problem)


def thanks_facts(books: Books, here: Here, back: str) -> ThanksFacts:
    answers = _own(books, books.responses.of(here.wave, here.voter.key))
    shown = []
    for part, asked in enumerate(here.survey.questions):
        if part in answers:
            kind = KINDS[asked["kind"]]
            options = tuple(asked.get("options") or ())
            shown.append((asked["text"], kind.shown(answers[part], options)))
    alone = len(shown) == 1 and KINDS[here.survey.questions[0]["kind"]].one_click
    if REASON_PART in answers:
        shown.append(("What's the main reason?", answers[REASON_PART]))
    return ThanksFacts(
        company=here.company,
        said=shown[0][1] if alone else "",
        answers=shown[1:] if alone else shown,
        closes_at=here.wave.closes_at,
        back=back,
    )


def _named(books: Books, link: SurveyLink) -> str | None:
    """Under which name answers by this link are stored."""
    names = (link.contact, books.customers.name(link.customer_id))
    return ", ".join(name for name in names if name) or None


def _question(part: int, asked: Mapping[str, object], answer: str) -> QuestionFacts:
    options = asked.get("options") or ()
    assert isinstance(options, list | tuple)
    return QuestionFacts(
        part,
        str(asked["kind"]),
        str(asked["text"]),
        tuple(map(str, options)),
        answer,
        needed=part == 0,
    )


def _filled(form: FormFacts, sent: Sent) -> FormFacts:
    """The form as it was sent."""
    return replace(
        form,
        questions=tuple(
            replace(each, answer=" ".join(sent.answers.get(each.part, ())))
            for each in form.questions
        ),
        reason=sent.reason if form.reason is not None else None,
        reach=sent.reach if form.reach is not None else None,
        follow_up=sent.follow_up,
    )


def _read(form: FormFacts) -> tuple[dict[int, str] | None, FormFacts]:
    """The answers as their kinds store them; None where one is missing or none, and the form."""
    read: dict[int, str] = {}
    questions: list[QuestionFacts] = []
    for each in form.questions:
        wrong = ""
        if each.needed or each.answer.strip():
            try:
                answer = KINDS[each.kind].read(each.answer, each.options)
                read[each.part] = answer if each.points else clean(answer)
            except Refusal as refusal:
                wrong = field_error(refusal if each.answer.strip() else Refusal(Why.MISSING))
        questions.append(replace(each, wrong=wrong))
    if any(each.wrong for each in questions):
        return None, replace(form, questions=tuple(questions), problem=INCOMPLETE)
    return read, form


def _own(books: Books, mine: Response | None) -> dict[int, str]:
    """What the voter answered themselves."""
    return books.responses.answers(mine) if mine and mine.given is Given.SELF else {}


def _state(mine: Response | None, answers: Mapping[int, str]) -> str:
    """A mark that changes with every answer stored."""
    if mine is None or not answers:
        return "none"
    told = repr((mine.at.isoformat(), sorted(answers.items())))
    return hashlib.sha256(told.encode()).hexdigest()[:16]
