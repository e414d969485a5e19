"""Micro-surveys: what is asked, each sending of it, who was asked, and what they answered.

Anonymous answers stand apart from who took part. Neither of the two tables has a time, and both
are keyed by what is random, so that they lie in no order that says anything.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.domain.wave import Audience, Given, Repeat, WaveState
from storage.tables.kinds import choice, one_of


class Survey(SQLModel, table=True):
    """What is asked, of whom, how often. Each sending of it is a wave."""

    __tablename__ = "survey"
    __table_args__ = (
        sa.Index("ix_survey_next_at", "team_id", "next_at"),
        one_of("audience", Audience),
        one_of("repeat", Repeat),
    )

    id: int | None = Field(default=None, primary_key=True)
    team_id: str = Field(foreign_key="workspace.team_id", max_length=32)
    author: str = Field(max_length=32)
    created_at: datetime
    questions: list[dict[str, Any]] = Field(sa_type=sa.JSON)
    """One to three, each {"kind": a name in KINDS, "text": its wording, "options": [words]}."""
    ask_reason: bool = True
    """Whether "What's the main reason?" follows a score."""
    anonymous: bool = False
    audience: Audience = Field(sa_type=choice(Audience))
    asked: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    """Of whom: {"channel": id} or {"people": [ids], "groups": [ids], "channels": [ids],
    "share": per cent}; nothing for customers."""
    open_for: int
    """Minutes from a wave's sending to its close."""
    repeat: Repeat = Field(default=Repeat.NEVER, sa_type=choice(Repeat))
    results_hidden: bool = False
    """No live result before the close. Anonymous surveys never show one."""
    results_to: str | None = Field(default=None, max_length=32)
    """A channel that gets the results too."""
    touchpoint_id: int | None = Field(default=None, foreign_key="touchpoint.id", index=True)
    stage_id: int | None = Field(default=None, foreign_key="stage.id", index=True)
    next_at: datetime | None = None
    """When the next wave begins; None: there is none to come."""


class JourneyScore(SQLModel, table=True):
    """The one survey whose score counts in a journey's health."""

    __tablename__ = "journey_score"

    journey_id: int = Field(primary_key=True, foreign_key="journey.id")
    survey_id: int = Field(foreign_key="survey.id", index=True)
    team_id: str = Field(foreign_key="workspace.team_id", max_length=32)


class Wave(SQLModel, table=True):
    """One sending of a survey. `number` is what people call it, from 1 in each workspace."""

    __tablename__ = "wave"
    __table_args__ = (
        sa.UniqueConstraint("team_id", "number"),
        sa.UniqueConstraint("survey_id", "nth"),
        sa.Index("ix_wave_team_id_state_closes_at", "team_id", "state", "closes_at"),
        one_of("state", WaveState),
    )

    id: int | None = Field(default=None, primary_key=True)
    team_id: str = Field(foreign_key="workspace.team_id", max_length=32)
    survey_id: int = Field(foreign_key="survey.id")
    number: int
    nth: int = 1
    """Which wave of its survey."""
    state: WaveState = Field(default=WaveState.GATHERING, sa_type=choice(WaveState))
    begun_at: datetime
    opened_at: datetime | None = None
    """When it was settled who is asked, and the sending began."""
    closes_at: datetime
    remind_at: datetime | None = None
    """When those who have not answered are reminded, once; None: never, or done."""
    closed_at: datetime | None = None
    key_name: str | None = Field(default=None, max_length=64)
    """Of an anonymous wave: which key its voters' hashes are made with. The key itself is in no
    table and is destroyed at the close."""
    invited: int = 0
    """How many were asked; fixed at sending, and what the response rate is a share of."""
    kept_out: int = 0
    """How many were spared: they had a survey within the last seven days."""
    barred: int = 0
    """How many can't be asked: deactivated, bots, people of other companies."""
    answered: int | None = None
    """Of an anonymous wave that is closed: how many took part, now that nobody can count them."""
    results_wait: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    """It has closed, and nobody was told yet what came of it."""
    shown: int = -1
    """The count of answers that messages show, or are about to."""
    problem: str | None = Field(default=None, max_length=64)
    """Slack's error, when it could not be found out who is asked."""


