"""The policy of due times: the workspace's and, chosen in the same form, each touchpoint's."""

from __future__ import annotations

from bot.blocks import kit
from bot.blocks.due_times import (
    DueTimesForm,
    due_times_modal,
    due_times_saved,
    input_name,
)
from bot.domain.due import DEFAULT_POLICY, Policy, Term, TermError
from bot.domain.errors import Refusal, Why
from bot.domain.ids import number
from bot.domain.vocabulary import Severity
from bot.usecases.due_policy import set_due_times
from handlers.reply import Reply
from handlers.visit import Visit
from storage.tables import Touchpoint


def press_open(visit: Visit) -> Reply:
    return Reply(open=_modal(visit, None))


def choose_touchpoint(visit: Visit) -> Reply:
    """The form shows what holds at the chosen touchpoint; with none, in the workspace."""
    return Reply(update=_modal(visit, _touchpoint(visit, visit.inbound.value)))


def submit(visit: Visit) -> Reply:
    touchpoint = _touchpoint(visit, visit.inbound.record.partition(":")[2])
    policy = Policy(_terms(visit, "acknowledge"), _terms(visit, "resolve"))
    place = touchpoint.id if touchpoint else None
    moved = set_due_times(visit.books, visit.desk, place, policy, visit.actor.user_id)
    screen = due_times_saved(touchpoint.name if touchpoint else None, moved)
    return Reply(update=kit.answer("Due times", screen))


def _modal(visit: Visit, touchpoint: Touchpoint | None) -> kit.View:
    policies = visit.books.policies
    if touchpoint is None:
        return due_times_modal(DueTimesForm(policies.own(None), DEFAULT_POLICY))
    place = (touchpoint.id or 0, touchpoint.name)
    return due_times_modal(DueTimesForm(policies.own(place[0]), policies.at(None), place))


def _touchpoint(visit: Visit, touchpoint_id: str) -> Touchpoint | None:
    if not touchpoint_id:
        return None
    row = visit.books.catalogue.touchpoint(number(touchpoint_id))
    if row is None:
        raise Refusal(Why.NOT_FOUND, what="that touchpoint")
    return row


def _terms(visit: Visit, clock: str) -> dict[Severity, Term]:
    """What was typed; what is left empty holds as otherwise."""
    terms = {}
    for severity in Severity:
        name = input_name(clock, severity)
        typed = str(visit.inbound.fields.get(name) or "").strip()
        try:
            if typed:
                terms[severity] = Term.parse(typed)
        except TermError:
            raise Refusal(Why.NOT_A_TERM, field=name, value=typed) from None
    return terms
