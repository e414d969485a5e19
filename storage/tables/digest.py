"""The weekly digest: who gets it, what each one said, and the records behind its numbers."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from storage.tables.kinds import choice, one_of


class Covers(StrEnum):
    """What a digest is about."""

    ALL = "all"
    AREAS = "areas"
    TOUCHPOINTS = "touchpoints"
    JOURNEY = "journey"


class Paused(StrEnum):
    """Why a channel gets none for the time being."""

    SHARED = "shared"
    """The channel is shared with another company."""
    GONE = "gone"
    """Archived, deleted, or Earshot is not in it any more."""


class DigestSubscription(SQLModel, table=True):
    """A channel's digest: one a channel. `weekday` 0 is Monday, `half_hour` 0 is midnight."""

    __tablename__ = "digest_subscription"
    __table_args__ = (
        sa.UniqueConstraint("team_id", "channel"),
        one_of("covers", Covers),
        one_of("paused", Paused),
    )

    id: int | None = Field(default=None, primary_key=True)
    team_id: str = Field(foreign_key="workspace.team_id", max_length=32)
    channel: str = Field(max_length=32)
    weekday: int = 0
    half_hour: int = 18
    zone: str = Field(max_length=64)
    covers: Covers = Field(default=Covers.ALL, sa_type=choice(Covers))
    covered: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    """Names of areas, ids of touchpoints, or the id of the journey."""
    masked: bool = True
    """Whether names of customers are left out."""
    named: bool = False
    """Whether names of people are said."""
    set_by: str = Field(max_length=32)
    since: datetime
    """When it was set up: the first one covers the week before its own time."""
    scheduled_at: datetime
    """When its day and hour were last chosen: what was due before is none of it."""
    ended_at: datetime | None = None
    paused: Paused | None = Field(default=None, sa_type=choice(Paused))


class DigestRun(SQLModel, table=True):
    """One digest, or one person's preview of it, as it was composed."""

    __tablename__ = "digest_run"
    __table_args__ = (
        sa.UniqueConstraint("subscription_id", "day"),
        sa.Index("ix_digest_run_team_id_made_at", "team_id", "made_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    team_id: str = Field(foreign_key="workspace.team_id", max_length=32)
    subscription_id: int | None = Field(default=None, foreign_key="digest_subscription.id")
    """None: a preview."""
    day: date | None = None
    """The local date it is keyed by; None: a preview."""
    starts_at: datetime
    ends_at: datetime
    made_at: datetime
    named: bool = False
    digest: dict[str, Any] = Field(sa_type=sa.JSON)
    """`bot.domain.digest.content.Digest` as JSON."""


class DigestRecords(SQLModel, table=True):
    """The records behind one number of a digest: ids of observations and issues, in order."""

    __tablename__ = "digest_records"

    run_id: int = Field(primary_key=True, foreign_key="digest_run.id")
    name: str = Field(primary_key=True, max_length=32)
    team_id: str = Field(foreign_key="workspace.team_id", max_length=32)
    observations: list[int] = Field(sa_type=sa.JSON)
    issues: list[int] = Field(sa_type=sa.JSON)
    parts: list[list[Any]] | None = Field(default=None, sa_type=sa.JSON)
    """`bot.domain.digest.records.Part` each, as a list; None: as a release before 0013 wrote it."""


class DecisionTaken(SQLModel, table=True):
    """Who pressed "I'll take it" first, for an issue as it stood in one digest."""

    __tablename__ = "decision_taken"

    run_id: int = Field(primary_key=True, foreign_key="digest_run.id")
    issue_id: int = Field(primary_key=True, foreign_key="issue.id")
    team_id: str = Field(foreign_key="workspace.team_id", max_length=32)
    taken_by: str = Field(max_length=32)
    at: datetime


class JourneyReading(SQLModel, table=True):
    """A journey's health, read once a day (UTC). `health` None: too few to say."""

    __tablename__ = "journey_reading"

    journey_id: int = Field(primary_key=True, foreign_key="journey.id")
    day: date = Field(primary_key=True)
    team_id: str = Field(foreign_key="workspace.team_id", max_length=32)
    at: datetime
    health: int | None = None
    customers: int