class Invitation(SQLModel, table=True):
    """Somebody who was asked in a wave; never changed once the wave is open."""

    __tablename__ = "invitation"
    __table_args__ = (sa.Index("ix_invitation_person", "team_id", "person", "asked_at"),)

    wave_id: int = Field(primary_key=True, foreign_key="wave.id")
    person: str = Field(primary_key=True, max_length=32)
    team_id: str = Field(foreign_key="workspace.team_id", max_length=32)
    asked_at: datetime
    """When a DM was decided on: the seven days without another run from it."""
    by_dm: bool


class Response(SQLModel, table=True):
    """One voter's answers in a wave that is not anonymous: the last ones count."""

    __tablename__ = "response"
    __table_args__ = (
        sa.UniqueConstraint("wave_id", "voter"),
        sa.Index("ix_response_customer_id", "customer_id"),
        one_of("given", Given),
    )

    id: int | None = Field(default=None, primary_key=True)
    team_id: str = Field(foreign_key="workspace.team_id", max_length=32)
    wave_id: int = Field(foreign_key="wave.id")
    voter: str = Field(max_length=160)
    """A user's id; of customers, whatever tells one person at a customer from another."""
    customer_id: int | None = Field(default=None, foreign_key="customer.id")
    contact: str | None = Field(default=None, max_length=150)
    """Who at the customer it was, where that is known."""
    is_customer: bool = False
    """Not one of our own: the two are never counted together."""
    given: Given = Field(default=Given.SELF, sa_type=choice(Given))
    recorded_by: str | None = Field(default=None, max_length=32)
    may_follow_up: bool | None = None
    """What was said to "May we follow up?"."""
    issue_id: int | None = Field(default=None, foreign_key="issue.id", index=True)
    """What a low score opened."""
    at: datetime
    """When it was last changed."""


class ResponseAnswer(SQLModel, table=True):
    """One answer of a response, as its kind stores it."""

    __tablename__ = "response_answer"

    response_id: int = Field(primary_key=True, foreign_key="response.id")
    part: int = Field(primary_key=True)
    """The question's place from 0, or REASON_PART."""
    team_id: str = Field(foreign_key="workspace.team_id", max_length=32)
    answer: str = Field(sa_type=sa.Text)


class Participation(SQLModel, table=True):
    """That a question was answered by whoever a hash stands for. Emptied at the close.

    `voter`: a keyed hash, which nobody can make without the wave's key.
    """

    __tablename__ = "participation"
    __table_args__ = ({"sqlite_with_rowid": False},)

    wave_id: int = Field(primary_key=True, foreign_key="wave.id")
    part: int = Field(primary_key=True)
    """The question's place from 0, REASON_PART, or ANY_PART for having answered at all."""
    voter: str = Field(primary_key=True, max_length=64)
    team_id: str = Field(foreign_key="workspace.team_id", max_length=32)


class AnonymousAnswer(SQLModel, table=True):
    """One answer to one question. Nothing tells two answers of one person from those of two."""

    __tablename__ = "anonymous_answer"
    __table_args__ = (
        sa.Index("ix_anonymous_answer_wave_id_part", "wave_id", "part"),
        {"sqlite_with_rowid": False},
    )

    id: str = Field(primary_key=True, max_length=32)
    """Random."""
    wave_id: int = Field(foreign_key="wave.id")
    part: int
    team_id: str = Field(foreign_key="workspace.team_id", max_length=32)
    is_customer: bool = False
    answer: str = Field(sa_type=sa.Text)


class SurveyDraft(SQLModel, table=True):
    """A survey that somebody is making: what the form and its preview are about. Swept after a
    week."""

    __tablename__ = "survey_draft"

    id: int | None = Field(default=None, primary_key=True)
    team_id: str = Field(foreign_key="workspace.team_id", max_length=32)
    user_id: str = Field(max_length=32)
    at: datetime
    form: dict[str, Any] = Field(sa_type=sa.JSON)
    """As `bot.domain.survey_form` reads it."""
