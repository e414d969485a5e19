from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar
from sqlmodel.sql.sqltypes import UTCDateTime

from storage.compiled import Compiled
from storage.repositories.base import Repository
from storage.tables import Card
from storage.tables.delivery import CardKind
from storage.tables.kinds import choice

_KIND = sa.bindparam("kind", type_=choice(CardKind))
_ALSO = sa.bindparam("also", type_=choice(CardKind))
_TO_NUDGE = sa.or_(col(Card.refresh_at).is_(None), col(Card.lease_owner).is_not(None))
"""It does not wait to be edited anyway; or its edit is on its way, and may miss what comes now."""
_HEEDS = Compiled(
    lambda _: sa.select(col(Card.id)).where(
        col(Card.team_id) == sa.bindparam("team"),
        col(Card.kind) == sa.bindparam("kind"),
        col(Card.record_id) == sa.bindparam("record"),
        _TO_NUDGE,
    )
)
_NUDGE = Compiled(
    lambda _: (
        sa.update(Card)
        .where(
            col(Card.team_id) == sa.bindparam("team"),
            col(Card.kind).in_([_KIND, _ALSO]),
            col(Card.record_id) == sa.bindparam("record"),
            _TO_NUDGE,
        )
        .values(
            wanted=col(Card.wanted) + 1,
            refresh_at=sa.func.coalesce(
                col(Card.refresh_at), sa.bindparam("now", type_=UTCDateTime())
            ),
            refresh_attempts=0,
        )
        .returning(col(Card.id))
    )
)


