"""One click: it is yours, the reporter knows, and a promise is asked for."""

from __future__ import annotations

from bot.domain.issue import Step
from bot.usecases.clocks import next_promise_due
from bot.usecases.desk import Desk
from bot.usecases.hand_over import hand_over
from bot.usecases.receipts import give_news
from bot.usecases.show import refresh_issue
from bot.usecases.steps import take
from storage.books import Books
from storage.tables import Issue


def acknowledge_issue(books: Books, desk: Desk, issue: Issue, by: str) -> None:
    """Stamp the time; what nobody owned is now the presser's. Raises Refusal(ALREADY) when somebody
    was quicker."""
    if issue.owner is None:
        hand_over(books, desk, issue, by, by=by, note="nobody owned it")
    came_from, to = take(books, issue, Step.ACKNOWLEDGE)
    books.issues.change(
        issue,
        state=to,
        acknowledged_at=desk.now,
        promise_due=next_promise_due(books, issue.owner or by, desk.now),
    )
    books.issues.record(issue, Step.ACKNOWLEDGE, by, desk.now, came_from=came_from)
    give_news(books, issue, desk.now)
    refresh_issue(books, issue, desk.now)
