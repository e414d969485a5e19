"""The policy of due times: the workspace's terms, and what a touchpoint says instead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.domain.due import Policy, Term
from bot.domain.issue import IssueState
from bot.domain.workcal import WorkCalendar, end_of_next_working_day
from bot.usecases.clocks import clock_starts, counted_anew, no_longer_late
from bot.usecases.desk import Desk
from storage.books import Books
from storage.repositories.policies import Beginning, Moved
from storage.tables import Issue


def set_due_times(
    books: Books, desk: Desk, touchpoint_id: int | None, wanted: Policy, by: str
) -> int:
    """Store what `wanted` says for a touchpoint, or with None for the workspace, and move the due
    times of open issues, all in one go. Returns how many issues moved.

    A time is counted from the moment its clock started, as before. One that this would put into
    the past is due by the end of the owner's next working day: nobody can keep a time that is told
    afterwards.
    """
    if books.policies.own(touchpoint_id) == wanted:
        return 0
    issues = books.policies.running()
    places = {issue.touchpoint_id for issue in issues}
    before = {place: books.policies.at(place) for place in places}
    books.policies.store(touchpoint_id, wanted, by=by, now=desk.now)
    after = {place: books.policies.at(place) for place in places}
    beginnings = books.policies.beginnings()
    calendars = {owner: books.people.calendar(owner) for owner in _owners(issues)}
    moved = [
        found
        for issue in issues
        if (
            found := _moved(
                issue,
                before[issue.touchpoint_id],
                after[issue.touchpoint_id],
                calendars[issue.owner or ""],
                beginnings.get(issue.id or 0, ()),
                desk.now,
            )
        )
    ]
    for each in moved:
        if no_longer_late(each.issue, each.resolve_due, desk.now):
            books.ladders.end_round(each.issue.id or 0, desk.now)
    books.policies.move(moved, by, desk.now)
    return len(moved)


def _owners(issues: Iterable[Issue]) -> set[str]:
    return {issue.owner for issue in issues if issue.owner}


def _moved(
    issue: Issue,
    before: Policy,
    after: Policy,
    calendar: WorkCalendar,
    beginnings: Sequence[Beginning],
    now: datetime,
) -> Moved | None:
    """The issue's new due times; None if its terms are the same."""
    severity = issue.severity
    to_acknowledge, to_resolve = clock_starts(issue, beginnings)
    notes = []

    def again(
        due: datetime | None, was: Term, term: Term, starts: Sequence[datetime]
    ) -> datetime | None:
        return _in_future(counted_anew(due, was, term, starts, calendar), due, calendar, now)

    acknowledge, resolve = issue.acknowledge_due, issue.resolve_due
    was, term = before.acknowledge[severity], after.acknowledge[severity]
    if was != term and issue.state is IssueState.OPEN:
        acknowledge = again(acknowledge, was, term, to_acknowledge)
        notes.append(f"acknowledge {was} → {term}")
    was, term = before.resolve[severity], after.resolve[severity]
    if was != term:
        resolve = again(resolve, was, term, to_resolve)
        notes.append(f"resolve {was} → {term}")
    return Moved(issue, acknowledge, resolve, ", ".join(notes)) if notes else None


def _in_future(
    again: datetime | None, due: datetime | None, calendar: WorkCalendar, now: datetime
) -> datetime | None:
    overdue = due is not None and due <= now
    if again is not None and again <= now and not overdue:
        return end_of_next_working_day(calendar, now)
    return again
