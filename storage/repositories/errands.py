from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.repositories.base import Repository
from storage.tables import Errand, Person
from storage.tables.errand import ErrandKind, ErrandState

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Errands(Repository):
    """What somebody asked for: stored with the answer, made later by one copy of the app."""

    def add(self, kind: ErrandKind, person: str, wanted: dict[str, Any], now: datetime) -> None:
        """Store a wish; whoever runs errands is woken."""
        errand = Errand(
            team_id=self._team,
            kind=kind,
            person=person,
            wanted=wanted,
            asked_at=now,
            not_before=_LONG_AGO,
        )
        self._session.add(errand)
        self._session.flush()
        self._books.queued = True

    def waiting(self, person: str) -> Sequence[Errand]:
        """What somebody asked for and has not got yet. Until the transaction ends nobody else asks
        this of the same person: two of their wishes at once see each other."""
        whose = (col(Person.team_id) == self._team, col(Person.user_id) == person)
        self._session.execute(
            sa.select(col(Person.user_id)).where(*whose).with_for_update(key_share=True)
        )
        return self._session.exec(
            select(Errand).where(
                col(Errand.team_id) == self._team,
                col(Errand.state) == ErrandState.WAITING,
                col(Errand.person) == person,
            )
        ).all()

    def due(self, now: datetime) -> bool:
        """Whether anything is to be run: a reading, so that looking keeps no writer waiting."""
        return self._session.exec(self._next(now)).first() is not None

    def claim(self, now: datetime, lease: timedelta) -> Errand | None:
        """The next one to run; nobody else gets it while the lease lasts. `now`: the real moment,
        which other machines reckon with too."""
        errand = self._session.exec(self._next(now).with_for_update(skip_locked=True)).first()
        if errand is None:
            return None
        errand.not_before = now + lease
        errand.attempts += 1
        self._session.add(errand)
        self._session.flush()
        return errand

    def held(self, errand: Errand) -> Errand | None:
        """The same row again, if it is still as it was claimed: no other copy took it over."""
        row = self._session.get(Errand, errand.id, with_for_update=True)
        if row is None or row.team_id != self._team:
            return None
        same = row.state is ErrandState.WAITING and row.attempts == errand.attempts
        return row if same else None

    def _next(self, now: datetime) -> SelectOfScalar[Errand]:
        """By turns: everybody's first wish, in the order they came, before anybody's second."""
        earlier = aliased(Errand)
        turn = (
            sa.select(sa.func.count())
            .where(
                col(earlier.team_id) == self._team,
                col(earlier.state) == ErrandState.WAITING,
                col(earlier.person) == col(Errand.person),
                col(earlier.id) < col(Errand.id),
            )
            .scalar_subquery()
        )
        return (
            select(Errand)
            .where(
                col(Errand.team_id) == self._team,
                col(Errand.state) == ErrandState.WAITING,
                col(Errand.not_before) <= now,
            )
            .order_by(turn, col(Errand.id))
            .limit(1)
        )
