"""The cards whose messages show something old, as the senders see them: across workspaces."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col, select

from storage.repositories.queue import Clocked
from storage.tables import Card, Workspace
from storage.tables.delivery import STALE
from storage.tables.workspace import WorkspaceState


@dataclass(frozen=True, slots=True)
class HeldCard:
    """A card that a sender is about to edit."""

    card_id: int
    token: str


class CardQueue(Clocked):
    """Edits can be repeated at will, but an older one must not come after a newer: hence a lease
    here too."""

    def hold(
        self, teams: Collection[str], *, now: datetime, token: str, lease: timedelta, limit: int
    ) -> Sequence[Card]:
        """Take up to `limit` stale cards whose messages are there, those that waited longest."""
        picked = (
            sa.select(col(Card.id))
            .join(Workspace, col(Workspace.team_id) == col(Card.team_id))
            .where(self._stale(teams, now), self._rested())
            .order_by(col(Card.refresh_at))
            .limit(limit)
            .with_for_update(of=Card, skip_locked=True)
            .cte("picked")
        )
        held = self._session.execute(
            sa.update(Card)
            .where(col(Card.id).in_(sa.select(picked.c.id)))
            .values(lease_owner=token, not_before=self.real + lease)
            .returning(col(Card.id))
            .execution_options(synchronize_session=False)
        )
        ids = list(held.scalars())
        return self._session.exec(select(Card).where(col(Card.id).in_(ids)).order_by("id")).all()

    def edited(
        self, held: HeldCard, version: int, now: datetime, rests: timedelta = timedelta()
    ) -> None:
        """The message shows `version` now; what changed since is still to be edited, after it has
        been left alone for as long as it `rests`."""
        self._settle(
            held,
            shown=version,
            refresh_attempts=0,
            not_before=self.real + rests if rests else None,
            refresh_at=sa.case((col(Card.wanted) > version, self._still(now))),
        )

    def put_back(
        self, held: HeldCard, rest: timedelta, now: datetime, *, counts: bool = True
    ) -> None:
        """Not edited, or nobody knows: again after `rest`. `counts`: it was tried."""
        self._settle(
            held,
            not_before=self.real + rest,
            refresh_at=self._still(now),
            refresh_attempts=col(Card.refresh_attempts) + int(counts),
        )

    def stop(self, held: HeldCard) -> None:
        """It can't be edited: leave it until the record changes again."""
        self._settle(held, not_before=None, refresh_at=None)

    def soonest(self, teams: Collection[str], now: datetime) -> timedelta | None:
        """How long until one of the cards stale at `now` can be taken; None: none is stale."""
        moments = self._session.execute(
            sa.select(col(Card.not_before))
            .join(Workspace, col(Workspace.team_id) == col(Card.team_id))
            .where(self._stale(teams, now))
            .order_by(col(Card.not_before).is_not(None), col(Card.not_before))
            .limit(1)
        ).all()
        if not moments:
            return None
        return max((moments[0][0] or self.real) - self.real, timedelta())

    def left(self, teams: Collection[str], now: datetime) -> int:
        """How many cards are stale at `now`."""
        count: int = self._session.execute(
            sa.select(sa.func.count())
            .select_from(Card)
            .join(Workspace, col(Workspace.team_id) == col(Card.team_id))
            .where(self._stale(teams, now))
        ).scalar_one()
        return count

    def _stale(self, teams: Collection[str], now: datetime) -> sa.ColumnElement[bool]:
        return sa.and_(
            sa.text(STALE),
            col(Card.team_id).in_(teams),
            col(Card.refresh_at) <= now,
            col(Workspace.state) == WorkspaceState.ACTIVE,
        )

    def _rested(self) -> sa.ColumnElement[bool]:
        return sa.or_(col(Card.not_before).is_(None), col(Card.not_before) <= self.real)

    def _still(self, now: datetime) -> sa.ColumnElement[datetime]:
        """A press may have refreshed the message meanwhile, and the edit undone that."""
        return sa.func.coalesce(col(Card.refresh_at), now)

    def _settle(self, held: HeldCard, **values: object) -> None:
        self._session.execute(
            sa.update(Card)
            .where(col(Card.id) == held.card_id, col(Card.lease_owner) == held.token)
            .values(lease_owner=None, **values)
            .execution_options(synchronize_session=False)
        )
