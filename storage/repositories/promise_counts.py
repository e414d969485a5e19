from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped
from sqlmodel import col

from bot.domain.promise import PromiseCount, PromiseState
from storage.repositories.base import Repository
from storage.tables import Issue, Promise, Stage, Touchpoint


class PromiseCounts(Repository):
    """What became of promises, by place: never by person (docs/reference/rules.md,
    "Privacy")."""

    def by_touchpoint(self, since: datetime, until: datetime) -> dict[int | None, PromiseCount]:
        """Promises that were kept, moved or broken from `since` (inclusive) to `until` (exclusive),
        by the touchpoint of their issue; None is the key of those without one."""
        return self._counted(col(Issue.touchpoint_id), since, until)

    def by_journey(self, since: datetime, until: datetime) -> dict[int | None, PromiseCount]:
        """The same by journey, as touchpoints lie in it now."""
        return self._counted(col(Stage.journey_id), since, until)

    def _counted(
        self, place: Mapped[Any], since: datetime, until: datetime
    ) -> dict[int | None, PromiseCount]:
        rows = self._session.execute(
            sa.select(place, col(Promise.state), sa.func.count())
            .select_from(Promise)
            .join(Issue, col(Issue.id) == col(Promise.issue_id))
            .outerjoin(Touchpoint, col(Touchpoint.id) == col(Issue.touchpoint_id))
            .outerjoin(Stage, col(Stage.id) == col(Touchpoint.stage_id))
            .where(
                col(Promise.team_id) == self._team,
                col(Promise.state).in_(
                    (PromiseState.KEPT, PromiseState.MOVED, PromiseState.BROKEN)
                ),
                col(Promise.settled_at) >= since,
                col(Promise.settled_at) < until,
            )
            .group_by(place, col(Promise.state))
        )
        counts: dict[int | None, dict[str, int]] = defaultdict(dict)
        for place_id, state, count in rows:
            counts[place_id][state.value] = count
        return {place_id: PromiseCount(**each) for place_id, each in counts.items()}
