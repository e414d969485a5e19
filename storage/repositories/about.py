from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import col, select

from bot.domain.issue import IssueState, Step
from bot.domain.promise import PromiseState
from storage.repositories.base import Repository
from storage.tables import (
    Card,
    Draft,
    Invitation,
    IssueEvent,
    Observation,
    OutboxRow,
    Promise,
    Response,
)

_STARTS = (Step.OPEN, Step.REASSIGN, Step.REOPEN, Step.LAPSE)
"""After these an issue asks to be acknowledged."""


class Acknowledged(NamedTuple):
    """An acknowledgement, and since when it was asked for."""

    asked: datetime
    at: datetime


class AboutPerson(Repository):
    """What is held about one person, for that person."""

    def logged(self, person: str) -> tuple[int, int]:
        """How many observations they logged, and how many of those hide their name."""
        mine = (col(Observation.team_id) == self._team, col(Observation.reporter) == person)
        total, hidden = self._session.execute(
            sa.select(
                sa.func.count(), sa.func.count().filter(col(Observation.reporter_hidden))
            ).where(*mine)
        ).one()
        return int(total), int(hidden)

    def drafts(self, person: str) -> int:
        """Words that wait for the form."""
        query = sa.select(sa.func.count()).where(
            col(Draft.team_id) == self._team, col(Draft.user_id) == person
        )
        return int(self._session.execute(query).scalar_one())

    def surveys(self, person: str) -> tuple[int, int]:
        """In how many surveys they were asked, and how many hold answers with their name."""
        asked = sa.select(sa.func.count()).where(
            col(Invitation.team_id) == self._team, col(Invitation.person) == person
        )
        answered = sa.select(sa.func.count()).where(
            col(Response.team_id) == self._team, col(Response.voter) == person
        )
        counts = self._session.execute(
            sa.select(asked.scalar_subquery(), answered.scalar_subquery())
        ).one()
        return int(counts[0]), int(counts[1])

    def promises(self, person: str) -> dict[PromiseState, int]:
        """How many promises they made, by what became of them."""
        rows = self._session.execute(
            sa.select(col(Promise.state), sa.func.count())
            .where(col(Promise.team_id) == self._team, col(Promise.made_by) == person)
            .group_by(col(Promise.state))
        )
        return {state: int(count) for state, count in rows}

    def acknowledged(self, person: str, since: datetime) -> list[Acknowledged]:
        """Their acknowledgements after `since`."""
        mine = sa.and_(
            col(IssueEvent.actor) == person,
            col(IssueEvent.from_state) == IssueState.OPEN,
            col(IssueEvent.to_state) == IssueState.ACKNOWLEDGED,
            col(IssueEvent.at) > since,
        )
        issues = sa.select(col(IssueEvent.issue_id)).where(
            col(IssueEvent.team_id) == self._team, mine
        )
        rows = self._session.execute(
            sa.select(col(IssueEvent.issue_id), col(IssueEvent.at), mine.label("mine"))
            .where(
                col(IssueEvent.team_id) == self._team,
                col(IssueEvent.issue_id).in_(issues),
                sa.or_(mine, col(IssueEvent.what).in_([step.value for step in _STARTS])),
            )
            .order_by(col(IssueEvent.issue_id), col(IssueEvent.id))
        )
        found, asked = [], dict[int, datetime]()
        for issue_id, at, is_mine in rows:
            if not is_mine:
                asked[issue_id] = at
            elif issue_id in asked:
                found.append(Acknowledged(asked[issue_id], at))
        return found

    def sent(
        self, lanes: Sequence[str], limit: int
    ) -> tuple[Sequence[tuple[OutboxRow, Card | None]], int]:
        """The newest messages to a person, each with the card it showed, and how many in all.

        lanes: the ways they are addressed, by user id and by the DM's channel.
        """
        to = sa.and_(col(OutboxRow.team_id) == self._team, col(OutboxRow.lane).in_(lanes))
        total = self._session.execute(sa.select(sa.func.count()).where(to)).scalar_one()
        rows = self._session.exec(
            select(OutboxRow, Card)
            .outerjoin(Card, col(Card.id) == col(OutboxRow.card_id))
            .where(to)
            .order_by(col(OutboxRow.id).desc())
            .limit(limit)
        )
        return [(row, card) for row, card in rows], int(total)
