"""The workspace, its settings, what came in already, and who changed what."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from storage.tables.kinds import choice, one_of


class WorkspaceState(StrEnum):
    ACTIVE = "active"
    GONE = "gone"


class Workspace(SQLModel, table=True):
    """One Slack workspace. Tokens are never stored: they live in the environment and in memory."""

    __tablename__ = "workspace"
    __table_args__ = (one_of("state", WorkspaceState),)

    team_id: str = Field(primary_key=True, max_length=32)
    name: str = ""
    url: str = ""
    bot_user_id: str = ""
    state: WorkspaceState = Field(default=WorkspaceState.ACTIVE, sa_type=choice(WorkspaceState))
    last_issue_number: int = 0
    last_wave_number: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    installed_at: datetime
    gone_at: datetime | None = None


class Setting(SQLModel, table=True):
    """One setting of a workspace, by name. The value is JSON and is replaced whole."""

    __tablename__ = "setting"

    team_id: str = Field(primary_key=True, foreign_key="workspace.team_id", max_length=32)
    name: str = Field(primary_key=True, max_length=64)
    value: Any = Field(default=None, sa_type=sa.JSON)


class InboxEntry(SQLModel, table=True):
    """A request of Slack's that has had its effect; kept for a day so that a repeat has none."""

    __tablename__ = "inbox"
    __table_args__ = (sa.Index("ix_inbox_received_at", "received_at"),)

    team_id: str = Field(primary_key=True, max_length=32)
    key: str = Field(primary_key=True, max_length=160)
    received_at: datetime


class AuditEntry(SQLModel, table=True):
    """A change of setting, right or catalogue: who, when, what, from, to."""

    __tablename__ = "audit"
    __table_args__ = (sa.Index("ix_audit_team_id_at", "team_id", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    team_id: str = Field(foreign_key="workspace.team_id", max_length=32)
    at: datetime
    actor: str | None = Field(default=None, max_length=32)
    what: str = Field(max_length=64)
    subject: str = ""
    before: Any = Field(default=None, sa_type=sa.JSON)
    after: Any = Field(default=None, sa_type=sa.JSON)
