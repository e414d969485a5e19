"""A clockwork office whose channel gets a weekly digest."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import col, select

from bot.usecases.digest_subscriptions import DigestEntry, set_up_digest
from storage.books import Books
from storage.tables import Card, DigestRun, OutboxRow
from storage.tables.delivery import CardKind, OutboxState
from tests.support.clockwork import Clockwork, at

CX, SAM, PRIYA, LENA, JO = "C0CX", "U0SAM", "U0PRIYA", "U0LENA", "U0JO"
MONDAY_NINE = DigestEntry(CX, 0, 18, "UTC")


def set_up(office: Clockwork, **changes: Any) -> None:
    values = {name: getattr(MONDAY_NINE, name) for name in DigestEntry.__slots__} | changes
    office.do(lambda books: set_up_digest(books, office.desk, DigestEntry(**values), LENA))


def runs(office: Clockwork) -> list[DigestRun]:
    return office.ask(lambda books: list(books.session.exec(select(DigestRun).order_by("id"))))


def digests(office: Clockwork) -> list[OutboxRow]:
    """The rows that post digests, not their threads."""
    return [row for row in office.said("digest:") if not row.key.endswith(":thread")]


def settle(office: Clockwork, state: OutboxState, error: str | None = None) -> None:
    """What became of every digest that waits."""

    def work(books: Books) -> None:
        rows = books.session.exec(
            select(OutboxRow)
            .where(col(OutboxRow.key).startswith("digest:"))
            .where(col(OutboxRow.state) == OutboxState.QUEUED)
        )
        for row in rows.all():
            row.state, row.settled_at = state, office.now
            row.error = "parent_parked" if error and row.key.endswith(":thread") else error
            books.session.add(row)

    office.do(work)


def text(office: Clockwork) -> str:
    """All that the newest digest says."""
    message = office.shown(newest(office))
    return str(message["text"]) + str(message["blocks"])


def newest(office: Clockwork) -> Card:
    return office.ask(
        lambda books: books.session.exec(
            select(Card).where(col(Card.kind) == CardKind.DIGEST).order_by(col(Card.id).desc())
        ).first()
    ) or pytest.fail("no digest yet")


def said_on_monday(office: Clockwork, **settings: Any) -> str:
    set_up(office, **settings)
    office.now = at(21, 9)
    office.tick()
    return text(office)
