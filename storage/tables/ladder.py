"""Missed times, the rounds of the ladder they start, and whether Earshot was there to see them."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.domain.ladder import Time
from storage.tables.kinds import choice, one_of

OPEN = "ended_at IS NULL"
"""The rounds that run, in the very words of their index."""


class Heartbeat(SQLModel, table=True):
    """When a workspace's last tick was: by the business clock, and by the database's own.

    Only a gap in both is downtime: a clock that someone moved forward is not.
    """

    __tablename__ = "heartbeat"

    team_id: str = Field(primary_key=True, foreign_key="workspace.team_id", max_length=32)
    at: datetime
    real: datetime


class Missed(SQLModel, table=True):
    """A due time that passed: it starts or joins a round once."""

    __tablename__ = "missed"
    __table_args__ = (sa.UniqueConstraint("issue_id", "what", "due_at"), one_of("what", Time))

    id: int | None = Field(default=None, primary_key=True)
    team_id: str = Field(foreign_key="workspace.team_id", max_length=32)
    issue_id: int = Field(foreign_key="issue.id")
    what: Time = Field(sa_type=choice(Time))
    due_at: datetime
    at: datetime


class Round(SQLModel, table=True):
    """One way up the ladder, for everything an issue misses until someone takes it up."""

    __tablename__ = "round"
    __table_args__ = (
        sa.UniqueConstraint("issue_id", "number"),
        sa.Index(
            "ix_round_open",
            "issue_id",
            unique=True,
            sqlite_where=sa.text(OPEN),
            postgresql_where=sa.text(OPEN),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    team_id: str = Field(foreign_key="workspace.team_id", max_length=32)
    issue_id: int = Field(foreign_key="issue.id")
    number: int
    started_at: datetime
    rung: int | None = None
    """The highest one reached; None before the first."""
    since: datetime
    """The moment of the last rung, or of the miss: the next one is a working day away from it."""
    next_at: datetime | None = None
    """When the next rung is looked at, the owner's days away not counted, as another may stand in;
    None: nobody is left above."""
    ended_at: datetime | None = None


class RungReached(SQLModel, table=True):
    """A rung of a round, once, and the person it brought in."""

    __tablename__ = "rung"
    __table_args__ = (
        sa.UniqueConstraint("issue_id", "round", "rung"),
        sa.UniqueConstraint("issue_id", "round", "person"),
        sa.Index("ix_rung_team_id_person", "team_id", "person"),
    )

    id: int | None = Field(default=None, primary_key=True)
    team_id: str = Field(foreign_key="workspace.team_id", max_length=32)
    issue_id: int = Field(foreign_key="issue.id")
    round: int
    rung: int
    person: str = Field(max_length=32)
    at: datetime
    morning_id: int | None = Field(default=None, foreign_key="morning.id", index=True)
    """The nudge that told the person; None while they were not told."""
