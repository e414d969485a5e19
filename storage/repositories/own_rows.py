from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import col

from storage.repositories.base import Repository
from storage.tables import (
    AuditEntry,
    DaysAway,
    Draft,
    Invitation,
    Issue,
    IssueEvent,
    Morning,
    Observation,
    Person,
    Promise,
    Response,
    ResponseAnswer,
    RungReached,
)

_OURS = ("team_id", "search_key")
"""Columns that say nothing about anybody."""


class Rows(NamedTuple):
    columns: Sequence[str]
    rows: Sequence[dict[str, Any]]


class OwnRows(Repository):
    """The rows that are about one person, for that person's eyes."""

    def of(self, person: str) -> dict[str, Rows]:
        """By what they are. Of anonymous surveys nothing: no row of theirs names anybody."""
        answered = sa.select(col(Response.id)).where(
            col(Response.team_id) == self._team,
            col(Response.voter) == person,
            ~col(Response.is_customer),
        )
        mine = {
            "you": (Person, col(Person.user_id) == person),
            "days_away": (DaysAway, col(DaysAway.user_id) == person),
            "observations": (Observation, col(Observation.reporter) == person),
            "drafts": (Draft, col(Draft.user_id) == person),
            "issues_you_own": (Issue, col(Issue.owner) == person),
            "promises": (Promise, col(Promise.made_by) == person),
            "what_you_did_with_issues": (IssueEvent, col(IssueEvent.actor) == person),
            "what_escalated_to_you": (RungReached, col(RungReached.person) == person),
            "morning_messages": (Morning, col(Morning.person) == person),
            "surveys_you_were_asked": (Invitation, col(Invitation.person) == person),
            "surveys_you_answered": (Response, col(Response.id).in_(answered)),
            "survey_answers": (ResponseAnswer, col(ResponseAnswer.response_id).in_(answered)),
            "what_you_changed": (AuditEntry, col(AuditEntry.actor) == person),
        }
        return {name: self._rows(table, about) for name, (table, about) in mine.items()}

    def _rows(self, table: Any, about: sa.ColumnElement[bool]) -> Rows:
        columns = [column for column in table.__table__.columns if column.name not in _OURS]
        key = list(table.__table__.primary_key)
        rows = self._session.execute(
            sa.select(*columns).where(table.team_id == self._team, about).order_by(*key)
        )
        return Rows([column.name for column in columns], [dict(row) for row in rows.mappings()])
