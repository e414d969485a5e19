"""What a customer said or did, and what is on its way to become that."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.domain.vocabulary import Feeling, GotItDone, Severity, Source, WhoseWords
from storage.tables.kinds import choice, one_of


class ObservationFields(SQLModel):
    """One thing a customer said or did. `words` are to the letter, but for masked digits."""

    id: int | None = None
    team_id: str = Field(foreign_key="workspace.team_id", max_length=32)
    at: datetime
    reporter: str = Field(max_length=32, index=True)
    reporter_hidden: bool = False
    words: str = Field(sa_type=sa.Text)
    search_key: str = Field(default="", sa_type=sa.Text)
    """Casefolded words and notes, for full text search."""
    whose: WhoseWords = Field(default=WhoseWords.CUSTOMER, sa_type=choice(WhoseWords))
    customer_id: int | None = Field(default=None, foreign_key="customer.id", index=True)
    touchpoint_id: int | None = Field(default=None, foreign_key="touchpoint.id", index=True)
    touchpoint_guessed: bool = False
    feeling: Feeling | None = Field(default=None, sa_type=choice(Feeling))
    feeling_guessed: bool = False
    severity: Severity = Field(default=Severity.MEDIUM, sa_type=choice(Severity))
    source: Source | None = Field(default=None, sa_type=choice(Source))
    follow_up: bool = False
    expected: str | None = Field(default=None, sa_type=sa.Text)
    got_it_done: GotItDone | None = Field(default=None, sa_type=choice(GotItDone))
    private: bool = False
    """Said in a private channel or a DM: docs/permissions.md says who may read it."""
    channel: str | None = Field(default=None, max_length=32)
    message_ts: str | None = Field(default=None, max_length=32)
    origin: str | None = Field(default=None, max_length=120)
    """Names the message a reaction logged, so that it is logged once."""
    issue_id: int | None = Field(default=None, foreign_key="issue.id", index=True)
    undone_at: datetime | None = None
    edited_at: datetime | None = None


class Observation(ObservationFields, table=True):
    """An observation as a row that is kept and changed."""

    __tablename__ = "observation"
    __table_args__ = (
        sa.UniqueConstraint("team_id", "origin"),
        sa.Index("ix_observation_team_id_at", "team_id", "at"),
        one_of("whose", WhoseWords),
        one_of("feeling", Feeling),
        one_of("severity", Severity),
        one_of("source", Source),
        one_of("got_it_done", GotItDone),
    )

    id: int | None = Field(default=None, primary_key=True)


class Draft(SQLModel, table=True):
    """Words that wait for someone to press "Log an observation"; swept after a week."""

    __tablename__ = "draft"

    id: int | None = Field(default=None, primary_key=True)
    team_id: str = Field(foreign_key="workspace.team_id", max_length=32)
    user_id: str = Field(max_length=32)
    at: datetime
    words: str = Field(default="", sa_type=sa.Text)
    customer: str | None = Field(default=None, max_length=140)
    channel: str | None = Field(default=None, max_length=32)
    message_ts: str | None = Field(default=None, max_length=32)
    private: bool = False


class ReactionRule(SQLModel, table=True):
    """A channel in which someone switched logging by reaction on."""

    __tablename__ = "reaction_rule"

    team_id: str = Field(primary_key=True, foreign_key="workspace.team_id", max_length=32)
    channel: str = Field(primary_key=True, max_length=32)
    emoji: str = Field(default="ear", max_length=100)
    set_by: str = Field(max_length=32)
    set_at: datetime


class ReactionSeen(SQLModel, table=True):
    """A message whose first reaction was answered, so that the others are not."""

    __tablename__ = "reaction_seen"

    team_id: str = Field(primary_key=True, foreign_key="workspace.team_id", max_length=32)
    channel: str = Field(primary_key=True, max_length=32)
    message_ts: str = Field(primary_key=True, max_length=32)
    at: datetime
