from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import col

from storage.repositories.base import Repository
from storage.tables import CxLead, Workspace


class Leads(Repository):
    """Changes of who leads customer experience. They come one after another."""

    def take_turn(self) -> None:
        """Until this unit ends, nobody else changes who leads: what is read now holds.

        SQLite has one writer anyway.
        """
        self._session.execute(
            sa.select(col(Workspace.team_id))
            .where(col(Workspace.team_id) == self._team)
            # every other table refers to this row: those who only refer to it need not wait
            .with_for_update(key_share=True)
        )

    def replace(self, user_ids: Sequence[str]) -> None:
        """Store the list in this order, instead of the one before."""
        self._session.execute(sa.delete(CxLead).where(col(CxLead.team_id) == self._team))
        self._session.add_all(
            CxLead(team_id=self._team, user_id=user_id, position=position)
            for position, user_id in enumerate(user_ids)
        )
        self._session.flush()
