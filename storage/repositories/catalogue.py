from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from bot.domain.errors import Refusal, Why
from bot.domain.nearest import match, name_key, nearest
from bot.domain.vocabulary import Area
from storage.repositories.base import Repository
from storage.tables import Journey, Stage, Touchpoint


class Catalogue(Repository):
    # -- touchpoints ----------------------------------------------------------------------------

    def touchpoints(self) -> Sequence[Touchpoint]:
        return self._session.exec(
            select(Touchpoint).where(col(Touchpoint.team_id) == self._team).order_by("name_key")
        ).all()

    def touchpoint(self, touchpoint_id: int | None) -> Touchpoint | None:
        if touchpoint_id is None:
            return None
        row = self._session.get(Touchpoint, touchpoint_id)
        return row if row and row.team_id == self._team else None

    def touchpoint_named(self, name: str) -> Touchpoint | None:
        return self._session.exec(
            select(Touchpoint).where(
                col(Touchpoint.team_id) == self._team, col(Touchpoint.name_key) == _key(name, 80)
            )
        ).first()

    def find_touchpoint(self, typed: str) -> Touchpoint:
        """The touchpoint that `typed` clearly means.

        Raises Refusal(UNKNOWN_VALUE) with the names that come near.
        """
        by_name = {row.name: row for row in self.touchpoints()}
        found = match(typed, by_name)
        if found is None:
            near = nearest(typed, by_name)
            raise Refusal(Why.UNKNOWN_VALUE, key="touchpoint", value=typed, near=near)
        return by_name[found]

    def add_touchpoint(
        self,
        name: str,
        area: Area,
        now: datetime,
        *,
        stage_id: int | None = None,
        keywords: Sequence[str] = (),
    ) -> Touchpoint:
        row = Touchpoint(
            team_id=self._team,
            name=name,
            name_key=_key(name, 80),
            area=area,
            stage_id=stage_id,
            keywords=list(keywords),
            created_at=now,
        )
        self._session.add(row)
        self._session.flush()
        return row

    def rename_touchpoint(self, row: Touchpoint, name: str) -> None:
        row.name, row.name_key = name, _key(name, 80)
        self._session.add(row)

    # -- journeys -------------------------------------------------------------------------------

    def journeys(self) -> Sequence[Journey]:
        return self._session.exec(
            select(Journey).where(col(Journey.team_id) == self._team).order_by("id")
        ).all()

    def journey(self, journey_id: int | None) -> Journey | None:
        row = self._session.get(Journey, journey_id) if journey_id else None
        return row if row and row.team_id == self._team else None

    def journey_named(self, name: str) -> Journey | None:
        return self._session.exec(
            select(Journey).where(
                col(Journey.team_id) == self._team, col(Journey.name_key) == _key(name, 160)
            )
        ).first()

    def rename_journey(self, row: Journey, name: str) -> None:
        row.name, row.name_key = name, _key(name, 160)
        self._session.add(row)

    def add_journey(self, name: str) -> Journey:
        row = Journey(team_id=self._team, name=name, name_key=_key(name, 160))
        self._session.add(row)
        self._session.flush()
        return row

    def stages(self, journey_id: int | None = None) -> Sequence[Stage]:
        """Stages in their order; of all journeys when none is named."""
        query = select(Stage).where(col(Stage.team_id) == self._team)
        if journey_id is not None:
            query = query.where(col(Stage.journey_id) == journey_id)
        return self._session.exec(query.order_by("journey_id", "position")).all()

    def stage(self, stage_id: int | None) -> Stage | None:
        row = self._session.get(Stage, stage_id) if stage_id else None
        return row if row and row.team_id == self._team else None

    def add_stage(self, journey_id: int, name: str, position: int) -> Stage:
        row = Stage(
            team_id=self._team,
            journey_id=journey_id,
            name=name,
            name_key=_key(name, 80),
            position=position,
        )
        self._session.add(row)
        self._session.flush()
        return row

    def set_stage(self, row: Stage, name: str, position: int) -> None:
        row.name, row.name_key, row.position = name, _key(name, 80), position
        self._session.add(row)

    def touchpoints_of_stage(self, stage_id: int) -> Sequence[Touchpoint]:
        return [row for row in self.touchpoints() if row.stage_id == stage_id]

    def remove_stage(self, stage_id: int) -> None:
        """Take a stage off its journey; its touchpoints stay, without a stage."""
        self._session.execute(
            sa.update(Touchpoint)
            .where(col(Touchpoint.team_id) == self._team, col(Touchpoint.stage_id) == stage_id)
            .values(stage_id=None)
        )
        self._session.execute(
            sa.delete(Stage).where(col(Stage.team_id) == self._team, col(Stage.id) == stage_id)
        )

    def journey_of(self, touchpoint: Touchpoint | None) -> Journey | None:
        stage = self.stage(touchpoint.stage_id) if touchpoint else None
        return self.journey(stage.journey_id) if stage else None


def _key(name: str, length: int) -> str:
    """What is unique, in the characters of its column: folding can make a name longer."""
    return name_key(name)[:length]
