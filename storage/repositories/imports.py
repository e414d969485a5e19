from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from storage.repositories.base import Repository
from storage.tables import TouchpointImport


class Imports(Repository):
    """Files that were read and wait for their "Import"."""

    def keep(self, user_id: str, rows: list[dict[str, Any]], now: datetime) -> None:
        """Instead of what this person read before."""
        self._session.merge(
            TouchpointImport(team_id=self._team, user_id=user_id, at=now, rows=rows)
        )

    def take(self, user_id: str, since: datetime) -> list[dict[str, Any]] | None:
        """What this person read since then, which waits no longer; None when nothing does."""
        kept = self._session.execute(
            sa.delete(TouchpointImport)
            .where(
                col(TouchpointImport.team_id) == self._team,
                col(TouchpointImport.user_id) == user_id,
            )
            .returning(col(TouchpointImport.at), col(TouchpointImport.rows))
        ).first()
        return kept.rows if kept and kept.at >= since else None

    def sweep(self, before: datetime) -> None:
        self._session.execute(
            sa.delete(TouchpointImport).where(
                col(TouchpointImport.team_id) == self._team, col(TouchpointImport.at) < before
            )
        )
