"""The post, as far as a simulation has one: nothing is sent, but it counts as sent."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.usecases.gather_cards import gather_card
from storage.books import Books
from storage.bulk import Bulk
from storage.tables import Card
from storage.tables.delivery import CardKind, OutboxState

_LATELY = timedelta(days=3)


def count_as_posted(books: Books, bulk: Bulk, now: datetime) -> None:
    """Everything that was due by `now` was posted on time."""
    if not bulk.has_post(now):
        return
    for row in bulk.to_post(now):
        card = books.cards.get(row.card_id)
        if card and gather_card(books, row, card, now):
            row.state = OutboxState.CANCELLED
        else:
            row.state = OutboxState.SENT
            row.channel, row.ts = posted_as(row.lane, row.due_at, row.card_id or row.id or 0)
        row.settled_at = row.due_at
        books.session.add(row)
        if card and row.ts:
            card.channel, card.ts = row.channel, row.ts
            card.shown, card.refresh_at = card.wanted, None
            books.session.add(card)
        books.session.flush()
    for card in bulk.stale():
        card.shown, card.refresh_at = card.wanted, None
        books.session.add(card)


def posted_as(person: str, at: datetime, number: int) -> tuple[str, str]:
    """A DM's channel, and a message's `ts` in it that no other has; `number`: of the card."""
    return "D" + person[1:], f"{int(at.timestamp())}.{number % 1_000_000:06}"


def post_again(books: Books, bulk: Bulk, now: datetime) -> None:
    """Let what is still talked about wait in the outbox, for an app that can really post it:
    today's nudges, and the cards and receipts of issues that run or were just resolved."""
    for card, row in bulk.posted(now - timedelta(days=40)):
        if not _talked_about(books, card, now):
            continue
        card.channel = card.ts = None
        card.shown, card.refresh_at, card.let_go_at = 0, None, None
        row.state, row.channel, row.ts, row.settled_at = OutboxState.QUEUED, None, None, None
        row.due_at = now
        books.session.add_all([card, row])
    books.session.flush()


def _talked_about(books: Books, card: Card, now: datetime) -> bool:
    if card.kind is CardKind.MORNING:
        nudge = books.mornings.get(card.record_id)
        return nudge is not None and nudge.ends_at > now
    issue = books.issues.get(card.record_id) if card.kind in _OF_ISSUES else None
    if issue is None or issue.dismissed_at:
        return False
    return issue.resolved_at is None or issue.resolved_at > now - _LATELY


_OF_ISSUES = (CardKind.ISSUE, CardKind.RECEIPT, CardKind.OUTCOME)
