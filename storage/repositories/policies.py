from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import col, select

from bot.domain.due import DEFAULT_POLICY, Policy, Term
from bot.domain.issue import IssueState, Step
from bot.domain.vocabulary import Severity
from storage.repositories.base import Repository
from storage.repositories.issues import UNRESOLVED
from storage.tables import Card, Issue, IssueEvent, Setting
from storage.tables.delivery import CardKind

_NAME = "due_times"
_AT_ONCE = 500
"""Ids in one statement: databases take a limited number of values."""
_BEGINNINGS = (Step.REASSIGN, Step.STAND_IN, Step.REOPEN, Step.LAPSE)
"""After these some clock starts anew."""


class Beginning(NamedTuple):
    """A step of an issue's history at which clocks may have started."""

    what: Step
    at: datetime


class Moved(NamedTuple):
    """New due times of an issue. `note`: what its history says of that."""

    issue: Issue
    acknowledge_due: datetime | None
    resolve_due: datetime | None
    note: str


class Policies(Repository):
    """Terms to acknowledge and to resolve: the workspace's, and what touchpoints say instead."""

    def at(self, touchpoint_id: int | None) -> Policy:
        """The terms that hold at a touchpoint, without a gap."""
        workspace = DEFAULT_POLICY.overridden_by(self.own(None))
        return (
            workspace if touchpoint_id is None else workspace.overridden_by(self.own(touchpoint_id))
        )

    def own(self, touchpoint_id: int | None) -> Policy:
        """Only what the touchpoint says itself; with None, the workspace."""
        return _read(self._stored.get(_name(touchpoint_id)))

    def touchpoints(self) -> set[int]:
        """Those that have terms of their own."""
        return {int(name.partition(":")[2]) for name in self._stored if ":" in name}

    def store(self, touchpoint_id: int | None, policy: Policy, *, by: str, now: datetime) -> None:
        """Replace what the touchpoint says itself; with None, the workspace."""
        name, value = _name(touchpoint_id), _written(policy)
        self._books.workspace.set(name, value, actor=by, now=now)
        self._session.flush()
        self._known = None

    # -- what a change moves --------------------------------------------------------------------

    def running(self) -> Sequence[Issue]:
        """Unresolved issues that somebody owns; nobody else changes them until this unit ends."""
        return self._session.exec(
            select(Issue)
            .where(
                col(Issue.team_id) == self._team,
                col(Issue.state).in_(UNRESOLVED),
                col(Issue.owner).is_not(None),
            )
            .order_by("id")
            .with_for_update()
        ).all()

    def beginnings(self, issue_id: int | None = None) -> dict[int, list[Beginning]]:
        """When clocks of unresolved issues, or of that one, may have started anew, by issue, oldest
        first."""
        rows = self._session.execute(
            sa.select(col(IssueEvent.issue_id), col(IssueEvent.what), col(IssueEvent.at))
            .join(Issue, col(Issue.id) == col(IssueEvent.issue_id))
            .where(
                col(IssueEvent.team_id) == self._team,
                col(IssueEvent.what).in_([step.value for step in _BEGINNINGS]),
                col(Issue.state).in_(UNRESOLVED),
                sa.true() if issue_id is None else col(IssueEvent.issue_id) == issue_id,
            )
            .order_by(col(IssueEvent.id))
        )
        found: dict[int, list[Beginning]] = {}
        for issue_id, what, at in rows:
            found.setdefault(issue_id, []).append(Beginning(Step(what), at))
        return found

    def move(self, moved: Sequence[Moved], by: str, now: datetime) -> None:
        """Store new due times and their rows of history; have the cards that name them edited."""
        if not moved:
            return
        connection = self._session.connection()
        issues = Issue.__table__  # type: ignore[attr-defined]
        connection.execute(
            sa.update(issues)
            .where(issues.c.id == sa.bindparam("which"))
            .values(
                acknowledge_due=sa.bindparam("acknowledge"),
                resolve_due=sa.bindparam("resolve"),
                version=issues.c.version + 1,
            ),
            [
                {
                    "which": each.issue.id,
                    "acknowledge": each.acknowledge_due,
                    "resolve": each.resolve_due,
                }
                for each in moved
            ],
        )
        connection.execute(sa.insert(IssueEvent), [_event(each, by, now) for each in moved])
        asked = [each.issue.id or 0 for each in moved if each.issue.state is IssueState.OPEN]
        for start in range(0, len(asked), _AT_ONCE):
            self._refresh_cards(asked[start : start + _AT_ONCE], now)
        for each in moved:
            self._session.expire(each.issue)

    def _refresh_cards(self, issue_ids: Sequence[int], now: datetime) -> None:
        shown = sa.and_(
            col(Card.team_id) == self._team,
            col(Card.kind) == CardKind.ISSUE,
            col(Card.record_id).in_(issue_ids),
            ~col(Card.folded),
        )
        bundles = sa.select(col(Card.bundle_id)).where(shown, col(Card.bundle_id).is_not(None))
        self._session.execute(
            sa.update(Card)
            .where(sa.or_(shown, col(Card.id).in_(bundles)))
            .values(wanted=col(Card.wanted) + 1, refresh_at=now, refresh_attempts=0)
            .execution_options(synchronize_session=False)
        )
        self._books.queued = True

    # -- inside ---------------------------------------------------------------------------------

    _known: Mapping[str, Any] | None = None

    @property
    def _stored(self) -> Mapping[str, Any]:
        """The settings as they are in this unit: asked of the database once."""
        if self._known is None:
            rows = self._session.execute(
                sa.select(col(Setting.name), col(Setting.value)).where(
                    col(Setting.team_id) == self._team, col(Setting.name).startswith(_NAME)
                )
            )
            self._known = {name: value for name, value in rows}  # noqa: C416 - rows are no pairs to mypy
        return self._known


def _name(touchpoint_id: int | None) -> str:
    return _NAME if touchpoint_id is None else f"{_NAME}:{touchpoint_id}"


def _read(value: Any) -> Policy:
    def terms(what: str) -> dict[Severity, Term]:
        stored = (value or {}).get(what) or {}
        return {Severity(severity): Term.parse(text) for severity, text in stored.items()}

    return Policy(acknowledge=terms("acknowledge"), resolve=terms("resolve"))


def _written(policy: Policy) -> dict[str, dict[str, str]]:
    return {
        what: {severity.value: str(term) for severity, term in terms.items()}
        for what, terms in (("acknowledge", policy.acknowledge), ("resolve", policy.resolve))
    }


def _event(moved: Moved, by: str, now: datetime) -> dict[str, Any]:
    issue = moved.issue
    return {
        "team_id": issue.team_id,
        "issue_id": issue.id,
        "at": now,
        "actor": by,
        "what": Step.DUE_TIMES.value,
        "from_state": issue.state,
        "to_state": issue.state,
        "note": moved.note,
    }
