"""What takes longer than Slack waits for an answer, and comes in a message later."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from storage.tables.kinds import choice, one_of


class ErrandKind(StrEnum):
    REPORT = "report"
    EXPORT = "export"
    DIGEST = "digest"
    """What it would say now."""
    JOURNEY = "journey"
    """Its picture."""
    RESULTS = "results"
    """Of a micro-survey, with pictures."""


class ErrandState(StrEnum):
    WAITING = "waiting"
    """To be run, or being run under a lease."""
    DONE = "done"
    """What was asked for is in the outbox."""
    FAILED = "failed"


class Errand(SQLModel, table=True):
    """One thing that somebody asked for."""

    __table_args__ = (
        sa.Index("ix_errand_team_id_state_not_before", "team_id", "state", "not_before"),
        one_of("kind", ErrandKind),
        one_of("state", ErrandState),
    )

    id: int | None = Field(default=None, primary_key=True)
    team_id: str = Field(foreign_key="workspace.team_id", max_length=32)
    kind: ErrandKind = Field(sa_type=choice(ErrandKind))
    state: ErrandState = Field(default=ErrandState.WAITING, sa_type=choice(ErrandState))
    person: str = Field(max_length=32)
    """Who asked, and into whose DM it comes."""
    wanted: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    asked_at: datetime
    not_before: datetime
    """Real time until which nobody takes it: its lease, or a rest after a failure."""
    attempts: int = 0
    error: str | None = Field(default=None, max_length=200)
    ended_at: datetime | None = None
