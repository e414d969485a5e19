"""A resolved issue comes back with an observation; or it was something else after all."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.domain.issue import IssueState, Step
from bot.domain.loop import LoopState
from bot.usecases.desk import Desk
from bot.usecases.end_issue import reopen_issue
from bot.usecases.match_issue import drop_loops_of_nobody
from bot.usecases.open_issue import stand_behind
from bot.usecases.receipts import give_outcome
from bot.usecases.show import refresh_issue
from storage.books import Books
from storage.tables import Issue, Observation, Recurrence
from storage.tables.delivery import CardKind

_MOMENTS = ("acknowledged_at", "acknowledge_due", "resolve_due", "resolved_at", "watch_until")


def come_back(books: Books, desk: Desk, issue: Issue, row: Observation, by: str) -> None:
    """Reopen a resolved issue, as `row` says the same again; it counts as a recurrence."""
    ended = _written_down(books, issue)
    stand_behind(books, issue, row)
    books.issues.change(issue, recurrences=issue.recurrences + 1)
    if row.severity.rank > issue.severity.rank:
        note = f"severity {issue.severity.label} → {row.severity.label}"
        books.issues.change(issue, severity=row.severity)
        books.issues.record(issue, Step.EDIT, by, desk.now, came_from=issue.state, note=note)
    customer = books.customers.name(row.customer_id)
    why = f"Heard again from {customer}" if customer else "Heard again"
    reopen_issue(books, desk, issue, why, by)
    books.likely.add_recurrence(
        Recurrence(
            observation_id=row.id or 0,
            team_id=books.team_id,
            issue_id=issue.id or 0,
            at=desk.now,
            ended=ended,
        )
    )


def take_back(books: Books, desk: Desk, known: Recurrence, by: str) -> None:
    """It was something else, or nothing: the issue stands as it had ended, unless somebody has
    taken it up meanwhile. The observation stands behind it no more."""
    known.set_apart_at = desk.now
    books.session.add(known)
    books.session.flush()
    issue = books.issues.get(known.issue_id)
    assert issue is not None, "an issue is never deleted"
    drop_loops_of_nobody(books, issue)
    books.issues.change(issue, recurrences=issue.recurrences - 1)
    if _untouched(books, issue, known):
        _as_it_had_ended(books, desk, issue, known.ended, by)
    elif issue.state.unresolved:
        note = "what it came back with is something else"
        books.issues.record(issue, Step.EDIT, by, desk.now, came_from=issue.state, note=note)
    refresh_issue(books, issue, desk.now)


def _untouched(books: Books, issue: Issue, known: Recurrence) -> bool:
    """Whether nobody did anything to it since it was opened again. Whoever said the same again may
    have set right what they said."""
    row = books.observations.get(known.observation_id)
    reporter = row.reporter if row else None
    for event in reversed(books.issues.history(issue.id or 0)):
        if event.what == Step.REOPEN.value:
            return issue.state is IssueState.OPEN
        if event.actor is not None and (event.what, event.actor) != (Step.EDIT.value, reporter):
            return False
    return False


def _written_down(books: Books, issue: Issue) -> dict[str, Any]:
    moments = {name: getattr(issue, name) for name in _MOMENTS}
    return {
        "state": issue.state.value,
        "severity": issue.severity.value,
        "what_changed": issue.what_changed,
        **{name: at.isoformat() if at else None for name, at in moments.items()},
        "loops": {
            str(loop.id): [loop.state.value, loop.by, loop.at.isoformat() if loop.at else None]
            for loop in books.issues.loops(issue.id or 0)
        },
    }


def _as_it_had_ended(
    books: Books, desk: Desk, issue: Issue, ended: dict[str, Any], by: str
) -> None:
    loops = ended["loops"]
    for loop in books.issues.loops(issue.id or 0):
        state, loop.by, at = loops.get(str(loop.id), [LoopState.WAITING, None, None])
        loop.state, loop.at = LoopState(state), _moment(at)
        books.session.add(loop)
    came_from = issue.state
    books.issues.change(
        issue,
        state=IssueState(ended["state"]),
        severity=ended["severity"],
        what_changed=ended["what_changed"],
        **{name: _moment(ended[name]) for name in _MOMENTS},
    )
    books.issues.record(issue, Step.SET_APART, by, desk.now, came_from=came_from)
    for card in books.cards.of(CardKind.ISSUE, issue.id or 0):
        books.outbox.withdraw(card, desk.now)
    give_outcome(books, issue, desk.now)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
