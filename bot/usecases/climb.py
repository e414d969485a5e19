"""Up the ladder: one rung a working day, until somebody takes the issue up."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.blocks.mrkdwn import person as mention
from bot.domain.issue import IssueState, Step
from bot.domain.ladder import Rung, climbs_at, next_rung
from bot.domain.nudge import snoozed
from bot.domain.vocabulary import Severity
from bot.domain.workcal import next_opening, next_working_moment, working_day_at
from bot.usecases.ownership import ladder_of, who_stands
from bot.usecases.receipts import give_news, say_in_threads
from storage.books import Books
from storage.tables import Issue, Round


def climb(books: Books, round_id: int, now: datetime) -> None:
    """Take the round's next rung, if its time has come; does nothing otherwise.

    That is when a working day of whoever stands for the issue begins, so that it is told in the
    same morning, and downtime and days away never add up to two rungs a day.
    """
    row = books.ladders.round(round_id)
    issue = books.issues.get(row.issue_id) if row else None
    if row is None or issue is None or row.ended_at or row.next_at is None or row.next_at > now:
        return
    stands = who_stands(books, issue, now)
    if stands is None or not _its_time(books, issue, row, stands, now):
        books.ladders.look_again(row, looked_at(books, issue, now, at_once=False))
        return
    ladder = ladder_of(books, issue, stands, now)
    reached = None if row.rung is None else Rung(row.rung)
    rung = next_rung(ladder, reached, books.ladders.heard(row))
    if rung is None:
        books.ladders.look_again(row, None)  # nobody is left above
        return
    person = ladder.person(rung) or stands
    next_at = looked_at(books, issue, now, at_once=False)
    if books.ladders.climb(row, rung, person, next_at, now) and rung is not Rung.OWNER:
        _escalated(books, issue, person, now)


def _its_time(books: Books, issue: Issue, row: Round, stands: str, now: datetime) -> bool:
    """Whether a working day of `stands` begins now, and is not that of the last rung; for the first
    rung of a critical issue, whether they work."""
    calendar = books.people.calendar(stands)
    day = working_day_at(calendar, now)
    if day is None or snoozed(issue.snoozed_until, day):
        return False
    reached = None if row.rung is None else Rung(row.rung)
    may_at = climbs_at(calendar, row.since, reached=reached, critical=critical(issue))
    if may_at is None or may_at > now:
        return False
    return (critical(issue) and reached is None) or books.mornings.begins(stands, day)


def looked_at(books: Books, issue: Issue, since: datetime, *, at_once: bool) -> datetime | None:
    """When to look at the next rung after `since`: as the day begins of the owner, of who stands in
    now, or of the deputy, who may later; `at_once`: also while one of them works. Days away don't
    count: they may end."""
    touchpoint = books.catalogue.touchpoint(issue.touchpoint_id)
    deputy = touchpoint.deputy if touchpoint else None
    people = {issue.owner, deputy, who_stands(books, issue, since)}
    calendars = [replace(books.people.calendar(each), away=()) for each in people if each]
    look = next_working_moment if at_once else next_opening
    moments = (look(calendar, since) for calendar in calendars)
    return min((moment for moment in moments if moment), default=None)


def critical(issue: Issue) -> bool:
    return issue.severity is Severity.CRITICAL


def _escalated(books: Books, issue: Issue, person: str, now: datetime) -> None:
    """It went beyond the owner: on record, and once per issue the reporters hear of it."""
    note = f"to {books.people.name(person)}"
    books.issues.record(issue, Step.ESCALATE, None, now, came_from=issue.state, note=note)
    give_news(books, issue, now)
    what = "picked up" if issue.state is IssueState.OPEN else "resolved"
    text = f"This is not {what} yet, so {mention(person)} was asked too."
    say_in_threads(books, issue, f"escalated:{issue.id}", text, now, unsent=True)
