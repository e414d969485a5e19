"""Who leads customer experience, and that somebody does."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.errors import Refusal, Why
from bot.domain.policy import Actor, Right, may
from bot.usecases.clocks import today
from bot.usecases.desk import Desk
from bot.usecases.hand_over import hand_over
from storage.books import Books
from storage.repositories.leads import Leads


def may_claim(books: Books, actor: Actor) -> bool:
    """Whether "Become CX lead" is offered: to workspace admins, until a CX lead is active."""
    return may(actor, Right.CLAIM_LEAD) and not books.people.leads()


def claim_lead(books: Books, desk: Desk, user_id: str) -> None:
    """ "Become CX lead": the first press wins, and gets the issues that nobody owned.

    Raises Refusal(ALREADY) once somebody leads.
    """
    Leads(books).take_turn()
    if leads := books.people.leads():
        state = "lead" if user_id in leads else "led"
        raise Refusal(Why.ALREADY, state=state, person=leads[0])
    books.people.add_lead(user_id)
    books.session.flush()
    books.workspace.audit(user_id, "cx leads", "", [], [user_id], desk.now)
    _adopt_unowned(books, desk, user_id, by=user_id)


def set_leads(books: Books, desk: Desk, user_ids: Sequence[str], by: str) -> None:
    """Store who leads, in this order; the first gets the issues that nobody owned.

    Raises Refusal: MISSING for an empty list, NOT_A_PERSON for somebody new who can't answer.
    """
    Leads(books).take_turn()
    before, wanted = books.people.leads(), list(dict.fromkeys(user_ids))
    if wanted == before:
        return
    if not wanted:
        raise Refusal(Why.MISSING, field="leads")
    for user_id in wanted:
        # who leads already may stay while away
        if user_id not in before and not _can_answer(books, desk, user_id):
            raise Refusal(Why.NOT_A_PERSON, field="leads", person=user_id)
    Leads(books).replace(wanted)
    books.workspace.audit(by, "cx leads", "", before, wanted, desk.now)
    adopter = next((user_id for user_id in wanted if _can_answer(books, desk, user_id)), None)
    if adopter:
        _adopt_unowned(books, desk, adopter, by=by)


def _adopt_unowned(books: Books, desk: Desk, user_id: str, *, by: str) -> None:
    for issue in books.issues.unowned():
        hand_over(books, desk, issue, user_id, by=by, note="nobody owned it")


def _can_answer(books: Books, desk: Desk, user_id: str) -> bool:
    return books.people.usable(user_id, today(books, user_id, desk.now))
