"""Observations that are likely about an issue that is known already."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.domain.likely import Likely
from storage.tables.kinds import choice, one_of


class Held(SQLModel, table=True):
    """An observation that calls for an answer and waits for its reporter's word first: is it this
    issue? The row goes with the word, or with the time."""

    __tablename__ = "held"
    __table_args__ = (sa.Index("ix_held_team_id_until", "team_id", "until"), one_of("why", Likely))

    observation_id: int = Field(primary_key=True, foreign_key="observation.id")
    team_id: str = Field(foreign_key="workspace.team_id", max_length=32)
    issue_id: int = Field(foreign_key="issue.id", index=True)
    why: Likely = Field(sa_type=choice(Likely))
    by: str = Field(max_length=32)
    """Who asked for the follow-up."""
    until: datetime


class Recurrence(SQLModel, table=True):
    """A resolved issue came back with an observation. `ended`: how it had ended, as
    `bot.usecases.recur` wrote it down, should the observation be set apart."""

    __tablename__ = "recurrence"

    observation_id: int = Field(primary_key=True, foreign_key="observation.id")
    team_id: str = Field(foreign_key="workspace.team_id", max_length=32)
    issue_id: int = Field(foreign_key="issue.id", index=True)
    at: datetime
    ended: dict[str, Any] = Field(sa_type=sa.JSON)
    set_apart_at: datetime | None = None
