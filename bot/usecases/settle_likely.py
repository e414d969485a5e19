"""What becomes of an observation that waits: added to the issue it is likely about, set apart from
it, or, when nobody said so in time, what is likeliest."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.errors import Refusal, Why
from bot.domain.issue import IssueState, Step
from bot.domain.likely import Likely
from bot.usecases.desk import Desk
from bot.usecases.guessing import Guesses
from bot.usecases.match_issue import match_issue
from bot.usecases.open_issue import open_issue, stand_behind
from bot.usecases.receipts import receipt
from bot.usecases.recur import come_back, take_back
from bot.usecases.show import refresh_issue
from bot.usecases.steps import take
from storage.books import Books
from storage.tables import Issue, Observation
from storage.tables.delivery import CardKind


def add_to_issue(books: Books, desk: Desk, row: Observation, by: str) -> None:
    """ "Add to issue #12": the same matter. A resolved issue opens again and counts a recurrence.

    Raises Refusal(ALREADY) when it waits no longer, or the issue was dismissed meanwhile.
    """
    held = books.likely.release(row.id)
    if held is None or row.undone_at is not None:
        raise Refusal(Why.ALREADY, state="settled")
    issue = books.issues.get(held.issue_id)
    assert issue is not None, "an issue is never deleted"
    _join(books, desk, issue, row, by)


def set_apart(books: Books, desk: Desk, row: Observation, by: str) -> None:
    """ "It's new", or "It's something else": it opens an issue of its own at once.

    Raises Refusal(ALREADY) when that is settled.
    """
    if row.undone_at is None and books.likely.release(row.id):
        open_issue(books, desk, row, by)
    elif row.undone_at is None and (known := books.likely.recurrence(row.id)):
        row.issue_id = None
        books.session.add(row)
        take_back(books, desk, known, by)
        open_issue(books, desk, row, by)
    else:
        raise Refusal(Why.ALREADY, state="settled")


def settle_held(books: Books, observation_id: int, now: datetime) -> None:
    """Nobody said anything in time: a likely duplicate opens an issue of its own, and what the same
    customer says of the same touchpoint reopens the issue that was resolved."""
    row, known = books.observations.get(observation_id), books.likely.held(observation_id)
    if row is None or known is None or known.until > now:
        return
    held = books.likely.release(observation_id)
    if held is None or row.undone_at is not None or not row.follow_up:
        return
    desk = Desk(now, timedelta(0), Guesses())  # it has settled already
    issue = books.issues.get(held.issue_id)
    if held.why is Likely.AGAIN and issue and issue.state is not IssueState.DISMISSED:
        _join(books, desk, issue, row, held.by)
    else:
        open_issue(books, desk, row, held.by)


def _join(books: Books, desk: Desk, issue: Issue, row: Observation, by: str) -> None:
    """Put `row` behind `issue`, which then has its highest severity."""
    if issue.state in (IssueState.RESOLVED, IssueState.CLOSED):
        come_back(books, desk, issue, row, by)
        return
    came_from, _ = take(books, issue, Step.ADD)
    stand_behind(books, issue, row)
    books.session.flush()
    note = books.customers.name(row.customer_id) or ""
    books.issues.record(issue, Step.ADD, by, desk.now, came_from=came_from, note=note)
    match_issue(books, desk, issue, row, by)
    heard = issue.state is not IssueState.OPEN or books.cards.of(CardKind.RECEIPT, issue.id or 0)
    if heard and row.reporter != issue.owner:
        receipt(books, issue, row.reporter, desk.now)
    refresh_issue(books, issue, desk.now)
