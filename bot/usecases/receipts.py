"""The reporter hears back: one receipt per reporter and issue, and replies in its thread."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from storage.books import Books
from storage.tables import Card, Issue
from storage.tables.delivery import CardKind


def reporters(books: Books, issue: Issue) -> list[str]:
    """Who logged what stands behind the issue, each once; the owner hears from their own card."""
    behind = books.observations.behind(issue.id or 0)
    everyone = dict.fromkeys(row.reporter for row in behind)
    return [user_id for user_id in everyone if user_id != issue.owner]


def give_news(books: Books, issue: Issue, now: datetime) -> None:
    """First news opens each reporter's receipt; later news edits it in place."""
    for reporter in reporters(books, issue):
        receipt(books, issue, reporter, now)


def give_outcome(books: Books, issue: Issue, now: datetime) -> None:
    """Resolved or dismissed: a reply in each receipt's thread.

    A reporter who has not heard anything yet gets the outcome as the receipt itself: one message
    with everything, not two.
    """
    for reporter in reporters(books, issue):
        before = books.cards.live(CardKind.RECEIPT, issue.id or 0, reporter)
        if before is None or books.outbox.unsent(before):
            receipt(books, issue, reporter, now)
            continue
        books.cards.open(
            CardKind.OUTCOME, issue.id or 0, reporter, now=now, due_at=now, thread=before
        )


def say_in_threads(
    books: Books,
    issue: Issue,
    key: str,
    text: str,
    now: datetime,
    *,
    but: Collection[str] = (),
    unsent: bool = False,
) -> None:
    """Say `text` once in the thread of every receipt that was given to who still is a reporter of
    the issue, `but` some. unsent: also where the receipt is still on its way, as it does not say
    that itself."""
    hearing = set(reporters(books, issue)) - set(but)
    for card in books.cards.of(CardKind.RECEIPT, issue.id or 0):
        if card.person in hearing and (unsent or not books.outbox.unsent(card)):
            books.outbox.post(
                f"{key}:{card.person}", card.person, {"text": text}, now=now, thread=card
            )


def not_told_the_outcome(books: Books, issue: Issue) -> set[str]:
    """Whose receipt's thread has an outcome that was not sent yet."""
    outcomes = books.cards.of(CardKind.OUTCOME, issue.id or 0)
    return {card.person for card in outcomes if not card.folded and books.outbox.unsent(card)}


def receipt(books: Books, issue: Issue, reporter: str, now: datetime) -> Card:
    known = books.cards.live(CardKind.RECEIPT, issue.id or 0, reporter)
    if known:
        books.cards.refresh(known, now)
        return known
    return books.cards.open(CardKind.RECEIPT, issue.id or 0, reporter, now=now, due_at=now)
