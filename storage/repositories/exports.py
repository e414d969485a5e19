from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col

from bot.domain.issue import IssueState
from bot.domain.loop import LoopState
from bot.domain.wave import WaveState
from storage.repositories.base import Repository
from storage.tables import (
    Customer,
    CustomerLoop,
    Issue,
    IssueEvent,
    Observation,
    Person,
    Promise,
    Response,
    ResponseAnswer,
    Stage,
    Survey,
    Touchpoint,
    Wave,
)

_AT_ONCE = 1_000
Row = dict[str, Any]


class Exports(Repository):
    """Whole tables, a thousand rows at a time, in the order of their ids: memory stays flat."""

    def observations(self) -> Iterator[Row]:
        """Without what was undone; a reporter who hid their name stays hidden, and no private place
        is named."""
        shown = sa.case((~col(Observation.reporter_hidden), self._name(Observation.reporter)))
        place = sa.case((~col(Observation.private), col(Observation.channel)))
        query: Any = (
            sa.select(
                col(Observation.id).label("key"),
                col(Observation.id),
                col(Observation.at),
                col(Observation.words),
                col(Observation.whose),
                col(Customer.name).label("customer"),
                col(Customer.relation),
                col(Customer.segment),
                col(Touchpoint.name).label("touchpoint"),
                col(Touchpoint.area),
                col(Stage.name).label("stage"),
                col(Observation.touchpoint_guessed),
                col(Observation.feeling),
                col(Observation.feeling_guessed),
                col(Observation.severity),
                col(Observation.source),
                col(Observation.follow_up),
                col(Observation.expected),
                col(Observation.got_it_done),
                col(Issue.number).label("issue"),
                shown.label("reporter"),
                col(Observation.private),
                place.label("channel"),
                col(Observation.message_ts),
            )
            .join(Customer, col(Customer.id) == col(Observation.customer_id), isouter=True)
            .join(Touchpoint, col(Touchpoint.id) == col(Observation.touchpoint_id), isouter=True)
            .join(Stage, col(Stage.id) == col(Touchpoint.stage_id), isouter=True)
            .join(
                Issue,
                sa.and_(col(Issue.id) == col(Observation.issue_id), col(Observation.follow_up)),
                isouter=True,
            )
            .where(col(Observation.team_id) == self._team, col(Observation.undone_at).is_(None))
        )
        return self._pages(query, col(Observation.id))

    def issues(self) -> Iterator[Row]:
        """As they stand; the owner only of what is unresolved."""
        caused = aliased(Touchpoint)
        waiting = col(Issue.state).in_((IssueState.OPEN, IssueState.ACKNOWLEDGED))
        query = (
            sa.select(
                col(Issue.id).label("key"),
                col(Issue.number),
                col(Issue.state),
                col(Issue.severity),
                col(Touchpoint.name).label("touchpoint"),
                col(Touchpoint.area),
                col(Stage.name).label("stage"),
                sa.case((waiting, self._name(Issue.owner))).label("owner"),
                col(Issue.opened_at),
                col(Issue.acknowledged_at),
                col(Issue.acknowledge_due),
                col(Issue.resolve_due),
                col(Issue.resolved_at),
                col(Issue.what_changed),
                col(Issue.root_cause),
                col(caused.name).label("caused_at"),
                col(Issue.dismissed_at),
                col(Issue.dismiss_reason),
                col(Issue.dismiss_words),
                col(Issue.review_on),
                self._loops().label("customers"),
                self._loops(col(CustomerLoop.state) == LoopState.TOLD).label("told"),
            )
            .join(Touchpoint, col(Touchpoint.id) == col(Issue.touchpoint_id), isouter=True)
            .join(Stage, col(Stage.id) == col(Touchpoint.stage_id), isouter=True)
            .join(caused, col(caused.id) == col(Issue.caused_at), isouter=True)
            .where(col(Issue.team_id) == self._team)
        )
        return self._pages(query, col(Issue.id))

    def promises(self) -> Iterator[Row]:
        return self._of_issues(
            Promise,
            Promise.made_at,
            Promise.next_step,
            Promise.due_on,
            Promise.state,
            Promise.settled_at,
            Promise.reason,
        )

    def history(self) -> Iterator[Row]:
        return self._of_issues(
            IssueEvent,
            IssueEvent.at,
            IssueEvent.what,
            IssueEvent.from_state,
            IssueEvent.to_state,
            IssueEvent.note,
        )

    def responses(self) -> Iterator[Row]:
        """Responses with their answers by part, and the survey's questions. Of surveys that are not
        anonymous, and whose results need not wait for a close that is to come."""
        told = sa.or_(~col(Survey.results_hidden), col(Wave.state) == WaveState.CLOSED)
        query = (
            sa.select(
                col(Response.id).label("key"),
                col(Wave.number).label("wave"),
                col(Survey.questions),
                col(Response.at),
                col(Response.is_customer),
                col(Response.given),
                col(Customer.name).label("customer"),
                col(Response.contact),
                col(Response.voter),
                col(Issue.number).label("issue"),
            )
            .join(Wave, col(Wave.id) == col(Response.wave_id))
            .join(Survey, col(Survey.id) == col(Wave.survey_id))
            .join(Customer, col(Customer.id) == col(Response.customer_id), isouter=True)
            .join(Issue, col(Issue.id) == col(Response.issue_id), isouter=True)
            .where(col(Response.team_id) == self._team, ~col(Survey.anonymous), told)
        )
        return self._pages(query, col(Response.id), self._with_answers)

    # -- inside ---------------------------------------------------------------------------------

    def _of_issues(self, table: Any, *columns: Any) -> Iterator[Row]:
        """Rows that belong to an issue, each with its number."""
        query = (
            sa.select(
                col(table.id).label("key"),
                col(Issue.number).label("issue"),
                *(col(column) for column in columns),
            )
            .join(Issue, col(Issue.id) == col(table.issue_id))
            .where(col(table.team_id) == self._team)
        )
        return self._pages(query, col(table.id))

    def _pages(self, query: Any, key: Any, also: Any = None) -> Iterator[Row]:
        last = 0
        while True:
            page = query.where(key > last).order_by(key).limit(_AT_ONCE)
            rows = [dict(row._mapping) for row in self._session.execute(page)]
            if not rows:
                return
            last = rows[-1]["key"]
            if also is not None:
                also(rows)
            yield from rows

    def _with_answers(self, rows: Sequence[Row]) -> None:
        answers = self._session.execute(
            sa.select(
                col(ResponseAnswer.response_id),
                col(ResponseAnswer.part),
                col(ResponseAnswer.answer),
            )
            .where(
                col(ResponseAnswer.team_id) == self._team,
                col(ResponseAnswer.response_id).between(rows[0]["key"], rows[-1]["key"]),
            )
            .order_by(col(ResponseAnswer.response_id), col(ResponseAnswer.part))
        )
        by_id: dict[int, list[tuple[int, str]]] = {row["key"]: [] for row in rows}
        for response_id, part, answer in answers:
            if response_id in by_id:
                by_id[response_id].append((part, answer))
        for row in rows:
            row["answers"] = by_id[row["key"]]

    def _loops(self, *conditions: Any) -> Any:
        return (
            sa.select(sa.func.count())
            .select_from(CustomerLoop)
            .where(
                col(CustomerLoop.team_id) == self._team,
                col(CustomerLoop.issue_id) == col(Issue.id),
                *conditions,
            )
            .correlate(Issue)
            .scalar_subquery()
        )

    def _name(self, of: Any) -> Any:
        """The person's name as it is known now, or their id."""
        known = (
            sa.select(sa.func.nullif(col(Person.name), ""))
            .where(col(Person.team_id) == self._team, col(Person.user_id) == col(of))
            .correlate_except(Person)
            .scalar_subquery()
        )
        return sa.func.coalesce(known, col(of))
