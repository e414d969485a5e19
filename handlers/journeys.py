"""`/cx journey edit NAME`."""

from __future__ import annotations

from bot.blocks import kit
from bot.blocks.journey_modal import JourneyFacts, journey_list, journey_modal, journey_saved
from bot.domain.errors import Refusal, Why
from bot.domain.nearest import match
from bot.domain.policy import Right
from bot.usecases.journeys import JourneyEntry, add_journey, edit_journey, journey_facts
from handlers.reply import Reply
from handlers.visit import Visit, number
from storage.tables import Journey


def journey_edit(visit: Visit, text: str) -> Reply:
    """By name. Without one: the only one, a first one, or the choice among several."""
    visit.need(Right.MANAGE_CATALOGUE, set(), "a CX lead")
    rows = visit.books.catalogue.journeys()
    typed = text.strip()
    if not typed and len(rows) < 2:
        return Reply(open=journey_modal(_facts(visit, rows[0]) if rows else JourneyFacts()))
    by_name = {row.name: row for row in rows}
    found = match(typed, by_name) if typed else None
    if found is not None:
        return Reply(open=journey_modal(_facts(visit, by_name[found])))
    return Reply(show=journey_list([_facts(visit, row) for row in rows], typed))


def press_open(visit: Visit) -> Reply:
    return Reply(open=journey_modal(_facts(visit, _journey(visit, visit.inbound.value))))


def press_add(visit: Visit) -> Reply:
    """The button carries the name that was typed and is not known."""
    return Reply(open=journey_modal(JourneyFacts(name=visit.inbound.value)))


def submit_journey(visit: Visit) -> Reply:
    fields, by = visit.inbound.fields, visit.actor.user_id
    new = JourneyEntry(
        name=str(fields.get("name") or ""),
        stages=str(fields.get("stages") or ""),
        owner=fields.get("owner") or None,
        sponsor=fields.get("sponsor") or None,
    )
    if visit.inbound.record:
        row = _journey(visit, visit.inbound.record.removeprefix("journey:"))
        without_stage = edit_journey(visit.books, visit.desk, row, new, by)
        screen = journey_saved(_facts(visit, row), added=False, without_stage=without_stage)
    else:
        row = add_journey(visit.books, visit.desk, new, by)
        screen = journey_saved(_facts(visit, row), added=True)
    return Reply(update=kit.answer("Journey", screen), home=True)


def _journey(visit: Visit, journey_id: str) -> Journey:
    row = visit.books.catalogue.journey(number(journey_id))
    if row is None:
        raise Refusal(Why.NOT_FOUND, what="that journey")
    return row


def _facts(visit: Visit, row: Journey) -> JourneyFacts:
    return journey_facts(visit.books, row)
