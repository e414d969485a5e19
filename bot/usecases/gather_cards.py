"""What is asked before a card is posted: after three cards in an hour the rest come together in
one DM, and a nudge whose day is over is not sent at all."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.vocabulary import Severity
from storage.books import Books
from storage.tables import Card, OutboxRow
from storage.tables.delivery import CardKind

ALONE = 3
WITHIN = timedelta(hours=1)


def gather_card(books: Books, row: OutboxRow, card: Card, now: datetime) -> bool:
    """The `Gatherer` of `bot.ports`: put an issue card into the person's bundle of this hour.

    Critical waits for nothing and stands alone.
    """
    if card.kind is CardKind.MORNING:
        return _too_late(books, card, now)
    if card.kind is not CardKind.ISSUE:
        return False
    if not _gathers(books, card, now):
        card.let_go_at = card.let_go_at or now
        books.session.add(card)
        return False
    bundle = books.cards.bundle_since(card.person, now - WITHIN) or books.cards.open_bundle(
        card.person, record_id=card.id or 0, now=now, due_at=now
    )
    card.bundle_id = bundle.id
    books.session.add(card)
    books.session.flush()
    books.cards.refresh(bundle, now)
    return True


def _too_late(books: Books, card: Card, now: datetime) -> bool:
    """A nudge comes in working time or not at all; what it named then waits for the next."""
    nudge = books.mornings.get(card.record_id)
    if nudge is None or now < nudge.ends_at:
        return False
    books.mornings.unsay(nudge)
    return True


def _gathers(books: Books, card: Card, now: datetime) -> bool:
    issue = books.issues.get(card.record_id)
    if card.let_go_at or issue is None or issue.severity is Severity.CRITICAL:
        return False
    return books.cards.sent_since(CardKind.ISSUE, card.person, now - WITHIN) >= ALONE
