"""Quiet until a date, with a reason. The clock goes on; only the reminders rest."""

from __future__ import annotations

from datetime import date

from bot.blocks.mrkdwn import day
from bot.domain.errors import Refusal, Why
from bot.domain.issue import Step
from bot.usecases.clocks import today
from bot.usecases.desk import Desk
from bot.usecases.show import refresh_issue
from bot.usecases.steps import take
from bot.usecases.typed import clean
from storage.books import Books
from storage.tables import Issue

LONGEST_DAYS = 14


def snooze_issue(books: Books, desk: Desk, issue: Issue, until: date, why: str, by: str) -> None:
    """Raises Refusal: MISSING without a reason, DATE_PASSED, DATE_TODAY, TOO_FAR beyond 14 calendar
    days."""
    came_from, _ = take(books, issue, Step.SNOOZE)
    why = clean(why)
    if not why:
        raise Refusal(Why.MISSING, field="why")
    days = (until - today(books, issue.owner or by, desk.now)).days
    if days < 1:
        raise Refusal(Why.DATE_PASSED if days else Why.DATE_TODAY, field="until", typed=why)
    if days > LONGEST_DAYS:
        raise Refusal(Why.TOO_FAR, field="until", typed=why, days=LONGEST_DAYS)
    books.issues.change(issue, snoozed_until=until, snooze_why=why)
    note = f"until {day(until)}: {why}"
    books.issues.record(issue, Step.SNOOZE, by, desk.now, came_from=came_from, note=note)
    refresh_issue(books, issue, desk.now)
