"""Messages that were given up: CX leads see why, and decide."""

from __future__ import annotations

from collections.abc import Sequence

from bot.blocks.delivery_problems import REPLY, ProblemFacts
from bot.domain.errors import Refusal, Why
from bot.usecases.desk import Desk
from storage.books import Books
from storage.repositories.parked import Parked
from storage.tables import Card, OutboxRow
from storage.tables.delivery import CardKind, OutboxState

SEEN = 50
"""The newest given-up messages that are looked through."""


def delivery_problems(books: Books) -> Sequence[ProblemFacts]:
    """What was given up, newest first. Replies that wait for the fate of the message they reply to
    are left out: they go the way it goes."""
    rows = books.outbox.parked(SEEN)
    given_up = {row.card_id for row in rows if row.card_id is not None}
    return [
        _facts(books, row)
        for row in rows
        if not (row.error == REPLY and row.thread_card_id in given_up)
    ]


def it_is_there(books: Books, desk: Desk, row_id: int | None, by: str) -> None:
    """[It's there]: somebody saw the message in Slack. Its replies follow, outside a thread, as
    Slack never said where it stands."""
    _decide(books, desk, row_id, by, OutboxState.SENT, OutboxState.QUEUED)


def post_again(books: Books, desk: Desk, row_id: int | None, by: str) -> None:
    """[Post it], [Try again]: send the message and its replies as if for the first time."""
    _decide(books, desk, row_id, by, OutboxState.QUEUED, OutboxState.QUEUED)


def forget(books: Books, desk: Desk, row_id: int | None, by: str) -> None:
    """[Forget it]: nobody is told, and the replies aren't sent either."""
    _decide(books, desk, row_id, by, OutboxState.CANCELLED, OutboxState.CANCELLED)


def _decide(
    books: Books,
    desk: Desk,
    row_id: int | None,
    by: str,
    state: OutboxState,
    replies: OutboxState,
) -> None:
    """Settle a parked row and what waits for it; the first of two presses counts.

    Raises Refusal: NOT_FOUND, or ALREADY for one that is settled.
    """
    row = books.outbox.get(row_id)
    if row is None:
        raise Refusal(Why.NOT_FOUND, what="that message")
    error, parked = row.error, Parked(books)
    if not parked.settle(row, state, desk.now):
        raise Refusal(Why.ALREADY, state="settled")
    books.workspace.audit(by, "message", row.key, f"parked: {error}", state.value, desk.now)
    for reply in parked.replies_to(row):
        if reply.error == REPLY:
            parked.settle(reply, replies, desk.now)


def _facts(books: Books, row: OutboxRow) -> ProblemFacts:
    card = books.cards.get(row.card_id)
    issue = books.issues.get(card.record_id) if card and card.kind in _ABOUT_ISSUES else None
    return ProblemFacts(
        id=row.id or 0,
        what=card.kind.value if card else "message",
        to=row.lane,
        error=row.error or "",
        at=row.settled_at or row.created_at,
        issue_number=issue.number if issue else None,
        touchpoint=_touchpoint_name(books, card),
    )


def _touchpoint_name(books: Books, card: Card | None) -> str | None:
    if card is None or card.kind is not CardKind.ROLE:
        return None
    touchpoint = books.catalogue.touchpoint(card.record_id)
    return touchpoint.name if touchpoint else None


_ABOUT_ISSUES = (CardKind.ISSUE, CardKind.RECEIPT, CardKind.OUTCOME)
