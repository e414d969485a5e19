from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from bot.domain.heard import Case, Heard, Place, Pledge
from bot.domain.issue import IssueState, Step
from bot.domain.loop import LoopState
from bot.domain.promise import PromiseState
from bot.domain.vocabulary import DismissReason, Relation, WhoseWords
from storage.repositories.base import Repository
from storage.tables import (
    Customer,
    CustomerLoop,
    Issue,
    IssueEvent,
    Observation,
    Promise,
    Round,
    Stage,
    Touchpoint,
)

_MANY = 500
"""Ids in one question: SQLite takes no more than a thousand or so."""


class DigestFacts(Repository):
    """The rows behind the digest and behind journeys. Columns, not entities: of 100,000
    observations nothing is read that no number needs. Own views and what was undone are left out
    everywhere."""

    # -- what was heard -------------------------------------------------------------------------

    def heard(
        self,
        start: datetime,
        end: datetime,
        *,
        segment: str | None = None,
        relation: Relation | None = None,
    ) -> list[Heard]:
        """Observations from `start` (inclusive) to `end` (exclusive), of customers in a segment or
        of a relation only where that is asked for."""
        query = sa.select(
            col(Observation.id),
            col(Observation.at),
            col(Observation.reporter),
            col(Observation.customer_id),
            col(Observation.touchpoint_id),
            col(Observation.feeling),
            col(Observation.severity),
            sa.case((col(Observation.follow_up), col(Observation.issue_id))),
            col(Observation.whose),
            col(Observation.private),
        ).where(self._counts(), col(Observation.at) >= start, col(Observation.at) < end)
        query = self._of_customers(query, segment, relation)
        return [
            Heard(
                row_id,
                at,
                reporter,
                -row_id if customer is None else customer,
                touchpoint,
                feeling,
                severity,
                issue,
                whose is WhoseWords.CUSTOMER and not private,
            )
            for (
                row_id,
                at,
                reporter,
                customer,
                touchpoint,
                feeling,
                severity,
                issue,
                whose,
                private,
            ) in self._session.execute(query.order_by(col(Observation.id)))
        ]

    def spoken(self, start: datetime, end: datetime) -> dict[int, list[datetime]]:
        """When something was heard at each touchpoint, from `start` (inclusive) to `end`, and the
        last time before."""
        found: defaultdict[int, list[datetime]] = defaultdict(list)
        place, at = col(Observation.touchpoint_id), col(Observation.at)
        at_places = sa.and_(self._counts(), place.is_not(None))
        before = sa.select(place, sa.func.max(at, type_=Observation.__table__.c.at.type)).where(  # type: ignore[attr-defined]
            at_places, at < start
        )
        for touchpoint, moment in self._session.execute(before.group_by(place)):
            found[touchpoint].append(moment)
        since = sa.select(place, at).where(at_places, at >= start, at < end)
        for touchpoint, moment in self._session.execute(since):
            found[touchpoint].append(moment)
        return dict(found)

    def words(self, observation_ids: Collection[int]) -> dict[int, str]:
        """The words of those that may be quoted: of customers, and not said in a private place."""
        found: dict[int, str] = {}
        for ids in _chunks(list(observation_ids)):
            rows = self._session.execute(
                sa.select(col(Observation.id), col(Observation.words)).where(
                    self._counts(),
                    col(Observation.id).in_(ids),
                    ~col(Observation.private),
                    col(Observation.whose) == WhoseWords.CUSTOMER,
                )
            )
            found |= {row.id: row.words for row in rows}
        return found

    def customer_names(self) -> dict[int, str]:
        rows = self._session.execute(
            sa.select(col(Customer.id), col(Customer.name)).where(
                col(Customer.team_id) == self._team
            )
        )
        return {row.id: row.name for row in rows}

    # -- what became of it ----------------------------------------------------------------------

    def cases(
        self,
        since: datetime,
        *,
        segment: str | None = None,
        relation: Relation | None = None,
    ) -> list[Case]:
        """Issues that are unresolved, dismissed as "We chose this", or resolved after `since`, with
        the customers behind them."""
        asked = self._asked(since)
        behind: defaultdict[int, dict[int, datetime]] = defaultdict(dict)
        first: dict[int, int] = {}
        rows = sa.select(
            col(Observation.issue_id),
            col(Observation.id),
            col(Observation.customer_id),
            col(Observation.at),
            sa.and_(col(Observation.whose) == WhoseWords.CUSTOMER, ~col(Observation.private)),
        ).where(self._counts(), col(Observation.follow_up), col(Observation.issue_id).in_(asked))
        rows = self._of_customers(rows, segment, relation).order_by(col(Observation.id))
        for issue, row_id, customer, at, quotable in self._session.execute(rows):
            key = -row_id if customer is None else customer
            joined = behind[issue]
            joined[key] = min(joined.get(key, at), at)
            if quotable:
                first.setdefault(issue, row_id)
        moved = self._reassigned(asked)
        rungs = self._rungs(asked)
        columns = (
            Issue.id,
            Issue.number,
            Issue.state,
            Issue.severity,
            Issue.touchpoint_id,
            Issue.owner,
            Issue.opened_at,
            Issue.resolved_at,
            Issue.dismissed_at,
            Issue.dismiss_reason,
            Issue.review_on,
            Issue.acknowledge_due,
            Issue.resolve_due,
            Issue.caused_at,
            Issue.what_changed,
        )
        issues = self._session.execute(
            sa.select(*(col(column) for column in columns))
            .where(col(Issue.id).in_(asked))
            .order_by(col(Issue.id))
        )
        return [
            Case(
                row.id,
                row.number,
                row.state,
                row.severity,
                row.touchpoint_id,
                row.owner,
                row.opened_at,
                row.resolved_at,
                row.dismissed_at,
                row.dismiss_reason,
                row.review_on,
                row.acknowledge_due,
                row.resolve_due,
                row.caused_at,
                row.what_changed or "",
                reassigned=row.id in moved,
                rung=rungs.get(row.id),
                first=first.get(row.id),
                joined=behind.get(row.id, {}),
            )
            for row in issues
        ]

    def pledges(
        self, since: datetime, *, segment: str | None = None, relation: Relation | None = None
    ) -> list[Pledge]:
        """Promises that were due after `since`, or still stand, however their issues ended. What
        their owners said, and their names, are asked for apart."""
        query = (
            sa.select(
                col(Promise.id),
                col(Promise.issue_id),
                col(Issue.number),
                col(Issue.touchpoint_id),
                col(Promise.state),
                col(Promise.due_at),
                col(Promise.next_step),
                col(Promise.made_by),
            )
            .join(Issue, col(Issue.id) == col(Promise.issue_id))
            .where(
                col(Promise.team_id) == self._team,
                sa.or_(col(Promise.due_at) >= since, col(Promise.state) == PromiseState.STANDING),
            )
            .order_by(col(Promise.id))
        )
        if segment is not None or relation is not None:
            theirs = sa.select(col(Observation.issue_id)).where(
                self._counts(), col(Observation.follow_up)
            )
            query = query.where(
                col(Promise.issue_id).in_(self._of_customers(theirs, segment, relation))
            )
        return [Pledge(*row) for row in self._session.execute(query)]

    def broken(self, start: datetime, end: datetime) -> Sequence[Promise]:
        """Broken promises that were due from `start` (inclusive) to `end` (exclusive)."""
        rows = self._session.execute(
            sa.select(Promise)
            .where(
                col(Promise.team_id) == self._team,
                col(Promise.state) == PromiseState.BROKEN,
                col(Promise.due_at) >= start,
                col(Promise.due_at) < end,
            )
            .order_by(col(Promise.id))
        )
        return list(rows.scalars())

    def loops(
        self, start: datetime, end: datetime, *, segment: str | None = None
    ) -> list[tuple[int, bool]]:
        """(issue, whether told) of each customer of what was resolved from `start` to `end`; of
        those whom nobody needs to tell none."""
        query = (
            sa.select(col(CustomerLoop.issue_id), col(CustomerLoop.state))
            .join(Issue, col(Issue.id) == col(CustomerLoop.issue_id))
            .where(
                col(CustomerLoop.team_id) == self._team,
                col(CustomerLoop.state) != LoopState.WAIVED,
                col(Issue.resolved_at) >= start,
                col(Issue.resolved_at) < end,
            )
        )
        if segment is not None:
            query = query.where(col(CustomerLoop.customer_id).in_(self._chosen(segment, None)))
        rows = self._session.execute(query)
        return [(issue, state is LoopState.TOLD) for issue, state in rows]

    def opened(
        self, start: datetime, end: datetime, *, segment: str | None = None
    ) -> list[tuple[int, datetime, int | None]]:
        """(id, when, touchpoint) of each issue opened from `start` (inclusive) to `end`, the newest
        first; of a segment, those behind which one of its customers stands."""
        columns = (col(Issue.id), col(Issue.opened_at), col(Issue.touchpoint_id))
        query = sa.select(*columns).where(
            col(Issue.team_id) == self._team,
            col(Issue.opened_at) >= start,
            col(Issue.opened_at) < end,
        )
        if segment is not None:
            behind = sa.select(col(Observation.issue_id)).where(
                self._counts(), col(Observation.follow_up), col(Observation.issue_id).is_not(None)
            )
            query = query.where(col(Issue.id).in_(self._of_customers(behind, segment, None)))
        newest = query.order_by(col(Issue.opened_at).desc(), col(Issue.id).desc())
        return [(row_id, at, place) for row_id, at, place in self._session.execute(newest)]

    # -- where ----------------------------------------------------------------------------------

    def places(self) -> dict[int, Place]:
        rows = self._session.execute(
            sa.select(
                col(Touchpoint.id),
                col(Touchpoint.name),
                col(Touchpoint.area),
                col(Touchpoint.stage_id),
                col(Touchpoint.owner),
                col(Touchpoint.created_at),
            )
            .where(col(Touchpoint.team_id) == self._team)
            .order_by(col(Touchpoint.id))
        )
        return {row[0]: Place(*row) for row in rows}

    def stages(self) -> dict[int, dict[int, str]]:
        """By journey its stages' names, by id and in their order."""
        rows = self._session.execute(
            sa.select(col(Stage.journey_id), col(Stage.id), col(Stage.name))
            .where(col(Stage.team_id) == self._team)
            .order_by(col(Stage.journey_id), col(Stage.position))
        )
        found: defaultdict[int, dict[int, str]] = defaultdict(dict)
        for journey, stage, name in rows:
            found[journey][stage] = name
        return dict(found)

    # -- inside ---------------------------------------------------------------------------------

    def _counts(self) -> sa.ColumnElement[bool]:
        return sa.and_(
            col(Observation.team_id) == self._team,
            col(Observation.undone_at).is_(None),
            col(Observation.whose) != WhoseWords.OWN,
        )

    def _of_customers(self, query: Any, segment: str | None, relation: Relation | None) -> Any:
        if segment is None and relation is None:
            return query
        chosen = self._chosen(segment, relation)
        return query.where(col(Observation.customer_id).in_(chosen))

    def _chosen(self, segment: str | None, relation: Relation | None) -> sa.Select[int | None]:
        mine = sa.select(col(Customer.id)).where(col(Customer.team_id) == self._team)
        if segment is not None:
            mine = mine.where(sa.func.lower(col(Customer.segment)) == segment.casefold())
        if relation is not None:
            mine = mine.where(col(Customer.relation) == relation)
        return mine

    def _asked(self, since: datetime) -> sa.Select[int | None]:
        chosen = sa.and_(
            col(Issue.state) == IssueState.DISMISSED,
            col(Issue.dismiss_reason) == DismissReason.WE_CHOSE_THIS,
        )
        return sa.select(col(Issue.id)).where(
            col(Issue.team_id) == self._team,
            sa.or_(
                col(Issue.state).in_((IssueState.OPEN, IssueState.ACKNOWLEDGED)),
                chosen,
                col(Issue.resolved_at) >= since,
            ),
        )

    def _reassigned(self, asked: sa.Select[int | None]) -> set[int]:
        rows = self._session.execute(
            sa.select(col(IssueEvent.issue_id))
            .where(
                col(IssueEvent.team_id) == self._team,
                col(IssueEvent.what) == Step.REASSIGN.value,
                col(IssueEvent.issue_id).in_(asked),
            )
            .distinct()
        )
        return set(rows.scalars())

    def _rungs(self, asked: sa.Select[int | None]) -> dict[int, int]:
        rows = self._session.execute(
            sa.select(col(Round.issue_id), col(Round.rung)).where(
                col(Round.team_id) == self._team,
                col(Round.ended_at).is_(None),
                col(Round.rung).is_not(None),
                col(Round.issue_id).in_(asked),
            )
        )
        return {issue: rung for issue, rung in rows if rung is not None}


def _chunks(ids: list[int]) -> Iterator[list[int]]:
    return (ids[at : at + _MANY] for at in range(0, len(ids), _MANY))