class Cards(Repository):
    """Messages that change. The row says what they show; the sender brings the newest content."""

    def get(self, card_id: int | None) -> Card | None:
        row = self._session.get(Card, card_id) if card_id else None
        return row if row and row.team_id == self._team else None

    def of(self, kind: CardKind, record_id: int, *also: CardKind) -> Sequence[Card]:
        """Cards that show a record; `also`: other kinds of cards that show it."""
        return self._session.exec(self._about(record_id, kind, *also).order_by("id")).all()

    def live(self, kind: CardKind, record_id: int, person: str) -> Card | None:
        """The card that is not folded, if there is one."""
        return self._session.exec(
            self._about(record_id, kind)
            .where(col(Card.person) == person, ~col(Card.folded))
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
        key: str | None = None,
    ) -> Card:
        """A new card for `person`, to be posted at `due_at`; with `thread`, as a reply to it.
        `key`: what its post is called in the outbox, where that is more than the card's own."""
        card = self._new(kind, record_id, person, now)
        card.thread_card_id = thread.id if thread else None
        self._session.flush()
        self._books.outbox.post_card(card, now=now, due_at=due_at, key=key)
        return card

    def at(self, channel: str, ts: str) -> Card | None:
        """The card that a message shows."""
        return self._session.exec(
            select(Card).where(
                col(Card.team_id) == self._team, col(Card.channel) == channel, col(Card.ts) == ts
            )
        ).first()

    def _new(self, kind: CardKind, record_id: int, person: str, now: datetime) -> Card:
        before = [card for card in self.of(kind, record_id) if card.person == person]
        card = Card(
            team_id=self._team,
            kind=kind,
            record_id=record_id,
            person=person,
            generation=1 + max((card.generation for card in before), default=0),
            opened_at=now,
        )
        self._session.add(card)
        self._session.flush()
        return card

    # -- gathering ------------------------------------------------------------------------------

    def sent_since(self, kind: CardKind, person: str, since: datetime) -> int:
        """How many cards of this kind were let go to `person` one by one after `since`."""
        return len(
            self._session.exec(
                select(Card.id).where(
                    col(Card.team_id) == self._team,
                    col(Card.kind) == kind,
                    col(Card.person) == person,
                    col(Card.let_go_at) > since,
                )
            ).all()
        )

    def bundle_since(self, person: str, since: datetime) -> Card | None:
        """The bundle of the hour's issue cards that `person` got after `since`, if there is one."""
        first = sa.select(col(Card.id)).where(
            col(Card.team_id) == self._team, col(Card.kind) == CardKind.ISSUE
        )
        return self._session.exec(
            select(Card)
            .where(
                col(Card.team_id) == self._team,
                col(Card.kind) == CardKind.BUNDLE,
                col(Card.person) == person,
                col(Card.opened_at) > since,
                col(Card.record_id).in_(first),
                col(Card.heading).is_(None),
            )
            .order_by(col(Card.id).desc())
        ).first()

    def open_bundle(self, person: str, *, record_id: int, now: datetime, due_at: datetime) -> Card:
        """A bundle named after the first card in it."""
        return self.open(CardKind.BUNDLE, record_id, person, now=now, due_at=due_at)

    def open_together(
        self,
        issue_ids: Sequence[int],
        person: str,
        *,
        heading: str,
        now: datetime,
        due_at: datetime,
    ) -> None:
        """New issue cards for `person` that come as one message, which begins with `heading`."""
        cards = [self._new(CardKind.ISSUE, issue_id, person, now) for issue_id in issue_ids]
        bundle = self.open(CardKind.BUNDLE, cards[0].id or 0, person, now=now, due_at=due_at)
        bundle.heading = heading
        for card in cards:
            card.bundle_id = bundle.id
        self._session.add_all([bundle, *cards])
        self._session.flush()

    def in_bundle(self, bundle: Card) -> Sequence[Card]:
        return self._session.exec(
            select(Card)
            .where(col(Card.team_id) == self._team, col(Card.bundle_id) == bundle.id)
            .order_by("id")
        ).all()

    # -- following ------------------------------------------------------------------------------

    def touch(self, kind: CardKind, record_id: int, now: datetime, *also: CardKind) -> None:
        """The record changed: every message that shows it is to be edited. `also`: as in `of`."""
        for card in self.of(kind, record_id, *also):
            self.refresh(card, now)

    def refresh(self, card: Card, now: datetime) -> None:
        """The record behind this card changed. Counted by the database: two changes at the same
        time are two, and a sender that renders between them knows that it missed one."""
        self._session.add(card)
        self._session.flush()
        self._session.execute(
            sa.update(Card)
            .where(col(Card.id) == card.id)
            .values(wanted=col(Card.wanted) + 1, refresh_at=now, refresh_attempts=0)
            .returning(Card)
            .execution_options(synchronize_session=False, populate_existing=True)
        ).one()
        self._books.queued = True
        if card.bundle_id and (bundle := self.get(card.bundle_id)):
            self.refresh(bundle, now)

    def nudge(
        self, kind: CardKind, record_id: int, now: datetime, *, also: CardKind | None = None
    ) -> None:
        """As `touch`, for what thousands change at once: nothing is written while the messages wait
        to be edited anyway. One that is on its way may miss the change, and is edited again.
        also: a second kind that shows the same record."""
        kinds = {"kind": kind, "also": also or kind}
        found = _NUDGE.first(self._session, team=self._team, record=record_id, now=now, **kinds)
        if found is not None:
            self._books.queued = True

    def heeds_nudges(self, kind: CardKind, record_id: int) -> bool:
        """Whether a nudge would change anything."""
        known = {"team": self._team, "kind": kind, "record": record_id}
        return _HEEDS.first(self._session, **known) is not None

    def mark_shown(self, card_id: int, version: int) -> None:
        """The message was brought to `version` by another way than the sender's, such as the
        press's own `response_url`. What changed since is still to be edited; and if the sender had
        shown something newer already, this has undone it, and it is edited once more."""
        shown = col(Card.shown)
        self._session.execute(
            sa.update(Card)
            .where(col(Card.team_id) == self._team, col(Card.id) == card_id)
            .values(
                shown=version,
                refresh_at=sa.case(
                    (shown > version, sa.func.coalesce(col(Card.refresh_at), col(Card.opened_at))),
                    (col(Card.wanted) > version, col(Card.refresh_at)),
                ),
            )
            .execution_options(synchronize_session=False)
        )

    def hold(self, card: Card, until: datetime) -> None:
        """Leave the card's edit to whoever answers the press, until then."""
        if card.refresh_at is not None:
            card.refresh_at = until
            self._session.add(card)

    def fold(self, kind: CardKind, record_id: int, now: datetime) -> None:
        """Replace every live card of the record by a line; withdraw those not yet sent, and a
        bundle not yet sent with the last of its cards."""
        for card in self.of(kind, record_id):
            if not card.folded:
                card.folded = True
                self._books.outbox.withdraw(card, now)
                self.refresh(card, now)
                bundle = self.get(card.bundle_id)
                if bundle and all(each.folded for each in self.in_bundle(bundle)):
                    self._books.outbox.withdraw(bundle, now)

    def _about(self, record_id: int, *kinds: CardKind) -> SelectOfScalar[Card]:
        return select(Card).where(
            col(Card.team_id) == self._team,
            col(Card.kind).in_(kinds),
            col(Card.record_id) == record_id,
        )
