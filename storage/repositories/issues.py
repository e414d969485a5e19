from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from bot.domain.errors import Refusal, Why
from bot.domain.issue import WRITTEN, IssueState, Step
from bot.domain.ladder import ENDS_ROUND
from bot.domain.loop import LoopState
from bot.domain.promise import PromiseState
from storage.repositories.base import Repository
from storage.search_key import search_key
from storage.tables import CustomerLoop, Issue, IssueEvent, Observation, Promise, Round

UNRESOLVED = (IssueState.OPEN, IssueState.ACKNOWLEDGED)


class Issues(Repository):
    def get(self, issue_id: int | None) -> Issue | None:
        row = self._session.get(Issue, issue_id) if issue_id else None
        return row if row and row.team_id == self._team else None

    def numbered(self, number: int) -> Issue | None:
        return self._session.exec(
            select(Issue).where(col(Issue.team_id) == self._team, col(Issue.number) == number)
        ).first()

    def add(self, row: Issue) -> Issue:
        row.team_id = self._team
        row.number = self._books.workspace.next_issue_number()
        self._session.add(row)
        self._session.flush()
        return row

    def change(self, issue: Issue, **values: Any) -> Issue:
        """Compare-and-set: store `values` if nobody changed the issue since it was read.

        Raises Refusal(CHANGED_MEANWHILE) otherwise; the caller reads it again and tells the person
        what happened.
        """
        changed = self._session.execute(
            sa.update(Issue)
            .where(
                col(Issue.team_id) == self._team,
                col(Issue.id) == issue.id,
                col(Issue.version) == issue.version,
            )
            .values(version=issue.version + 1, **values)
            .execution_options(synchronize_session=False)
        )
        if not changed.rowcount:  # type: ignore[attr-defined]
            raise Refusal(Why.CHANGED_MEANWHILE, issue_id=issue.id)
        self._session.refresh(issue)
        return issue

    # -- history --------------------------------------------------------------------------------

    def record(
        self,
        issue: Issue,
        step: Step,
        actor: str | None,
        now: datetime,
        *,
        came_from: IssueState | None,
        note: str = "",
        more: str | None = None,
    ) -> None:
        """One row of history: who, when, from, to, note; `more` is found with the note. A step by
        which somebody takes the issue up, or ends it, ends the round of the ladder too: here, where
        none can be forgotten."""
        self._session.add(
            IssueEvent(
                team_id=self._team,
                issue_id=_id(issue),
                at=now,
                actor=actor,
                what=step.value,
                from_state=came_from,
                to_state=issue.state,
                note=note,
                search_key=search_key(note, more) if step in WRITTEN else "",
            )
        )
        if step in ENDS_ROUND:
            self._books.ladders.end_round(_id(issue), now)
        elif step is Step.STAND_IN:
            self._books.ladders.look_now(_id(issue), now)

    def history(self, issue_id: int) -> Sequence[IssueEvent]:
        return self._session.exec(
            select(IssueEvent)
            .where(col(IssueEvent.team_id) == self._team, col(IssueEvent.issue_id) == issue_id)
            .order_by("id")
        ).all()

    # -- lists ----------------------------------------------------------------------------------

    def to_review(self, owner: str, today: date) -> Sequence[Issue]:
        """What an owner ended with "We chose this" and is to look at again by `today`, their local
        date; the longest waiting first."""
        return self._session.exec(
            select(Issue)
            .where(
                col(Issue.team_id) == self._team,
                col(Issue.state) == IssueState.DISMISSED,
                col(Issue.owner) == owner,
                col(Issue.review_on) <= today,
            )
            .order_by(col(Issue.review_on), col(Issue.id))
        ).all()

    def page(
        self,
        now: datetime,
        *,
        owner: str | None = None,
        unresolved: bool = False,
        overdue: bool = False,
        unowned: bool = False,
        touchpoint_id: int | None = None,
        customer_id: int | None = None,
        offset: int = 0,
        limit: int = 5,
    ) -> tuple[Sequence[Issue], int]:
        """Issues that fit, those due soonest first, and how many there are."""
        query = select(Issue).where(col(Issue.team_id) == self._team)
        waiting = col(Issue.state).in_(UNRESOLVED)
        if unresolved or overdue or unowned:
            query = query.where(waiting)
        if owner:
            query = query.where(col(Issue.owner) == owner, waiting)
        if unowned:
            query = query.where(col(Issue.owner).is_(None))
        if overdue:
            missed_look = sa.and_(
                col(Issue.state) == IssueState.OPEN, col(Issue.acknowledge_due) < now
            )
            # who let a promise lapse has a fresh time to acknowledge, and is still waited for
            climbing = col(Issue.id).in_(
                sa.select(col(Round.issue_id)).where(
                    col(Round.team_id) == self._team, col(Round.ended_at).is_(None)
                )
            )
            query = query.where(sa.or_(missed_look, col(Issue.resolve_due) < now, climbing))
        if touchpoint_id is not None:
            query = query.where(col(Issue.touchpoint_id) == touchpoint_id)
        if customer_id is not None:
            query = query.where(
                col(Issue.id).in_(
                    sa.select(col(Observation.issue_id)).where(
                        col(Observation.team_id) == self._team,
                        col(Observation.customer_id) == customer_id,
                        col(Observation.undone_at).is_(None),
                        col(Observation.follow_up),
                    )
                )
            )
        total = self._session.execute(
            sa.select(sa.func.count()).select_from(query.subquery())
        ).scalar_one()
        rows = self._session.exec(
            query.order_by(
                waiting.desc(),
                col(Issue.resolve_due).is_(None),
                "resolve_due",
                col(Issue.id).desc(),
            )
            .offset(offset)
            .limit(limit)
        ).all()
        return rows, int(total)

    def unowned(self) -> Sequence[Issue]:
        return self._session.exec(
            select(Issue).where(
                col(Issue.team_id) == self._team,
                col(Issue.owner).is_(None),
                col(Issue.state).in_(UNRESOLVED),
            )
        ).all()

    # -- promises -------------------------------------------------------------------------------

    def add_promise(self, row: Promise) -> Promise:
        row.team_id = self._team
        self._session.add(row)
        self._session.flush()
        return row

    def standing_promise(self, issue_id: int) -> Promise | None:
        return self._session.exec(
            select(Promise).where(
                col(Promise.team_id) == self._team,
                col(Promise.issue_id) == issue_id,
                col(Promise.state) == PromiseState.STANDING,
            )
        ).first()

    def promises(self, issue_id: int) -> Sequence[Promise]:
        return self._session.exec(
            select(Promise)
            .where(col(Promise.team_id) == self._team, col(Promise.issue_id) == issue_id)
            .order_by("id")
        ).all()

    # -- loops ----------------------------------------------------------------------------------

    def loops(self, issue_id: int) -> Sequence[CustomerLoop]:
        return self._session.exec(
            select(CustomerLoop)
            .where(col(CustomerLoop.team_id) == self._team, col(CustomerLoop.issue_id) == issue_id)
            .order_by("id")
        ).all()

    def loop(self, loop_id: int | None) -> CustomerLoop | None:
        row = self._session.get(CustomerLoop, loop_id) if loop_id else None
        return row if row and row.team_id == self._team else None

    def add_loop(self, row: CustomerLoop) -> None:
        row.team_id = self._team
        self._session.add(row)
        self._session.flush()

    def drop_loop(self, row: CustomerLoop) -> None:
        self._session.delete(row)

    def settle_loop(
        self, row: CustomerLoop, state: LoopState, by: str | None, now: datetime
    ) -> bool:
        """Compare-and-set from waiting; False if someone was quicker."""
        changed = self._session.execute(
            sa.update(CustomerLoop)
            .where(
                col(CustomerLoop.team_id) == self._team,
                col(CustomerLoop.id) == row.id,
                col(CustomerLoop.state) == LoopState.WAITING,
            )
            .values(state=state, by=by, at=now)
            .execution_options(synchronize_session=False)
        )
        self._session.refresh(row)
        return bool(changed.rowcount)  # type: ignore[attr-defined]

    def reopen_loops(self, issue_id: int) -> None:
        """After a reopening everyone is told anew."""
        for row in self.loops(issue_id):
            row.state, row.by, row.at = LoopState.WAITING, None, None
            self._session.add(row)


def _id(issue: Issue) -> int:
    assert issue.id is not None, "an issue has an id once it is added"
    return issue.id
