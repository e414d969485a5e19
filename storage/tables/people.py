"""People as Slack knows them, their working time, and who leads customer experience."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel


class Person(SQLModel, table=True):
    """A Slack user, keyed by (workspace, user). Kept fresh by `user_change`."""

    __tablename__ = "person"

    team_id: str = Field(primary_key=True, foreign_key="workspace.team_id", max_length=32)
    user_id: str = Field(primary_key=True, max_length=32)
    name: str = ""
    home_team_id: str = Field(default="", max_length=32)
    zone: str = Field(default="UTC", max_length=64)
    workdays: str = Field(default="01234", max_length=7)
    """Digits of the working weekdays, Monday 0."""
    work_start: int = 9 * 60
    """Minutes after local midnight."""
    work_end: int = 17 * 60
    country: str | None = Field(default=None, max_length=8)
    dm_channel: str | None = Field(default=None, max_length=32)
    is_admin: bool = False
    is_guest: bool = False
    is_bot: bool = False
    is_deleted: bool = False
    is_known: bool = True
    """False while Slack has not yet told us who this is (its answer failed)."""
    seen_at: datetime


class CxLead(SQLModel, table=True):
    """Who leads customer experience, in list order."""

    __tablename__ = "cx_lead"

    team_id: str = Field(primary_key=True, foreign_key="workspace.team_id", max_length=32)
    user_id: str = Field(primary_key=True, max_length=32)
    position: int = 0


class DaysAway(SQLModel, table=True):
    """Local dates, both inclusive, on which a person does not answer."""

    __tablename__ = "days_away"
    __table_args__ = (sa.Index("ix_days_away_team_id_user_id", "team_id", "user_id"),)

    id: int | None = Field(default=None, primary_key=True)
    team_id: str = Field(foreign_key="workspace.team_id", max_length=32)
    user_id: str = Field(max_length=32)
    first: date
    last: date
    entered_by: str = Field(max_length=32)
    entered_at: datetime
    stand_in: str | None = Field(default=None, max_length=32)
    """Who answers meanwhile for everything of theirs; None: each touchpoint's deputy."""


class StandIn(SQLModel, table=True):
    """An issue that somebody else owns only while its owner is away. Goes when it is handed on."""

    __tablename__ = "stand_in"
    __table_args__ = (sa.Index("ix_stand_in_team_id_away", "team_id", "away"),)

    issue_id: int = Field(primary_key=True, foreign_key="issue.id")
    team_id: str = Field(foreign_key="workspace.team_id", max_length=32)
    away: str = Field(max_length=32)
    """Who owned it before, and gets it back unless it is acknowledged by then."""
