"""Where customers meet the company, and which customers there are."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.domain.vocabulary import Area, Relation
from storage.tables.kinds import choice, one_of


class Journey(SQLModel, table=True):
    __tablename__ = "journey"
    __table_args__ = (sa.UniqueConstraint("team_id", "name_key"),)

    id: int | None = Field(default=None, primary_key=True)
    team_id: str = Field(foreign_key="workspace.team_id", max_length=32)
    name: str = Field(max_length=150)
    name_key: str = Field(max_length=160)
    owner: str | None = Field(default=None, max_length=32)
    sponsor: str | None = Field(default=None, max_length=32)
    goal: int | None = None
    """The health it is to reach, 1 to 100."""


class Stage(SQLModel, table=True):
    __tablename__ = "stage"
    __table_args__ = (sa.UniqueConstraint("journey_id", "name_key"),)

    id: int | None = Field(default=None, primary_key=True)
    team_id: str = Field(foreign_key="workspace.team_id", max_length=32)
    journey_id: int = Field(foreign_key="journey.id", index=True)
    position: int
    name: str = Field(max_length=75)
    name_key: str = Field(max_length=80)


class Touchpoint(SQLModel, table=True):
    __tablename__ = "touchpoint"
    __table_args__ = (sa.UniqueConstraint("team_id", "name_key"), one_of("area", Area))

    id: int | None = Field(default=None, primary_key=True)
    team_id: str = Field(foreign_key="workspace.team_id", max_length=32)
    name: str = Field(max_length=75)
    name_key: str = Field(max_length=80)
    area: Area = Field(sa_type=choice(Area))
    stage_id: int | None = Field(default=None, foreign_key="stage.id", index=True)
    owner: str | None = Field(default=None, max_length=32)
    deputy: str | None = Field(default=None, max_length=32)
    home_channel: str | None = Field(default=None, max_length=32)
    keywords: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    created_at: datetime


class Customer(SQLModel, table=True):
    """A company or person. `is_new` until someone has looked at it."""

    __tablename__ = "customer"
    __table_args__ = (
        sa.UniqueConstraint("team_id", "name_key"),
        one_of("relation", Relation),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    """Never given again: one who is dropped may still be chosen in an open modal."""
    team_id: str = Field(foreign_key="workspace.team_id", max_length=32)
    name: str = Field(max_length=140)
    name_key: str = Field(max_length=160)
    relation: Relation = Field(default=Relation.CUSTOMER, sa_type=choice(Relation))
    segment: str | None = Field(default=None, max_length=75)
    account_owner: str | None = Field(default=None, max_length=32)
    is_new: bool = True
    created_at: datetime


class TouchpointImport(SQLModel, table=True):
    """A file that was read and waits for its "Import": one a person, for an hour."""

    __tablename__ = "touchpoint_import"

    team_id: str = Field(primary_key=True, foreign_key="workspace.team_id", max_length=32)
    user_id: str = Field(primary_key=True, max_length=32)
    at: datetime
    rows: list[dict[str, Any]] = Field(sa_type=sa.JSON)
    """Those that can be stored, each as `ImportRow` says."""
