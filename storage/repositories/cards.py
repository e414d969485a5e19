from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select

from storage.repositories.base import Repository
from storage.tables import Card
from storage.tables.delivery import CardKind


class Cards(Repository):
    """Messages that change. The row says what they show; the sender brings the newest content."""

    def get(self, card_id: int | None) -> Card | None:
        row = self._session.get(Card, card_id) if card_id else None
        return row if row and row.team_id == self._team else None

    def of(self, kind: CardKind, record_id: int) -> Sequence[Card]:
        return self._session.exec(
            select(Card)
            .where(
                col(Card.team_id) == self._team,
                col(Card.kind) == kind,
                col(Card.record_id) == record_id,
            )
            .order_by("id")
        ).all()

    def live(self, kind: CardKind, record_id: int, person: str) -> Card | None:
        """The card that is not folded, if there is one."""
        return self._session.exec(
            select(Card)
            .where(
                col(Card.team_id) == self._team,
                col(Card.kind) == kind,
                col(Card.record_id) == record_id,
                col(Card.person) == person,
                ~col(Card.folded),
            )
            .order_by(col(Card.generation).desc())
        ).first()

    def open(
        self,
        kind: CardKind,
        record_id: int,
        person: str,
        *,
        now: datetime,
        due_at: datetime,
        thread: Card | None = None,
    ) -> Card:
        """A new card for `person`, to be posted at `due_at`; with `thread`, as a reply to it."""
        before = [card for card in self.of(kind, record_id) if card.person == person]
        card = Card(
            team_id=self._team,
            kind=kind,
            record_id=record_id,
            person=person,
            generation=1 + max((card.generation for card in before), default=0),
            opened_at=now,
            thread_card_id=thread.id if thread else None,
        )
        self._session.add(card)
        self._session.flush()
        self._books.outbox.post_card(card, now=now, due_at=due_at)
        return card

    def touch(self, kind: CardKind, record_id: int, now: datetime) -> None:
        """The record changed: every message that shows it is to be edited."""
        for card in self.of(kind, record_id):
            self.refresh(card, now)

    def refresh(self, card: Card, now: datetime) -> None:
        card.wanted += 1
        card.refresh_at, card.refresh_attempts = now, 0
        self._session.add(card)
        self._books.queued = True
        if card.bundle_id and (bundle := self.get(card.bundle_id)):
            self.refresh(bundle, now)

    def fold(self, kind: CardKind, record_id: int, now: datetime) -> None:
        """Replace every live card of the record by a line; withdraw those not yet sent."""
        for card in self.of(kind, record_id):
            if not card.folded:
                card.folded = True
                self._books.outbox.withdraw(card, now)
                self.refresh(card, now)
