"""Another person answers: the old card folds, the new owner gets one of their own."""

from __future__ import annotations

from bot.domain.errors import Refusal, Why
from bot.domain.issue import Step
from bot.usecases.clocks import acknowledge_by, due_times, today
from bot.usecases.desk import Desk
from bot.usecases.open_issue import ask_owner
from bot.usecases.promises import void_promise
from bot.usecases.show import refresh_issue
from bot.usecases.steps import take
from bot.usecases.typed import clean
from storage.books import Books
from storage.tables import Issue
from storage.tables.delivery import CardKind


def reassign_issue(
    books: Books, desk: Desk, issue: Issue, new_owner: str, why: str, by: str
) -> None:
    """ "Reassign": `new_owner` must be someone who can answer.

    Raises Refusal(NOT_A_PERSON) for who can't, ALREADY for who owns it now.
    """
    if not books.people.usable(new_owner, today(books, new_owner, desk.now)):
        raise Refusal(Why.NOT_A_PERSON, field="new_owner", person=new_owner)
    if new_owner == issue.owner:
        raise Refusal(Why.ALREADY, field="new_owner", state="owner", person=new_owner)
    hand_over(books, desk, issue, new_owner, by=by, note=clean(why))


def hand_over(
    books: Books, desk: Desk, issue: Issue, owner: str | None, *, by: str | None, note: str
) -> None:
    """Renew only the time to acknowledge; a promise of the old owner ends without blame."""
    came_from, to = take(books, issue, Step.REASSIGN)
    clocks = (
        {"acknowledge_due": acknowledge_by(books, owner, issue.severity, desk.now)}
        # nobody owned it and its clocks stood still: they start now
        if issue.owner and owner
        else due_times(books, owner, issue.severity, desk.now)
    )
    void_promise(books, issue, desk.now)
    books.cards.fold(CardKind.ISSUE, issue.id or 0, desk.now)
    books.issues.change(
        issue,
        owner=owner,
        state=to,
        acknowledged_at=None,
        snoozed_until=None,
        snooze_why=None,
        **(clocks | {"promise_due": None}),
    )
    name = books.people.name(owner) if owner else "nobody"
    said = f"to {name}: {note}" if note else f"to {name}"
    books.issues.record(issue, Step.REASSIGN, by, desk.now, came_from=came_from, note=said)
    ask_owner(books, issue, desk.now)
    refresh_issue(books, issue, desk.now)
