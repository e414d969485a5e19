"""Another person answers: the old card folds, the new owner gets one of their own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.domain.absence import carried
from bot.domain.errors import Refusal, Why
from bot.domain.issue import IssueState, Step
from bot.domain.vocabulary import Severity
from bot.usecases.clocks import acknowledge_by, due_times, today, when_to_disturb
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
    _change_owner(books, desk, issue, owner, Step.REASSIGN, by=by, note=note)
    ask_owner(books, issue, desk.now)


def hand_over_together(
    books: Books,
    desk: Desk,
    issues: Sequence[Issue],
    owner: str | None,
    *,
    by: str | None,
    note: str,
    heading: str,
) -> None:
    """As `hand_over`, but they come as one message, which begins with `heading` (mrkdwn)."""
    for issue in issues:
        _change_owner(books, desk, issue, owner, Step.REASSIGN, by=by, note=note)
    _ask_together(books, desk, issues, owner, heading)


def pass_on_together(
    books: Books, desk: Desk, issues: Sequence[Issue], to: str, *, note: str, heading: str
) -> None:
    """Somebody stands in, or is back: no clock starts anew and no round of the ladder ends; what is
    left of each time runs on in the working time of `to`."""
    for issue in issues:
        _change_owner(books, desk, issue, to, Step.STAND_IN, by=None, note=note)
    _ask_together(books, desk, issues, to, heading)


def _ask_together(
    books: Books, desk: Desk, issues: Sequence[Issue], owner: str | None, heading: str
) -> None:
    """Critical waits for nothing and comes by itself."""
    together = [issue for issue in issues if issue.severity is not Severity.CRITICAL]
    if owner is None or len(together) < 2:
        together = []
    for issue in issues:
        if issue not in together:
            ask_owner(books, issue, desk.now)
    if owner and together:
        books.cards.open_together(
            [issue.id or 0 for issue in together],
            owner,
            heading=heading,
            now=desk.now,
            due_at=when_to_disturb(books, owner, Severity.MEDIUM, desk.now, desk.now),
        )


def _change_owner(
    books: Books,
    desk: Desk,
    issue: Issue,
    owner: str | None,
    step: Step,
    *,
    by: str | None,
    note: str,
) -> None:
    came_from, to = take(books, issue, step)
    changes = (_carried if step is Step.STAND_IN else _renewed)(books, issue, owner, desk.now)
    void_promise(books, issue, desk.now)
    books.cards.fold(CardKind.ISSUE, issue.id or 0, desk.now)
    books.issues.change(
        issue, owner=owner, state=to, acknowledged_at=None, **(changes | {"promise_due": None})
    )
    name = books.people.name(owner) if owner else "nobody"
    said = f"to {name}: {note}" if note else f"to {name}"
    books.issues.record(issue, step, by, desk.now, came_from=came_from, note=said)
    books.absences.stay(issue.id or 0)
    refresh_issue(books, issue, desk.now)


def _renewed(books: Books, issue: Issue, owner: str | None, now: datetime) -> dict[str, Any]:
    clocks = (
        {"acknowledge_due": acknowledge_by(books, issue, owner, now)}
        # nobody owned it and its clocks stood still: they start now
        if issue.owner and owner
        else due_times(books, owner, issue.severity, issue.touchpoint_id, now)
    )
    return clocks | {"snoozed_until": None, "snooze_why": None}


def _carried(books: Books, issue: Issue, owner: str | None, now: datetime) -> dict[str, Any]:
    """A snooze goes on too: its reason is about the issue."""
    if issue.owner is None or owner is None:
        return _renewed(books, issue, owner, now)
    before, after = (books.people.calendar(person) for person in (issue.owner, owner))

    def carry(due: datetime | None) -> datetime | None:
        return carried(before, after, now, due) if due else None

    unread = issue.state is IssueState.OPEN
    return {
        # what its owner had acknowledged is new to whoever stands in
        "acknowledge_due": carry(issue.acknowledge_due)
        if unread
        else acknowledge_by(books, issue, owner, now),
        "resolve_due": carry(issue.resolve_due),
    }
