"""What passed without news: missed times go on record, and unkept promises lapse.

Each function takes one issue, looks again whether the time has come, and does nothing otherwise,
so that any copy may call it any number of times.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from bot.blocks.mrkdwn import day
from bot.domain.issue import IssueState, Step, possible
from bot.domain.ladder import Time
from bot.domain.promise import PromiseState
from bot.domain.workcal import end_of_next_working_day
from bot.usecases.climb import critical, looked_at
from bot.usecases.clocks import acknowledge_by
from bot.usecases.ownership import who_stands
from bot.usecases.promises import settle_promise
from bot.usecases.show import refresh_issue
from bot.usecases.steps import take
from storage.books import Books
from storage.tables import Issue, Promise
from storage.tables.delivery import CardKind

_DUE = ("acknowledge_due", "resolve_due", "promise_due")


def lapse_unpromised(books: Books, issue_id: int, now: datetime) -> None:
    """No promise came by when it was asked for: the issue is open again."""
    issue = books.issues.get(issue_id)
    due = issue.promise_due if issue else None
    if issue is None or due is None or due > now or not possible(issue.state, Step.LAPSE):
        return
    stands = who_stands(books, issue, now)
    if stands is None:
        _put_off(books, issue, ("promise_due",), None, _NOBODY, now)
        return
    _lapse(books, issue, stands, now, "no promise came in time")
    _miss(books, issue, Time.PROMISE, due, due, now)


def break_promise(books: Books, issue_id: int, now: datetime) -> None:
    """The promise's day is over, and its morning had named it: it is broken, the issue open."""
    issue, promise = books.issues.get(issue_id), books.issues.standing_promise(issue_id)
    if issue is None or promise is None or not possible(issue.state, Step.LAPSE):
        return
    named = books.due_times.named_until(promise.id or 0, now)
    if promise.due_at > now or named is None:
        return
    stands = who_stands(books, issue, now)
    if stands is None:
        _put_off(books, issue, (), promise, _NOBODY, now)
        return
    settle_promise(books, promise, PromiseState.BROKEN, now)
    note = f"“{promise.next_step}” by {day(promise.due_on)} passed"
    _lapse(books, issue, stands, now, note)
    _miss(books, issue, Time.PROMISE, promise.due_at, max(promise.due_at, named), now)


def miss_time(books: Books, issue_id: int, what: Time, now: datetime) -> None:
    """The time to acknowledge or to resolve passed: it starts a round of the ladder, or joins the
    one that runs."""
    issue = books.issues.get(issue_id)
    if issue is None or not issue.state.unresolved:
        return
    column = f"{what.value}_due"
    due = getattr(issue, column)
    if due is None or due > now or (what is Time.ACKNOWLEDGE and issue.state != IssueState.OPEN):
        return
    stands = who_stands(books, issue, now)
    if stands is None:
        _put_off(books, issue, (column,), None, _NOBODY, now)
    elif _miss(books, issue, what, due, due, now):
        note = f"to {what.value}"
        books.issues.record(issue, Step.MISS, None, now, came_from=issue.state, note=note)
        books.cards.touch(CardKind.ISSUE, issue_id, now)


def forgive_downtime(books: Books, issue_id: int, since: datetime, now: datetime) -> None:
    """What fell due while Earshot was down is due by the end of the next working day."""
    issue = books.issues.get(issue_id)
    if issue is None or not issue.state.unresolved:
        return

    def within(due: datetime | None) -> bool:
        return due is not None and since < due <= now

    promise = books.issues.standing_promise(issue_id)
    _put_off(
        books,
        issue,
        [column for column in _DUE if within(getattr(issue, column))],
        promise if promise and within(promise.due_at) else None,
        f"Earshot was down since {day(since)}, {since:%H:%M} UTC",
        now,
    )


_NOBODY = "nobody stood in"


def _put_off(
    books: Books,
    issue: Issue,
    columns: Collection[str],
    promise: Promise | None,
    note: str,
    now: datetime,
) -> None:
    """Due by the end of the next working day of whoever stands, or of the owner once back."""
    person = who_stands(books, issue, now) or issue.owner
    later = end_of_next_working_day(books.people.calendar(person), now) if person else None
    if later is None or not (columns or promise):
        return
    changes: dict[str, Any] = dict.fromkeys(columns, later)
    if promise:
        promise.due_at = later
        books.session.add(promise)
    books.issues.change(issue, **changes)
    books.issues.record(issue, Step.PUT_OFF, None, now, came_from=issue.state, note=note)
    refresh_issue(books, issue, now)


def _lapse(books: Books, issue: Issue, stands: str, now: datetime, note: str) -> None:
    came_from, to = take(books, issue, Step.LAPSE)
    books.issues.change(
        issue,
        state=to,
        acknowledged_at=None,
        promise_due=None,
        acknowledge_due=acknowledge_by(books, issue, stands, now),
    )
    books.issues.record(issue, Step.LAPSE, None, now, came_from=came_from, note=note)
    refresh_issue(books, issue, now)


def _miss(
    books: Books,
    issue: Issue,
    what: Time,
    due: datetime,
    missed_at: datetime,
    now: datetime,
) -> bool:
    """False when it is on record already. `missed_at`: from when the first rung is reckoned."""
    if not books.due_times.miss(issue.id or 0, what, due, now):
        return False
    if books.ladders.running(issue.id or 0) is None:
        next_at = looked_at(books, issue, missed_at, at_once=critical(issue))
        books.ladders.start_round(issue.id or 0, missed_at, next_at, now)
    return True
