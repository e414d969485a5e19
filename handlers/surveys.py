"""`/survey`, and the buttons by which authors manage their surveys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from bot.blocks.help import survey_help
from bot.blocks.wave_screens import PAGE, author_card, sending, wave_list
from bot.domain.command import split_verb
from bot.domain.errors import Refusal, Why
from bot.domain.ids import number
from bot.domain.nearest import nearest
from bot.domain.policy import Right
from bot.domain.survey_form import SurveyForm, checked
from bot.domain.survey_line import Line, kind_of, read_line
from bot.domain.surveys import KINDS
from bot.usecases.close_wave import cancel_wave, close_wave
from bot.usecases.desk import Desk
from bot.usecases.send_survey import send_survey, stop_repeating
from bot.usecases.survey_facts import wave_facts
from handlers.asking import Asking
from handlers.inbound import Inbound
from handlers.pressed import card_shown, pressed_card
from handlers.reply import Reply
from handlers.survey_customers import numbered, record_command, results_command
from handlers.survey_form import check_place, company, open_form, told
from handlers.visit import Visit
from storage.books import Books
from storage.tables import Wave
from storage.tables.delivery import CardKind


def survey(visit: Visit) -> Reply:
    """Find out what the line is, and hand over. Nothing typed is lost: what can't be sent as it
    stands is in the modal, or carried back."""
    typed = visit.inbound.value
    if not typed.strip():
        return open_form(visit)
    if kind_of(typed)[0] is not None:
        return _send(visit)
    verb, rest = split_verb(visit.inbound.text, VERBS)
    if verb is None:
        first = visit.inbound.text.split()[0]
        near = nearest(first, [*KINDS, *VERBS], 1)
        raise Refusal(
            Why.UNKNOWN_VALUE,
            key="kind of survey",
            value=first,
            near=near,
            known=() if near else KINDS,
            typed=visit.inbound.text,
        )
    return VERBS[verb](visit, rest)


def stores(typed: str) -> bool:
    """Whether `/survey typed` changes anything: all others show something, or open a modal."""
    return kind_of(typed)[0] is not None or split_verb(typed, VERBS)[0] in ("close", "record")


async def know_where(asking: Asking, inbound: Inbound) -> Inbound:
    """Have Slack say whether we are in the channel the line asks in."""
    line = _read(inbound, "", lambda _: None)
    channel = line.form.asked.channel if line else None
    return await asking.other_place(inbound, channel) if channel else inbound


def surveys_page(visit: Visit) -> Reply:
    start, _, _ = visit.inbound.value.partition(" ")
    return _list(visit, number(start) or 0)


def press_close(visit: Visit) -> Reply:
    return _managed(visit, close_wave)


def press_cancel(visit: Visit) -> Reply:
    return _managed(visit, cancel_wave)


def press_stop(visit: Visit) -> Reply:
    return _managed(visit, stop_repeating)


# -- inside ---------------------------------------------------------------------------------------


def _send(visit: Visit) -> Reply:
    inbound, books = visit.inbound, visit.books
    line = _read(inbound, company(visit), books.people.name_or_none)
    assert line is not None, "it began with a kind"
    notes, form = list(line.open), line.form
    if line.touchpoint:
        try:
            found = books.catalogue.find_touchpoint(line.touchpoint)
            form = replace(form, touchpoint_id=found.id)
        except Refusal as refusal:
            notes.append(refusal)
    known = {note.field for note in notes if note.why in (Why.UNKNOWN_VALUE, Why.ONE_PLACE)}
    notes += [fault for fault in _faults(visit, form) if fault.field not in known]
    if notes:
        return open_form(visit, form, told(tuple(notes)))
    wave = send_survey(books, visit.desk, form, visit.actor.user_id)
    return Reply(show=sending(wave_facts(books, wave)), surveys=True)


def _faults(visit: Visit, form: SurveyForm) -> list[Refusal]:
    """What keeps it from being sent: of a field that is wrong in two ways, what the place says."""
    found: dict[str | None, Refusal] = {}
    for check in (checked, partial(check_place, visit)):
        try:
            check(form)
        except Refusal as refusal:
            found[refusal.field] = refusal
    return list(found.values())


def _read(inbound: Inbound, company_name: str, names: Callable[[str], str | None]) -> Line | None:
    if kind_of(inbound.value)[0] is None:
        return None
    # a DM is no channel: nobody can be asked "here"
    here = inbound.channel if (inbound.channel or "D")[0] in "CG" else None
    return read_line(inbound.value, here=here, company=company_name, names=names)


def _list_command(visit: Visit, _text: str) -> Reply:
    return _list(visit, 0)


def _list(visit: Visit, start: int) -> Reply:
    leads = visit.actor.leads
    author = None if leads else visit.actor.user_id
    rows, total = visit.books.surveys.page(author=author, offset=start, limit=PAGE)
    facts = [
        wave_facts(visit.books, wave, manages=leads or survey.author == author)
        for wave, survey in rows
    ]
    whose = "All surveys" if leads else "Your surveys"
    return Reply(show=wave_list(facts, total, start=start, whose=whose))


def _help(_visit: Visit, _text: str) -> Reply:
    return Reply(show=survey_help())


def _close_command(visit: Visit, text: str) -> Reply:
    wave = visit.wave(Right.MANAGE_SURVEY, numbered(visit, text, "close"))
    close_wave(visit.books, visit.desk, wave, visit.actor.user_id)
    return Reply(show=author_card(wave_facts(visit.books, wave)), surveys=True)


def _managed(visit: Visit, do: Callable[[Books, Desk, Wave, str], None]) -> Reply:
    """Do it to the wave whose button was pressed, and show it where it was pressed."""
    row = visit.books.surveys.wave(number(visit.inbound.value))
    wave = visit.wave(Right.MANAGE_SURVEY, row)
    do(visit.books, visit.desk, wave, visit.actor.user_id)
    card = pressed_card(visit)
    if card is not None and card.kind is CardKind.WAVE_AUTHOR:
        return replace(card_shown(visit, card), surveys=True)
    return Reply(show=author_card(wave_facts(visit.books, wave)), surveys=True)


VERBS = {
    "list": _list_command,
    "results": results_command,
    "close": _close_command,
    "record": record_command,
    "help": _help,
}
