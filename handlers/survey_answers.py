"""What who is asked presses: an answer in one click, or the modal behind "Answer".

The gate keeps no record of these requests: storing an answer twice changes nothing, and the record
of an anonymous one, with its time, would tell.
"""

from __future__ import annotations

from bot.blocks.kit import Screen, answer
from bot.blocks.survey_message import (
    answer_modal,
    ask,
    may_we_follow_up,
    thanks,
    will_follow_up,
)
from bot.domain.errors import Refusal, Why
from bot.domain.ids import number
from bot.domain.wave import REASON_PART
from bot.usecases.answer_survey import (
    Answered,
    answer_survey,
    say_yes_to_follow_up,
    sheet_to_answer,
)
from bot.usecases.survey_facts import sheet_facts
from handlers.reply import Reply
from handlers.visit import Visit
from storage.repositories.sheets import Sheet


def press(visit: Visit) -> Reply:
    """An answer in one click; its button says which wave, question and answer."""
    wave_id, _, rest = visit.inbound.value.partition(":")
    place, _, value = rest.partition(":")
    sheet = _sheet(visit, wave_id)
    part = number(place)
    if part is None:
        raise Refusal(Why.NOT_FOUND, what="that question")
    answered = answer_survey(visit.books, visit.desk, sheet, {part: value}, visit.actor)
    if visit.inbound.in_home:
        return Reply(tell=_thanks(visit, sheet, answered), home=True)
    if sheet.anonymous or not _is_theirs_alone(visit):
        return Reply(tell=_thanks(visit, sheet, answered))
    return Reply(
        show=ask(sheet_facts(visit.books, sheet, reader=visit.actor.user_id)),
        tell=may_we_follow_up(sheet.id) if answered.asks_to_follow_up else None,
    )


def follow_up(visit: Visit) -> Reply:
    """ "May we follow up?" Yes."""
    sheet = _sheet(visit, visit.inbound.value)
    say_yes_to_follow_up(visit.books, visit.desk, sheet, visit.actor)
    return Reply(show=will_follow_up())


def open_answer(visit: Visit) -> Reply:
    return _open(visit, reason_only=False)


def open_reason(visit: Visit) -> Reply:
    return _open(visit, reason_only=True)


def submit(visit: Visit) -> Reply:
    """What was left empty is not answered; something must be."""
    sheet = _sheet(visit, visit.inbound.record)
    given = {
        part: _text(value)
        for name, value in visit.inbound.fields.items()
        if (part := number(name.removeprefix("part_"))) is not None and _text(value)
    }
    if not given:
        raise Refusal(Why.MISSING)
    answered = answer_survey(visit.books, visit.desk, sheet, given, visit.actor)
    return Reply(update=answer("Thank you", _thanks(visit, sheet, answered)))


def _open(visit: Visit, *, reason_only: bool) -> Reply:
    sheet = _sheet(visit, visit.inbound.value)
    facts = sheet_facts(visit.books, sheet, reader=visit.actor.user_id)
    return Reply(open=answer_modal(facts, reason_only=reason_only))


def _sheet(visit: Visit, wave_id: object) -> Sheet:
    return sheet_to_answer(visit.books, visit.desk, number(wave_id), visit.actor)


def _thanks(visit: Visit, sheet: Sheet, answered: Answered) -> Screen:
    facts = sheet_facts(visit.books, sheet)
    if answered.part == REASON_PART:
        return thanks(facts, None, "")
    question = facts.questions[answered.part]
    screen = thanks(facts, answered.part, question.how.shown(answered.answer, question.options))
    if answered.asks_to_follow_up:
        screen.blocks.extend(may_we_follow_up(sheet.id).blocks)
    return screen


def _is_theirs_alone(visit: Visit) -> bool:
    channel = visit.inbound.channel or ""
    return channel.startswith("D") and visit.inbound.in_message


def _text(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value or "").strip()
