"""Which workspaces a database holds, for the command line."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlmodel import col

from storage.tables import Workspace


def teams(engine: Engine) -> list[str]:
    """Their ids, in order."""
    with engine.connect() as connection:
        rows = connection.execute(sa.select(col(Workspace.team_id)).order_by(Workspace.team_id))
        return list(rows.scalars())
