"""What the owner commits to, and what became of it."""

from __future__ import annotations

from datetime import date, datetime

from bot.blocks.mrkdwn import day
from bot.domain.errors import Refusal, Why
from bot.domain.issue import Step
from bot.domain.promise import PromiseState, was_moved
from bot.usecases.clocks import next_promise_due, promise_ends, today
from bot.usecases.desk import Desk
from bot.usecases.receipts import give_news
from bot.usecases.show import refresh_issue
from bot.usecases.steps import take
from bot.usecases.typed import clean
from storage.books import Books
from storage.tables import Issue, Promise

_FURTHEST_DAYS = 366


def make_promise(
    books: Books, desk: Desk, issue: Issue, next_step: str, due_on: date, by: str
) -> None:
    """Promise `next_step` by the end of `due_on`'s working time in the owner's own zone.

    Raises Refusal: MISSING without a next step, DATE_PASSED, TOO_FAR, ALREADY while another stands.
    """
    came_from, to = take(books, issue, Step.PROMISE)
    next_step = clean(next_step)
    if not next_step:
        raise Refusal(Why.MISSING, field="next_step")
    if books.issues.standing_promise(issue.id or 0):
        raise Refusal(Why.ALREADY, state="promised", typed=next_step)
    promiser = issue.owner or by
    due_at = _ends(books, desk, promiser, due_on, typed=next_step)
    books.issues.change(
        issue, state=to, acknowledged_at=issue.acknowledged_at or desk.now, promise_due=None
    )
    _add(books, desk, issue, promiser, next_step, due_on, due_at)
    note = f"“{next_step}” by {day(due_on)}"
    books.issues.record(issue, Step.PROMISE, by, desk.now, came_from=came_from, note=note)
    give_news(books, issue, desk.now)
    refresh_issue(books, issue, desk.now)


def move_promise(books: Books, desk: Desk, issue: Issue, due_on: date, why: str, by: str) -> None:
    """Promise the same for a later date, once, before the promised day's working time ends.

    Raises Refusal: ALREADY when none stands, it was moved before or its day is over; MISSING
    without a reason; NOT_LATER, DATE_PASSED, TOO_FAR.
    """
    came_from, to = take(books, issue, Step.MOVE_PROMISE)
    standing = movable_promise(books, issue, desk.now)
    why = clean(why)
    if not why:
        raise Refusal(Why.MISSING, field="why")
    if due_on <= standing.due_on:
        raise Refusal(Why.NOT_LATER, field="by_when", typed=why)
    promiser = issue.owner or by
    due_at = _ends(books, desk, promiser, due_on, typed=why)
    books.issues.change(issue, state=to)
    standing.reason = why
    settle_promise(books, standing, PromiseState.MOVED, desk.now)
    _add(books, desk, issue, promiser, standing.next_step, due_on, due_at)
    moved = f"from {day(standing.due_on)} to {day(due_on)}"
    note = f"“{standing.next_step}” {moved}: {why}"
    books.issues.record(issue, Step.MOVE_PROMISE, by, desk.now, came_from=came_from, note=note)
    give_news(books, issue, desk.now)
    refresh_issue(books, issue, desk.now)


def movable_promise(books: Books, issue: Issue, now: datetime) -> Promise:
    """The promise that stands and can be moved still. Raises Refusal(ALREADY) as `move_promise`."""
    promises = books.issues.promises(issue.id or 0)
    if not promises or promises[-1].state is not PromiseState.STANDING:
        raise Refusal(Why.ALREADY, state="kept")
    if was_moved([row.state for row in promises]):
        raise Refusal(Why.ALREADY, state="moved")
    if promises[-1].due_at <= now:
        raise Refusal(Why.ALREADY, state="over")
    return promises[-1]


def keep_promise(books: Books, desk: Desk, issue: Issue, by: str) -> None:
    """ "Done": the promise is kept; the next one, or Resolve, is asked for by the next working day.

    Raises Refusal(ALREADY) when no promise stands.
    """
    came_from, _ = take(books, issue, Step.KEEP_PROMISE)
    standing = books.issues.standing_promise(issue.id or 0)
    if standing is None:
        raise Refusal(Why.ALREADY, state="kept")
    due = next_promise_due(books, issue.owner or by, desk.now)
    books.issues.change(issue, promise_due=due)
    settle_promise(books, standing, PromiseState.KEPT, desk.now)
    note = f"“{standing.next_step}”"
    books.issues.record(issue, Step.KEEP_PROMISE, by, desk.now, came_from=came_from, note=note)
    refresh_issue(books, issue, desk.now)


def _ends(books: Books, desk: Desk, promiser: str, due_on: date, *, typed: str) -> datetime:
    """When the working time of `due_on` ends for who promises."""
    first_day = today(books, promiser, desk.now)
    if (due_on - first_day).days > _FURTHEST_DAYS:
        raise Refusal(Why.TOO_FAR, field="by_when", typed=typed)
    # no calendar reaches the first and the last day there is: asked only of days nearby
    if due_on < first_day or (due_at := promise_ends(books, promiser, due_on)) <= desk.now:
        raise Refusal(Why.DATE_PASSED, field="by_when", typed=typed)
    return due_at


def _add(
    books: Books,
    desk: Desk,
    issue: Issue,
    promiser: str,
    next_step: str,
    due_on: date,
    due_at: datetime,
) -> None:
    books.issues.add_promise(
        Promise(
            team_id=books.team_id,
            issue_id=issue.id or 0,
            made_by=promiser,
            made_at=desk.now,
            next_step=next_step,
            due_on=due_on,
            due_at=due_at,
        )
    )


def settle_promise(books: Books, promise: Promise, state: PromiseState, now: datetime) -> None:
    promise.state, promise.settled_at = state, now
    books.session.add(promise)
    books.session.flush()


def void_promise(books: Books, issue: Issue, now: datetime) -> None:
    """A standing promise ends without blame: handed over, dismissed."""
    if standing := books.issues.standing_promise(issue.id or 0):
        settle_promise(books, standing, PromiseState.VOID, now)
