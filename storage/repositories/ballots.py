from __future__ import annotations

import secrets

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.dml import ReturningInsert
from sqlmodel import col, select

from bot.domain.wave import ANY_PART
from storage.compiled import Compiled
from storage.repositories.base import Numbered, Repository, insert_in
from storage.tables import AnonymousAnswer, Participation, Wave


def _took_part(dialect: Dialect) -> ReturningInsert[tuple[str]]:
    done: ReturningInsert[tuple[str]] = (
        insert_in(dialect)(Participation)
        .on_conflict_do_nothing()
        .returning(col(Participation.voter))
    )
    return done


_TOOK_PART = Compiled(_took_part, columns=("wave_id", "part", "voter", "team_id"))
_PUT = Compiled(
    lambda _: sa.insert(AnonymousAnswer).returning(col(AnonymousAnswer.part)),
    columns=("id", "wave_id", "part", "team_id", "is_customer", "answer"),
)
"""Thousands press at the same moment: these stand in every acknowledgement."""


class Ballots(Repository):
    """Anonymous waves: who took part, as hashes, and apart from it what was answered."""

    def vote(
        self, wave: Numbered, part: int, voter: str, answer: str, *, is_customer: bool = False
    ) -> bool:
        """Put an answer into the urn, unless this voter answered this part before. `voter` is a
        keyed hash; nothing of it comes near the answer."""
        if not self._took_part(wave, part, voter):
            return False
        self._put(wave, part, answer, is_customer=is_customer)
        return True

    def first(self, wave: Numbered, voter: str) -> bool:
        """Whether it is this voter's first answer in the wave; counted from here on."""
        return self._took_part(wave, ANY_PART, voter)

    def has_answered(self, wave: Wave, part: int, voter: str) -> bool:
        return self._session.get(Participation, (wave.id, part, voter)) is not None

    def voters(self, wave: Wave) -> set[str]:
        """The hashes of all who answered anything."""
        return set(
            self._session.exec(
                select(Participation.voter).where(
                    col(Participation.team_id) == self._team,
                    col(Participation.wave_id) == wave.id,
                    col(Participation.part) == ANY_PART,
                )
            )
        )

    def count(self, wave: Wave) -> int:
        """How many answered anything."""
        return self.voted(wave) if wave.answered is None else wave.answered

    def voted(self, wave: Numbered) -> int:
        """The same of a wave that is open."""
        asked = sa.select(sa.func.count()).where(
            col(Participation.team_id) == self._team,
            col(Participation.wave_id) == wave.id,
            col(Participation.part) == ANY_PART,
        )
        return int(self._session.execute(asked).scalar_one())

    def counts(self, wave: Wave, part: int, *, is_customer: bool) -> dict[str, int]:
        """Stored answers to one question and how often each was given."""
        rows = self._session.execute(
            sa.select(col(AnonymousAnswer.answer), sa.func.count())
            .where(
                col(AnonymousAnswer.team_id) == self._team,
                col(AnonymousAnswer.wave_id) == wave.id,
                col(AnonymousAnswer.part) == part,
                col(AnonymousAnswer.is_customer) == is_customer,
            )
            .group_by(col(AnonymousAnswer.answer))
        )
        return {answer: int(count) for answer, count in rows}

    def words(self, wave: Wave, part: int) -> list[str]:
        """What was written, in an order that is another each time."""
        found = list(
            self._session.exec(
                select(AnonymousAnswer.answer).where(
                    col(AnonymousAnswer.team_id) == self._team,
                    col(AnonymousAnswer.wave_id) == wave.id,
                    col(AnonymousAnswer.part) == part,
                )
            )
        )
        secrets.SystemRandom().shuffle(found)
        return found

    def seal(self, wave: Wave) -> None:
        """The wave is over: forget who took part, and write the answers anew in another order, all
        in one transaction. On PostgreSQL each row tells which transaction wrote it."""
        mine = (col(AnonymousAnswer.team_id) == self._team, col(AnonymousAnswer.wave_id) == wave.id)
        stored = sa.select(
            col(AnonymousAnswer.part), col(AnonymousAnswer.is_customer), col(AnonymousAnswer.answer)
        ).where(*mine)
        urn = list(self._session.execute(stored))
        self._session.execute(sa.delete(AnonymousAnswer).where(*mine))
        self._session.execute(
            sa.delete(Participation).where(
                col(Participation.team_id) == self._team, col(Participation.wave_id) == wave.id
            )
        )
        secrets.SystemRandom().shuffle(urn)
        for part, is_customer, answer in urn:
            self._put(wave, part, answer, is_customer=is_customer)

    def _took_part(self, wave: Numbered, part: int, voter: str) -> bool:
        done = _TOOK_PART.first(
            self._session, wave_id=wave.id, part=part, voter=voter, team_id=self._team
        )
        return done is not None

    def _put(self, wave: Numbered, part: int, answer: str, *, is_customer: bool) -> None:
        _PUT.first(
            self._session,
            id=secrets.token_hex(16),
            wave_id=wave.id,
            part=part,
            team_id=self._team,
            is_customer=is_customer,
            answer=answer,
        )
