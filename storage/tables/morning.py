"""What was said to whom on which of their working days, so that it is said once."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.domain.nudge import Wait
from storage.tables.kinds import choice, one_of


class DayBegun(SQLModel, table=True):
    """The last of a person's working days whose beginning was seen to, also when nothing waited:
    what comes later waits for the next."""

    __tablename__ = "day_begun"

    team_id: str = Field(primary_key=True, foreign_key="workspace.team_id", max_length=32)
    person: str = Field(primary_key=True, max_length=32)
    day: date


class Morning(SQLModel, table=True):
    """A nudge: the morning's own (`nth` 0), or a critical one that came by itself (1, 2)."""

    __tablename__ = "morning"
    __table_args__ = (sa.UniqueConstraint("team_id", "person", "day", "nth"),)

    id: int | None = Field(default=None, primary_key=True)
    team_id: str = Field(foreign_key="workspace.team_id", max_length=32)
    person: str = Field(max_length=32)
    day: date
    """The person's local date."""
    nth: int = 0
    at: datetime
    ends_at: datetime
    """When that day's working time ends: the nudge is not sent after it."""


class MorningItem(SQLModel, table=True):
    """An issue that a nudge named, in its place, and why."""

    __tablename__ = "morning_item"
    __table_args__ = (
        sa.UniqueConstraint("morning_id", "issue_id"),
        sa.Index("ix_morning_item_issue_id", "issue_id", "morning_id"),
        one_of("why", Wait),
    )

    id: int | None = Field(default=None, primary_key=True)
    team_id: str = Field(foreign_key="workspace.team_id", max_length=32)
    morning_id: int = Field(foreign_key="morning.id")
    position: int
    issue_id: int = Field(foreign_key="issue.id")
    why: Wait = Field(sa_type=choice(Wait))
    promise_id: int | None = Field(default=None, foreign_key="promise.id", index=True)
    """The promise it named: due, or broken."""
