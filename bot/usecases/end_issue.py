"""Resolve, dismiss, reopen: the ends of an issue, and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.errors import Refusal, Why
from bot.domain.issue import IssueState, Step
from bot.domain.loop import LoopState, settled
from bot.domain.promise import PromiseState
from bot.domain.vocabulary import DismissReason
from bot.usecases.clocks import due_times, today
from bot.usecases.desk import WATCH_FOR, Desk
from bot.usecases.open_issue import ask_owner
from bot.usecases.ownership import note_stand_in, who_answers
from bot.usecases.promises import settle_promise, void_promise
from bot.usecases.receipts import give_outcome, not_told_the_outcome, say_in_threads
from bot.usecases.show import refresh_issue
from bot.usecases.steps import nameable, take, withdrawn
from bot.usecases.typed import clean
from storage.books import Books
from storage.tables import CustomerLoop, Issue
from storage.tables.delivery import CardKind

UNNAMED = "an unnamed customer"


@dataclass(frozen=True, slots=True)
class Dismissal:
    why: DismissReason
    in_words: str
    review_on: date | None = None

    @property
    def chosen(self) -> bool:
        return self.why is DismissReason.WE_CHOSE_THIS


def resolve_issue(
    books: Books,
    desk: Desk,
    issue: Issue,
    what_changed: str,
    by: str,
    *,
    root_cause: str | None = None,
    caused_at: int | None = None,
) -> None:
    """Say what changed; every reporter hears it, and the watch window begins.

    Resolving by the date keeps a standing promise. Raises Refusal(MISSING) without words.
    """
    came_from, to = take(books, issue, Step.RESOLVE)
    what_changed = clean(what_changed)
    if not what_changed:
        raise Refusal(Why.MISSING, field="what_changed")
    if standing := books.issues.standing_promise(issue.id or 0):
        in_time = desk.now <= standing.due_at
        settle_promise(
            books, standing, PromiseState.KEPT if in_time else PromiseState.BROKEN, desk.now
        )
    books.issues.change(
        issue,
        state=to,
        resolved_at=desk.now,
        what_changed=what_changed,
        root_cause=clean(root_cause) or None,
        caused_at=caused_at,
        watch_until=desk.now + WATCH_FOR,
        snoozed_until=None,
        promise_due=None,
    )
    books.issues.record(
        issue,
        Step.RESOLVE,
        by,
        desk.now,
        came_from=came_from,
        note=what_changed,
        more=clean(root_cause),
    )
    give_outcome(books, issue, desk.now)
    close_if_told(books, desk, issue)
    refresh_issue(books, issue, desk.now)


def dismiss_issue(books: Books, desk: Desk, issue: Issue, dismissal: Dismissal, by: str) -> None:
    """End an issue without a change, with a reason that the reporters read.

    "We chose this" keeps a sentence and a review date. Raises Refusal as `words_of` does.
    """
    came_from, to = take(books, issue, Step.DISMISS)
    said = words_of(books, desk, dismissal, by)
    void_promise(books, issue, desk.now)
    books.issues.change(
        issue,
        state=to,
        dismissed_at=desk.now,
        dismiss_reason=dismissal.why,
        dismiss_words=said or None,
        review_on=dismissal.review_on if dismissal.chosen else None,
        snoozed_until=None,
        promise_due=None,
    )
    note = f"{dismissal.why.label}: {said}" if said else dismissal.why.label
    books.issues.record(issue, Step.DISMISS, by, desk.now, came_from=came_from, note=note)
    give_outcome(books, issue, desk.now)
    refresh_issue(books, issue, desk.now)


def words_of(books: Books, desk: Desk, dismissal: Dismissal, by: str) -> str:
    """The words of a dismissal. Raises Refusal(MISSING) where "We chose this" has none, or no
    review date; DATE_PASSED or DATE_TODAY for a date that is not to come."""
    said = clean(dismissal.in_words)
    if dismissal.chosen and not said:
        raise Refusal(Why.MISSING, field="in_words")
    if dismissal.chosen and dismissal.review_on is None:
        raise Refusal(Why.MISSING, field="review_on", typed=said)
    begins = today(books, by, desk.now)
    if dismissal.review_on and dismissal.review_on <= begins:
        past = dismissal.review_on < begins
        why = Why.DATE_PASSED if past else Why.DATE_TODAY
        raise Refusal(why, field="review_on", typed=said)
    return said


def settle_loop(
    books: Books, desk: Desk, issue: Issue, loop: CustomerLoop, state: LoopState, by: str
) -> None:
    """ "I told the customer" or "No need to tell": one press counts for all reporters.

    Raises Refusal(ALREADY) when somebody was quicker, or the issue is open again.
    """
    step = Step.TELL if state is LoopState.TOLD else Step.WAIVE
    came_from, _ = take(books, issue, step)
    if not books.issues.settle_loop(loop, state, by, desk.now):
        raise Refusal(Why.ALREADY, state=loop.state, person=nameable(books, issue, loop.by))
    customer = books.customers.get(loop.customer_id)
    note = customer.name if customer else UNNAMED
    books.issues.record(issue, step, by, desk.now, came_from=came_from, note=note)
    close_if_told(books, desk, issue)
    refresh_issue(books, issue, desk.now)


def close_if_told(books: Books, desk: Desk, issue: Issue) -> None:
    """The loop is closed when every customer was told or waived."""
    loops = books.issues.loops(issue.id or 0)
    if issue.state is IssueState.RESOLVED and settled(loop.state for loop in loops):
        came_from = issue.state
        books.issues.change(issue, state=IssueState.CLOSED)
        books.issues.record(issue, Step.CLOSE, None, desk.now, came_from=came_from)


def end_watch(books: Books, issue_id: int, now: datetime) -> None:
    """The watch window is over: whoever was not told until now is recorded so, and the issue stays
    resolved. Looks again whether that is so."""
    issue = books.issues.get(issue_id)
    if issue is None or issue.watch_until is None or issue.watch_until > now:
        return
    came_from, _ = take(books, issue, Step.NOT_TOLD)
    for loop in books.issues.loops(issue_id):
        if books.issues.settle_loop(loop, LoopState.NOT_TOLD, None, now):
            note = books.customers.name(loop.customer_id) or UNNAMED
            books.issues.record(issue, Step.NOT_TOLD, None, now, came_from=came_from, note=note)
    refresh_issue(books, issue, now)


def reopen_issue(books: Books, desk: Desk, issue: Issue, why: str, by: str) -> None:
    """ "Not fixed", or it came back: open again, asked anew of whoever answers now; everyone is
    told anew.

    Raises Refusal(MISSING) without a reason, and ALREADY for what was withdrawn: nothing stands
    behind it.
    """
    came_from, to = take(books, issue, Step.REOPEN)
    if withdrawn(issue):
        raise Refusal(Why.ALREADY, state="withdrawn")
    why = clean(why)
    if not why:
        raise Refusal(Why.MISSING, field="why")
    touchpoint = books.catalogue.touchpoint(issue.touchpoint_id)
    owner = issue.owner
    if owner is None or not books.people.usable(owner, today(books, owner, desk.now)):
        owner = who_answers(books, touchpoint, desk.now)
    books.cards.fold(CardKind.ISSUE, issue.id or 0, desk.now)
    books.issues.change(
        issue,
        state=to,
        owner=owner,
        acknowledged_at=None,
        resolved_at=None,
        what_changed=None,
        watch_until=None,
        dismissed_at=None,
        dismiss_reason=None,
        dismiss_words=None,
        review_on=None,
        reopened_at=desk.now,
        reopened_why=why,
        **due_times(books, owner, issue.severity, issue.touchpoint_id, desk.now),
    )
    note_stand_in(books, issue, touchpoint, desk.now)
    books.issues.reopen_loops(issue.id or 0)
    books.issues.record(issue, Step.REOPEN, by, desk.now, came_from=came_from, note=why)
    unaware = not_told_the_outcome(books, issue)
    books.cards.fold(CardKind.OUTCOME, issue.id or 0, desk.now)
    ask_owner(books, issue, desk.now)
    refresh_issue(books, issue, desk.now)
    key = f"reopened:{issue.id}:{issue.version}"
    said = "This is open again. You'll hear what comes of it."
    say_in_threads(books, issue, key, said, desk.now, but=unaware)
