""" "I need help": the journey's owner hears once that a promise could not be kept."""

from __future__ import annotations

from bot.blocks.facts import PromiseFacts
from bot.blocks.help_wanted import help_wanted
from bot.domain.errors import Refusal, Why
from bot.domain.issue import Step
from bot.domain.promise import PromiseState
from bot.usecases.clocks import when_to_disturb
from bot.usecases.desk import Desk
from bot.usecases.facts import issue_facts
from bot.usecases.ownership import ladder_of
from bot.usecases.show import refresh_issue
from storage.books import Books
from storage.tables import Issue, Promise


def ask_help(books: Books, desk: Desk, issue: Issue, by: str) -> None:
    """Tell the journey's owner, or the first CX lead where there is none, in their working time;
    once for each promise.

    Raises Refusal: ALREADY for an issue or a promise that has ended, or help that was asked for;
    NOT_FOUND when there is nobody to ask.
    """
    if not issue.state.unresolved:
        raise Refusal(Why.ALREADY, state=issue.state)
    promises = books.issues.promises(issue.id or 0)
    promise = promises[-1] if promises else None
    if promise and _is_over(promise, issue):
        raise Refusal(Why.ALREADY, state="past", number=issue.number)
    above = ladder_of(books, issue, by, desk.now).journey_owner
    helpers = [person for person in (above, *books.people.leads()) if person and person != by]
    if not helpers:
        raise Refusal(Why.NOT_FOUND, what="anybody to ask for help")
    helper = helpers[0]
    facts = issue_facts(books, issue, books.people.actor(helper), desk.now)
    broken = PromiseFacts(promise.next_step, promise.due_on, promise.state) if promise else None
    new = books.outbox.post(
        f"help:{issue.id}:{promise.id if promise else 0}",
        helper,
        help_wanted(facts, by, broken).message(),
        now=desk.now,
        due_at=when_to_disturb(books, helper, issue.severity, desk.now, desk.now),
    )
    if not new:
        raise Refusal(Why.ALREADY, state="asked")
    note = f"from {books.people.name(helper)}"
    books.issues.record(issue, Step.ASK_HELP, by, desk.now, came_from=issue.state, note=note)
    refresh_issue(books, issue, desk.now)


def _is_over(promise: Promise, issue: Issue) -> bool:
    """Whether it was settled, or broken before the issue was opened again: a nudge of that time
    still has the button."""
    if promise.state is PromiseState.BROKEN:
        return issue.reopened_at is not None and promise.due_at < issue.reopened_at
    return promise.state is not PromiseState.STANDING
