from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import col, select

from storage.repositories.base import Repository
from storage.tables import Observation


class Overview(Repository):
    """What a CX lead's App Home asks about the workspace as a whole."""

    def anything_logged(self) -> bool:
        """Whether an observation stands."""
        standing = sa.exists().where(
            col(Observation.team_id) == self._team, col(Observation.undone_at).is_(None)
        )
        return bool(self._session.exec(select(standing)).one())
