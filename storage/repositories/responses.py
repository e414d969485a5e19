from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.dml import ReturningInsert
from sqlmodel import col, select
from sqlmodel.sql.sqltypes import UTCDateTime

from bot.domain.wave import Given
from storage.compiled import Compiled
from storage.repositories.base import Numbered, Repository, insert_for, insert_in
from storage.tables import Response, ResponseAnswer, Wave

_MINE = (
    col(Response.team_id) == sa.bindparam("team"),
    col(Response.wave_id) == sa.bindparam("wave"),
    col(Response.voter) == sa.bindparam("who"),
)
_STORED = (col(Response.id), col(Response.customer_id), col(Response.may_follow_up))
_FIRST = Compiled(
    lambda dialect: insert_in(dialect)(Response).on_conflict_do_nothing().returning(*_STORED),
    columns=("team_id", "wave_id", "voter", "is_customer", "given", "at"),
)
_AGAIN = Compiled(
    lambda _: (
        sa.update(Response)
        .where(*_MINE)
        .values(at=sa.bindparam("now", type_=UTCDateTime()))
        .returning(*_STORED)
    )
)


def _put(dialect: Dialect) -> ReturningInsert[tuple[int]]:
    insert = insert_in(dialect)(ResponseAnswer)
    stored: ReturningInsert[tuple[int]] = insert.on_conflict_do_update(
        index_elements=["response_id", "part"], set_={"answer": insert.excluded.answer}
    ).returning(col(ResponseAnswer.part))
    return stored


_PUT = Compiled(_put, columns=("response_id", "part", "team_id", "answer"))
"""Thousands press at the same moment: these stand in every acknowledgement."""


@dataclass(frozen=True, slots=True)
class Stored:
    """An answer that was just stored. is_first: their first in the wave. may_follow_up: what they
    said to that before, None for nothing. names_customer: it is known which customer it is of."""

    response_id: int
    is_first: bool
    may_follow_up: bool | None
    names_customer: bool


class Responses(Repository):
    """Answers with a name to them: one response a voter and wave, the last answers count."""

    def of(self, wave: Numbered, voter: str) -> Response | None:
        return self._session.exec(
            select(Response).where(
                col(Response.team_id) == self._team,
                col(Response.wave_id) == wave.id,
                col(Response.voter) == voter,
            )
        ).first()

    def get(self, response_id: int | None) -> Response | None:
        row = self._session.get(Response, response_id) if response_id else None
        return row if row and row.team_id == self._team else None

    def answer(
        self,
        wave: Numbered,
        voter: str,
        answers: Mapping[int, str],
        now: datetime,
        *,
        is_customer: bool,
    ) -> Stored:
        """Store the voter's own answers, by part, instead of those that stood there."""
        first = self._first(wave, voter, now, is_customer=is_customer)
        stored = first or _AGAIN.first(
            self._session, team=self._team, wave=wave.id, who=voter, now=now
        )
        assert stored is not None, "a response is never deleted"
        response_id, customer_id, may_follow_up = stored
        for part, answer in answers.items():
            _PUT.first(
                self._session, response_id=response_id, part=part, team_id=self._team, answer=answer
            )
        return Stored(response_id, first is not None, may_follow_up, customer_id is not None)

    def by(self, wave: Wave, voter: str, now: datetime, *, is_customer: bool = False) -> Response:
        """The voter's own response, made if it is not there: also when they press twice at once."""
        self._first(wave, voter, now, is_customer=is_customer)
        row = self._session.exec(
            select(Response)
            .where(
                col(Response.team_id) == self._team,
                col(Response.wave_id) == wave.id,
                col(Response.voter) == voter,
            )
            .with_for_update()
        ).one()
        row.at = now
        self._session.add(row)
        return row

    def _first(
        self, wave: Numbered, voter: str, now: datetime, *, is_customer: bool
    ) -> tuple[Any, ...] | None:
        """A new response of the voter's own; None where there is one, also if they press twice."""
        return _FIRST.first(
            self._session,
            team_id=self._team,
            wave_id=wave.id,
            voter=voter,
            is_customer=is_customer,
            given=Given.SELF,
            at=now,
        )

    def put(self, response: Response, part: int, answer: str) -> None:
        """Store an answer, instead of what was answered there before."""
        insert = insert_for(self._session)(ResponseAnswer.__table__)  # type: ignore[attr-defined]
        self._session.execute(
            insert.values(
                response_id=response.id, part=part, team_id=self._team, answer=answer
            ).on_conflict_do_update(index_elements=["response_id", "part"], set_={"answer": answer})
        )

    def drop(self, response: Response, part: int) -> None:
        self._session.execute(
            sa.delete(ResponseAnswer).where(
                col(ResponseAnswer.team_id) == self._team,
                col(ResponseAnswer.response_id) == response.id,
                col(ResponseAnswer.part) == part,
            )
        )

    def answers(self, response: Response | None) -> dict[int, str]:
        """What stands in a response, by part; nothing for none."""
        if response is None:
            return {}
        rows = self._session.exec(
            select(ResponseAnswer).where(
                col(ResponseAnswer.team_id) == self._team,
                col(ResponseAnswer.response_id) == response.id,
            )
        )
        return {row.part: row.answer for row in rows}

    def in_wave(self, wave: Wave) -> Sequence[Response]:
        return self._session.exec(
            select(Response)
            .where(col(Response.team_id) == self._team, col(Response.wave_id) == wave.id)
            .order_by("id")
        ).all()

    def voters(self, wave: Wave) -> set[str]:
        return set(
            self._session.exec(
                select(Response.voter).where(
                    col(Response.team_id) == self._team, col(Response.wave_id) == wave.id
                )
            )
        )

    def count(self, wave: Wave) -> int:
        """How many answered anything."""
        asked = sa.select(sa.func.count()).where(
            col(Response.team_id) == self._team, col(Response.wave_id) == wave.id
        )
        return int(self._session.execute(asked).scalar_one())
