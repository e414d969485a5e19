"""Days away: one's own from App Home, and a colleague's from `/cx settings`."""

from __future__ import annotations

from datetime import date

from bot.blocks.away import away_modal
from bot.domain.errors import Refusal, Why
from bot.domain.ids import number
from bot.domain.policy import Right, Role, may
from bot.usecases.away import cancel_days_away, come_back, enter_days_away
from bot.usecases.clocks import today
from handlers.home_actions import pressed
from handlers.reply import Reply
from handlers.visit import Visit, date_in

_WHO = "a CX lead or their deputy"


def open_own(visit: Visit) -> Reply:
    return Reply(open=away_modal(_today(visit)))


def open_of_others(visit: Visit) -> Reply:
    visit.need(Right.ENTER_DAYS_AWAY, _roles_towards(visit, None), _WHO)
    return Reply(open=away_modal(_today(visit), of_others=True))


def submit_own(visit: Visit) -> Reply:
    return _enter(visit, visit.actor.user_id)


def submit_of_others(visit: Visit) -> Reply:
    """Who is chosen may be oneself; for others the right is asked."""
    person = str(visit.inbound.fields.get("person") or "")
    if not person:
        raise Refusal(Why.MISSING, field="person")
    _need(visit, person)
    if not visit.books.people.belongs(person):
        raise Refusal(Why.NOT_A_PERSON, field="person", person=person)
    return _enter(visit, person)


def back(visit: Visit) -> Reply:
    by = visit.actor.user_id
    return pressed(lambda: come_back(visit.books, visit.desk, by, by))


def cancel(visit: Visit) -> Reply:
    """Pressed twice, the second press shows that they are gone."""
    row = visit.books.absences.get(number(visit.inbound.value))
    if row is None:
        return Reply(home=True)
    _need(visit, row.user_id)
    return pressed(lambda: cancel_days_away(visit.books, visit.desk, row, visit.actor.user_id))


def may_enter_for_others(visit: Visit) -> bool:
    return may(visit.actor, Right.ENTER_DAYS_AWAY, _roles_towards(visit, None))


def _need(visit: Visit, person: str) -> None:
    if person != visit.actor.user_id:
        visit.need(Right.ENTER_DAYS_AWAY, _roles_towards(visit, person), _WHO)


def _roles_towards(visit: Visit, person: str | None) -> set[Role]:
    """What whoever acts is to `person`; with None, to anybody."""
    user_id = visit.actor.user_id
    deputy = any(
        row.deputy == user_id and row.owner and person in (None, row.owner)
        for row in visit.books.catalogue.touchpoints()
    )
    return {Role.TOUCHPOINT_DEPUTY} if deputy else set()


def _enter(visit: Visit, person: str) -> Reply:
    fields = visit.inbound.fields
    enter_days_away(
        visit.books,
        visit.desk,
        person,
        date_in(fields.get("first"), "first"),
        date_in(fields.get("last"), "last"),
        stand_in=fields.get("stand_in") or None,
        by=visit.actor.user_id,
    )
    return Reply(home=True)


def _today(visit: Visit) -> date:
    return today(visit.books, visit.actor.user_id, visit.desk.now)
