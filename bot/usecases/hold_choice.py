""" "It still holds": what "We chose this" ended is looked at again, and stays so."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.blocks.mrkdwn import day
from bot.domain.errors import Refusal, Why
from bot.domain.issue import IssueState, Step
from bot.domain.vocabulary import DismissReason
from bot.usecases.clocks import today
from bot.usecases.desk import Desk
from bot.usecases.end_issue import Dismissal, words_of
from bot.usecases.show import refresh_issue
from bot.usecases.steps import take
from storage.books import Books
from storage.tables import Issue


def hold_choice(
    books: Books, desk: Desk, issue: Issue, in_words: str, review_on: date, by: str
) -> None:
    """Keep it so until a new review date, for the same reason or in other words, which reporters
    read. It counts as chosen anew: customers who come from now on are news again.

    Raises Refusal: ALREADY for what is not chosen, MISSING without words; DATE_PASSED, DATE_TODAY.
    """
    came_from = _chosen(books, issue)
    said = words_of(books, desk, Dismissal(DismissReason.WE_CHOSE_THIS, in_words, review_on), by)
    books.issues.change(issue, dismissed_at=desk.now, dismiss_words=said, review_on=review_on)
    note = f"until {day(review_on)} {review_on.year}: {said}"
    books.issues.record(issue, Step.HOLD, by, desk.now, came_from=came_from, note=note)
    refresh_issue(books, issue, desk.now)


def proposed_review(books: Books, issue: Issue, by: str, now: datetime) -> date:
    """As many days ahead as the last time. Raises Refusal(ALREADY) for what is not chosen."""
    _chosen(books, issue)
    assert issue.dismissed_at, "what is chosen was dismissed"
    assert issue.review_on, "what is chosen has a review date"
    ahead = issue.review_on - today(books, by, issue.dismissed_at)
    begins = today(books, by, now)
    return begins + min(max(ahead, timedelta(days=1)), date.max - begins)


def _chosen(books: Books, issue: Issue) -> IssueState:
    """Its state. Raises Refusal(ALREADY) unless "We chose this" ended it."""
    state, _ = take(books, issue, Step.HOLD)
    if issue.dismiss_reason is not DismissReason.WE_CHOSE_THIS:
        raise Refusal(Why.ALREADY, state=state)
    return state
