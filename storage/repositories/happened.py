from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from bot.domain.issue import IssueState
from bot.domain.loop import LoopState
from bot.domain.promise import PromiseState
from storage.repositories.base import Repository
from storage.tables import Card, CustomerLoop, Issue, Observation, Promise
from storage.tables.delivery import CardKind


class Happened(Repository):
    """What has happened since a moment, for those who want to see that something has."""

    def heard(self, since: datetime) -> Sequence[Observation]:
        """What was logged since and stands, oldest first."""
        return self._session.exec(
            select(Observation)
            .where(
                col(Observation.team_id) == self._team,
                col(Observation.at) >= since,
                col(Observation.undone_at).is_(None),
            )
            .order_by("id")
        ).all()

    def asked(self, since: datetime) -> bool:
        """Something was logged that somebody is to answer."""
        return any(each.issue_id is not None for each in self.heard(since))

    def cards(self, since: datetime) -> Sequence[tuple[str, str, str]]:
        """(person, channel, ts) of owners' cards that were made since for what was logged since,
        and stand in Slack."""
        logged = select(Observation.issue_id).where(
            col(Observation.team_id) == self._team,
            col(Observation.at) >= since,
            col(Observation.issue_id).is_not(None),
        )
        found = self._session.exec(
            select(Card.person, Card.channel, Card.ts).where(
                col(Card.team_id) == self._team,
                col(Card.kind) == CardKind.ISSUE,
                col(Card.opened_at) >= since,
                col(Card.record_id).in_(logged),
                col(Card.ts).is_not(None),
            )
        )
        return [(person, channel or "", ts or "") for person, channel, ts in found]

    def promised(self, since: datetime) -> bool:
        """Somebody promised something."""
        return self._any(Promise, col(Promise.made_at) >= since)

    def broken(self, since: datetime) -> bool:
        """A promise that was made since passed without news."""
        return self._any(
            Promise,
            col(Promise.made_at) >= since,
            col(Promise.state) == PromiseState.BROKEN,
            col(Promise.settled_at) >= since,
        )

    def resolved(self, since: datetime) -> bool:
        """An issue was resolved, and is not open again."""
        over = (IssueState.RESOLVED, IssueState.CLOSED)
        return self._any(Issue, col(Issue.resolved_at) >= since, col(Issue.state).in_(over))

    def told(self, since: datetime) -> bool:
        """A customer was told, or need not be."""
        settled = (LoopState.TOLD, LoopState.WAIVED)
        return self._any(
            CustomerLoop, col(CustomerLoop.state).in_(settled), col(CustomerLoop.at) >= since
        )

    def _any(self, table: Any, *conditions: Any) -> bool:
        found = sa.exists().where(col(table.team_id) == self._team, *conditions)
        return bool(self._session.exec(select(found)).one())
