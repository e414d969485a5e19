"""Every message that shows an issue follows it."""

from __future__ import annotations

from datetime import datetime

from storage.books import Books
from storage.tables import Issue
from storage.tables.delivery import CardKind


def refresh_issue(books: Books, issue: Issue, now: datetime) -> None:
    """Have the owner's card, the receipts, the outcomes and today's nudges edited to what holds
    now."""
    books.cards.touch(CardKind.ISSUE, issue.id or 0, now, CardKind.RECEIPT, CardKind.OUTCOME)
    books.mornings.touch(issue.id or 0, now)
