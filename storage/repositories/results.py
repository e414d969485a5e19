from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from bot.domain.wave import REASON_PART, Given, WaveState
from storage.repositories.base import Repository
from storage.tables import Customer, Invitation, Person, Response, ResponseAnswer, Survey, Wave

Group = tuple[bool, Given]
"""Whether of customers, and how the answers came: what is never counted together."""


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """One stored answer. wave: its number. question: as the survey keeps it. recorded_by: who wrote
    it down; None where it was given by whose it is."""

    at: datetime
    wave: int
    question: dict[str, Any]
    answer: str
    recorded_by: str | None


class Results(Repository):
    """What was answered in a wave that is not anonymous, group by group."""

    def counts(self, wave: Wave, part: int) -> dict[Group, dict[str, int]]:
        """Stored answers to one question and how often each was given."""
        rows = self._session.execute(
            sa.select(
                col(Response.is_customer),
                col(Response.given),
                col(ResponseAnswer.answer),
                sa.func.count(),
            )
            .join(Response, col(Response.id) == col(ResponseAnswer.response_id))
            .where(*self._of(wave), col(ResponseAnswer.part) == part)
            .group_by(col(Response.is_customer), col(Response.given), col(ResponseAnswer.answer))
        )
        found: dict[Group, dict[str, int]] = {}
        for is_customer, given, answer, count in rows:
            found.setdefault((bool(is_customer), given), {})[answer] = int(count)
        return found

    def of_customers(
        self, start: datetime, end: datetime, segment: str | None = None
    ) -> dict[tuple[int, int], dict[Given, dict[str, int]]]:
        """By wave that closed from `start` (inclusive) to `end` (exclusive) and by part: stored
        answers of customers, or of those in a segment, by how they came."""
        theirs: sa.ColumnElement[bool] = sa.true()
        if segment is not None:
            theirs = sa.func.lower(col(Customer.segment)) == segment.casefold()
        rows = self._session.execute(
            sa.select(
                col(Response.wave_id),
                col(ResponseAnswer.part),
                col(Response.given),
                col(ResponseAnswer.answer),
                sa.func.count(),
            )
            .join(Response, col(Response.id) == col(ResponseAnswer.response_id))
            .join(Wave, col(Wave.id) == col(Response.wave_id))
            .join(Customer, col(Customer.id) == col(Response.customer_id), isouter=True)
            .where(
                col(Response.team_id) == self._team,
                col(Response.is_customer),
                col(ResponseAnswer.part) != REASON_PART,
                col(Wave.state) == WaveState.CLOSED,
                col(Wave.closed_at) >= start,
                col(Wave.closed_at) < end,
                theirs,
            )
            .group_by(
                col(Response.wave_id),
                col(ResponseAnswer.part),
                col(Response.given),
                col(ResponseAnswer.answer),
            )
        )
        found: dict[tuple[int, int], dict[Given, dict[str, int]]] = {}
        for wave, part, given, answer, count in rows:
            by_given = found.setdefault((wave, part), {})
            by_given.setdefault(given, {})[answer] = int(count)
        return found

    def of_customer(self, customer_id: int) -> Sequence[GivenAnswer]:
        """What was answered at one customer, newest first; without reasons, and without what the
        author hides until the close. Nothing anonymous is among it: that names no customer."""
        rows = self._session.execute(
            sa.select(
                col(Response.at),
                col(Wave.number),
                col(Survey.questions),
                col(ResponseAnswer.part),
                col(ResponseAnswer.answer),
                col(Response.recorded_by),
            )
            .select_from(ResponseAnswer)
            .join(Response, col(Response.id) == col(ResponseAnswer.response_id))
            .join(Wave, col(Wave.id) == col(Response.wave_id))
            .join(Survey, col(Survey.id) == col(Wave.survey_id))
            .where(
                col(Response.team_id) == self._team,
                col(Response.customer_id) == customer_id,
                col(ResponseAnswer.part) != REASON_PART,
                sa.or_(~col(Survey.results_hidden), col(Wave.state) == WaveState.CLOSED),
            )
            .order_by(col(Response.at).desc(), col(Response.id).desc(), col(ResponseAnswer.part))
        )
        return [
            GivenAnswer(at, number, questions[part], answer, recorded_by)
            for at, number, questions, part, answer, recorded_by in rows
        ]

    def comments(self, wave: Wave, part: int, limit: int) -> tuple[Sequence[str], int]:
        """What was written, newest first, and how much there is. `part`: a question's or
        REASON_PART."""
        asked = (*self._of(wave), col(ResponseAnswer.part) == part)
        joined = sa.select(col(ResponseAnswer.answer)).join(
            Response, col(Response.id) == col(ResponseAnswer.response_id)
        )
        rows = self._session.execute(
            joined.where(*asked).order_by(col(Response.at).desc(), col(Response.id)).limit(limit)
        )
        total = self._session.execute(
            sa.select(sa.func.count())
            .select_from(ResponseAnswer)
            .join(Response, col(Response.id) == col(ResponseAnswer.response_id))
            .where(*asked)
        )
        return list(rows.scalars()), int(total.scalar_one())

    def invited(self, wave: Wave) -> dict[bool, int]:
        """How many were asked in Slack, by whether they are of another company."""
        stranger = sa.and_(col(Person.home_team_id) != "", col(Person.home_team_id) != self._team)
        rows = self._session.execute(
            sa.select(sa.func.coalesce(stranger, sa.false()), sa.func.count())
            .select_from(Invitation)
            .join(
                Person,
                sa.and_(
                    col(Person.team_id) == col(Invitation.team_id),
                    col(Person.user_id) == col(Invitation.person),
                ),
                isouter=True,
            )
            .where(col(Invitation.team_id) == self._team, col(Invitation.wave_id) == wave.id)
            .group_by(sa.func.coalesce(stranger, sa.false()))
        )
        return {bool(is_customer): int(count) for is_customer, count in rows}

    def _of(self, wave: Wave) -> tuple[sa.ColumnElement[bool], ...]:
        return (col(Response.team_id) == self._team, col(Response.wave_id) == wave.id)
