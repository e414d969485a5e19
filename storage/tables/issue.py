"""The accountability record: the issue, its history, its promises, its customers' loops."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.domain.issue import IssueState
from bot.domain.loop import LoopState
from bot.domain.promise import PromiseState
from bot.domain.vocabulary import DismissReason, Severity
from storage.tables.kinds import choice, one_of


class Issue(SQLModel, table=True):
    """What needs an answer, who owns it, by when. `version` is what compare-and-set compares."""

    __tablename__ = "issue"
    __table_args__ = (
        sa.UniqueConstraint("team_id", "number"),
        sa.Index("ix_issue_team_id_state_owner", "team_id", "state", "owner"),
        one_of("state", IssueState),
        one_of("severity", Severity),
        one_of("dismiss_reason", DismissReason),
    )

    id: int | None = Field(default=None, primary_key=True)
    team_id: str = Field(foreign_key="workspace.team_id", max_length=32)
    number: int
    state: IssueState = Field(default=IssueState.OPEN, sa_type=choice(IssueState))
    version: int = 1
    severity: Severity = Field(sa_type=choice(Severity))
    touchpoint_id: int | None = Field(default=None, foreign_key="touchpoint.id", index=True)
    touchpoint_guessed: bool = False
    owner: str | None = Field(default=None, max_length=32)
    """None: nobody owns it, and its clocks stand still."""
    opened_at: datetime
    settles_at: datetime
    acknowledged_at: datetime | None = None
    acknowledge_due: datetime | None = None
    resolve_due: datetime | None = None
    promise_due: datetime | None = None
    """By when the next promise is asked for: after an acknowledgement, and after one was kept."""
    snoozed_until: date | None = None
    snooze_why: str | None = Field(default=None, sa_type=sa.Text)
    resolved_at: datetime | None = None
    what_changed: str | None = Field(default=None, sa_type=sa.Text)
    root_cause: str | None = Field(default=None, sa_type=sa.Text)
    caused_at: int | None = Field(default=None, foreign_key="touchpoint.id")
    watch_until: datetime | None = None
    """Until then it is a recurrence when one of its customers calls again."""
    reopened_at: datetime | None = None
    reopened_why: str | None = Field(default=None, sa_type=sa.Text)
    recurrences: int = 0
    """How often it came back within its watch window."""
    dismissed_at: datetime | None = None
    dismiss_reason: DismissReason | None = Field(default=None, sa_type=choice(DismissReason))
    dismiss_words: str | None = Field(default=None, sa_type=sa.Text)
    review_on: date | None = None


class IssueEvent(SQLModel, table=True):
    """One row of an issue's history. `actor` None: Earshot itself."""

    __tablename__ = "issue_event"
    __table_args__ = (sa.Index("ix_issue_event_issue_id_id", "issue_id", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    team_id: str = Field(foreign_key="workspace.team_id", max_length=32)
    issue_id: int = Field(foreign_key="issue.id")
    at: datetime
    actor: str | None = Field(default=None, max_length=32)
    what: str = Field(max_length=32)
    from_state: IssueState | None = Field(default=None, sa_type=choice(IssueState))
    to_state: IssueState | None = Field(default=None, sa_type=choice(IssueState))
    note: str = Field(default="", sa_type=sa.Text)
    search_key: str = Field(
        default="", sa_type=sa.Text, sa_column_kwargs={"server_default": sa.text("''")}
    )
    """What people wrote, as full text search compares it."""


class Promise(SQLModel, table=True):
    """Next step and date. `due_on` is the owner's local date; `due_at` the end of work on it."""

    __tablename__ = "promise"
    __table_args__ = (one_of("state", PromiseState),)

    id: int | None = Field(default=None, primary_key=True)
    team_id: str = Field(foreign_key="workspace.team_id", max_length=32)
    issue_id: int = Field(foreign_key="issue.id", index=True)
    made_by: str = Field(max_length=32)
    made_at: datetime
    next_step: str = Field(sa_type=sa.Text)
    due_on: date
    due_at: datetime
    state: PromiseState = Field(default=PromiseState.STANDING, sa_type=choice(PromiseState))
    settled_at: datetime | None = None
    reason: str | None = Field(default=None, sa_type=sa.Text)
    """Why it was moved."""


class CustomerLoop(SQLModel, table=True):
    """One issue and one customer: was the customer told?

    A customer without a name is one of its own: `observation_id` stands for them.
    """

    __tablename__ = "customer_loop"
    __table_args__ = (
        sa.UniqueConstraint("issue_id", "customer_id"),
        sa.UniqueConstraint("issue_id", "observation_id"),
        one_of("state", LoopState),
    )

    id: int | None = Field(default=None, primary_key=True)
    team_id: str = Field(foreign_key="workspace.team_id", max_length=32)
    issue_id: int = Field(foreign_key="issue.id")
    customer_id: int | None = Field(default=None, foreign_key="customer.id")
    observation_id: int | None = Field(default=None, foreign_key="observation.id")
    state: LoopState = Field(default=LoopState.WAITING, sa_type=choice(LoopState))
    by: str | None = Field(default=None, max_length=32)
    at: datetime | None = None
