"""An issue follows what stands behind it: its severity, its touchpoint, and whom to tell."""

from __future__ import annotations

from typing import Any

from bot.domain.issue import IssueState, Step
from bot.domain.loop import LoopState
from bot.domain.vocabulary import Severity
from bot.usecases.clocks import clock_starts, counted_anew, no_longer_late, when_to_disturb
from bot.usecases.desk import Desk
from bot.usecases.hand_over import hand_over
from bot.usecases.ownership import note_stand_in, who_answers
from storage.books import Books
from storage.tables import Issue, Observation
from storage.tables.delivery import CardKind


def match_issue(books: Books, desk: Desk, issue: Issue, row: Observation, by: str) -> None:
    """Severity is the highest of its observations; the touchpoint follows a lone observation."""
    behind = books.observations.behind(issue.id or 0)
    highest = max((each.severity for each in behind), key=lambda severity: severity.rank)
    lone = len(behind) == 1 and behind[0].id == row.id
    moved = lone and row.touchpoint_id != issue.touchpoint_id
    confirmed = lone and issue.touchpoint_guessed and not row.touchpoint_guessed
    changes: dict[str, Any] = {}
    notes = []
    if highest is not issue.severity:
        changes["severity"] = highest
        notes.append(f"severity {issue.severity.label} → {highest.label}")
    if moved or confirmed:
        changes |= {"touchpoint_id": row.touchpoint_id, "touchpoint_guessed": False}
        # the guess was what the card waited for
        changes["settles_at"] = min(issue.settles_at, issue.opened_at + desk.card_delay)
    if moved:
        touchpoint = books.catalogue.touchpoint(row.touchpoint_id)
        notes.append(f"touchpoint {touchpoint.name if touchpoint else 'unknown'}")
    if notes:
        place = row.touchpoint_id if moved else issue.touchpoint_id
        changes |= _due_again(books, issue, highest, place)
    if changes:
        came_from = issue.state
        if "resolve_due" in changes and no_longer_late(issue, changes["resolve_due"], desk.now):
            books.ladders.end_round(issue.id or 0, desk.now)
        books.issues.change(issue, **changes)
        if notes:
            note = ", ".join(notes)
            books.issues.record(issue, Step.EDIT, by, desk.now, came_from=came_from, note=note)
    if moved:
        touchpoint = books.catalogue.touchpoint(row.touchpoint_id)
        owner = who_answers(books, touchpoint, desk.now)
        if owner != issue.owner:
            hand_over(books, desk, issue, owner, by=by, note="another touchpoint")
            note_stand_in(books, issue, touchpoint, desk.now)
            return
    if changes:
        _wait_anew(books, desk, issue)


def _due_again(
    books: Books, issue: Issue, severity: Severity, touchpoint_id: int | None
) -> dict[str, Any]:
    """Due times of another severity or touchpoint, where their terms differ, each counted from when
    its clock started: a new owner, and who let a promise lapse, has their own time to acknowledge.
    """
    if issue.owner is None:
        return {}
    before, after = (books.policies.at(place) for place in (issue.touchpoint_id, touchpoint_id))
    calendar = books.people.calendar(issue.owner)
    beginnings = books.policies.beginnings(issue.id).get(issue.id or 0, [])
    to_acknowledge, to_resolve = clock_starts(issue, beginnings)
    times: dict[str, Any] = {}
    was, term = before.acknowledge[issue.severity], after.acknowledge[severity]
    if was != term and issue.state is IssueState.OPEN:
        due = issue.acknowledge_due
        times["acknowledge_due"] = counted_anew(due, was, term, to_acknowledge, calendar)
    was, term = before.resolve[issue.severity], after.resolve[severity]
    if was != term:
        times["resolve_due"] = counted_anew(issue.resolve_due, was, term, to_resolve, calendar)
    return times


def _wait_anew(books: Books, desk: Desk, issue: Issue) -> None:
    """A card that has not been sent yet is due by what is known now."""
    if issue.owner is None:
        return
    card = books.cards.live(CardKind.ISSUE, issue.id or 0, issue.owner)
    if card:
        settled = max(desk.now, issue.settles_at)
        due = when_to_disturb(books, issue.owner, issue.severity, settled, desk.now)
        books.outbox.reschedule(card, due)


def drop_loops_of_nobody(books: Books, issue: Issue) -> None:
    """Whoever no observation speaks for any more needs no telling, unless they were told."""
    behind = books.observations.behind(issue.id or 0)
    customers = {row.customer_id for row in behind if row.customer_id}
    unnamed = {row.id for row in behind if not row.customer_id}
    for loop in books.issues.loops(issue.id or 0):
        speaks = loop.customer_id in customers or loop.observation_id in unnamed
        if not speaks and loop.state is LoopState.WAITING:
            books.issues.drop_loop(loop)
    books.session.flush()
