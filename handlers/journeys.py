"""`/cx journey [NAME]`, `/cx journey edit NAME`."""

from __future__ import annotations

from dataclasses import replace

from bot.blocks import kit
from bot.blocks.journey_modal import JourneyFacts, journey_list, journey_modal, journey_saved
from bot.blocks.journey_picture import journey_on_its_way, journey_which
from bot.domain.command import parse
from bot.domain.errors import Refusal, Why
from bot.domain.ids import number
from bot.domain.nearest import match
from bot.domain.policy import Right
from bot.domain.promise import COUNTED_FOR
from bot.domain.vocabulary import Relation
from bot.usecases.journey_picture import ask_picture
from bot.usecases.journey_score import score_surveys
from bot.usecases.journeys import JourneyEntry, add_journey, edit_journey, journey_facts
from handlers.reply import Reply
from handlers.visit import Visit
from storage.tables import Journey


def journey(visit: Visit, text: str) -> Reply:
    """Its picture, in the person's DM: drawn later, as it may take a while."""
    parsed = parse(text, ("segment", "relation"))
    by_name = {row.name: row for row in visit.books.catalogue.journeys()}
    typed = parsed.words.strip()
    found = match(typed, by_name) if typed else None
    if not typed and len(by_name) == 1:
        found = next(iter(by_name))
    if found is None:
        return Reply(show=journey_which(list(by_name)))
    row = by_name[found]
    if not visit.books.catalogue.stages(row.id):
        raise Refusal(Why.NOT_FOUND, what="a stage of that journey")
    ask_picture(
        visit.books,
        visit.desk,
        visit.actor.user_id,
        row.id or 0,
        segment=parsed.options.get("segment"),
        relation=_relation(parsed.options.get("relation")),
    )
    return Reply(show=journey_on_its_way(row.name))


def _relation(typed: str | None) -> Relation | None:
    """Raises Refusal(UNKNOWN_VALUE) with those that come near."""
    if typed is None:
        return None
    if (known := typed.strip().casefold()) in set(Relation):
        return Relation(known)
    raise Refusal(Why.UNKNOWN_VALUE, key="relation", value=typed, known=list(Relation))


def journey_edit(visit: Visit, text: str) -> Reply:
    """By name. Without one: the only one, a first one, or the choice among several."""
    visit.need(Right.MANAGE_CATALOGUE, set(), "a CX lead")
    rows = visit.books.catalogue.journeys()
    typed = text.strip()
    if not typed and len(rows) < 2:
        return Reply(open=_modal(visit, _facts(visit, rows[0]) if rows else JourneyFacts()))
    by_name = {row.name: row for row in rows}
    found = match(typed, by_name) if typed else None
    if found is not None:
        return Reply(open=_modal(visit, _facts(visit, by_name[found])))
    now = visit.desk.now
    counts = visit.books.promise_counts.by_journey(now - COUNTED_FOR, now)
    known = [replace(_facts(visit, row), promises=counts.get(row.id)) for row in rows]
    return Reply(show=journey_list(known, typed))


def press_open(visit: Visit) -> Reply:
    return Reply(open=_modal(visit, _facts(visit, _journey(visit, visit.inbound.value))))


def press_add(visit: Visit) -> Reply:
    """The button carries the name that was typed and is not known."""
    return Reply(open=_modal(visit, JourneyFacts(name=visit.inbound.value)))


def submit_journey(visit: Visit) -> Reply:
    fields, by = visit.inbound.fields, visit.actor.user_id
    new = JourneyEntry(
        name=str(fields.get("name") or ""),
        stages=str(fields.get("stages") or ""),
        owner=fields.get("owner") or None,
        sponsor=fields.get("sponsor") or None,
        goal=str(fields.get("goal") or ""),
        score=number(fields["score"]) if fields.get("score") else None,
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


def _modal(visit: Visit, facts: JourneyFacts) -> kit.View:
    return journey_modal(facts, score_surveys(visit.books))


def _facts(visit: Visit, row: Journey) -> JourneyFacts:
    return journey_facts(visit.books, row)
