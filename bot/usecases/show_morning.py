"""What a nudge shows now: its items as they stand, settled ones without their buttons."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from bot.blocks.facts import PromiseFacts
from bot.blocks.kit import Screen
from bot.blocks.morning import MorningFacts, WaitFacts
from bot.blocks.morning import morning as morning_screen
from bot.domain.issue import IssueState, Step
from bot.domain.ladder import Rung, climbs_at, next_rung
from bot.domain.nudge import Wait, first_few, next_week_opening, snoozed, waits
from bot.domain.workcal import local_date
from bot.usecases.climb import critical
from bot.usecases.facts import issue_facts
from bot.usecases.morning import clocks_of
from bot.usecases.ownership import ladder_of, who_stands
from storage.books import Books
from storage.tables import Card, Issue, Morning, MorningItem, Promise


def show_morning(books: Books, card: Card, now: datetime) -> Screen:
    """The screen of a morning card, for its person."""
    nudge = books.mornings.get(card.record_id)
    assert nudge is not None, "a nudge is never deleted"
    items = [
        (item, *_why(books, nudge, item, now)) for item in books.mornings.items(card.record_id)
    ]
    few, more = first_few(items)
    return morning_screen(
        MorningFacts(
            name=_first_name(books.people.name(nudge.person)),
            today=nudge.day,
            shown=[_facts(books, nudge, item, why, promise, now) for item, why, promise in few],
            more=more,
            waiting=sum(why is not None for _, why, _ in items),
            alone=nudge.nth > 0,
            # a list of the reader's own issues would not have them
            beyond=any(item.why is Wait.ESCALATED for item, _, _ in items[len(few) :]),
        )
    )


def _why(
    books: Books, nudge: Morning, item: MorningItem, now: datetime
) -> tuple[Wait | None, Promise | None]:
    """Why the item still waits for its reader, None once it is settled; and about which promise."""
    issue = _issue(books, item)
    promises = books.issues.promises(item.issue_id)
    last = promises[-1] if promises else None
    promise = last if last and last.id == item.promise_id else None
    row = books.ladders.running(item.issue_id)
    if item.why is Wait.ESCALATED:
        rests = not issue.state.unresolved or snoozed(issue.snoozed_until, nudge.day)
        return (item.why if row and not rests else None), None
    if who_stands(books, issue, now) != nudge.person:
        return None, None
    calendar = books.people.calendar(nudge.person)
    waiting = waits(clocks_of(issue, promise, row, calendar), nudge.day, now)
    if waiting:
        return waiting.why, promise
    # opened again meanwhile: not late yet, but asked for
    asked = issue.state is IssueState.OPEN and not snoozed(issue.snoozed_until, nudge.day)
    return (Wait.FIRST_LOOK if asked else None), promise


def _facts(
    books: Books,
    nudge: Morning,
    item: MorningItem,
    why: Wait | None,
    promise: Promise | None,
    now: datetime,
) -> WaitFacts:
    issue, calendar = _issue(books, item), books.people.calendar(nudge.person)
    facts = issue_facts(books, issue, books.people.actor(nudge.person), now)
    rests = snoozed(issue.snoozed_until, nudge.day)  # as on its day, also the night after
    return WaitFacts(
        issue=replace(facts, snoozed_until=issue.snoozed_until if rests else None),
        why=why,
        promise=PromiseFacts(promise.next_step, promise.due_on, promise.state) if promise else None,
        next_up=_next_up(books, issue, nudge, now) if why is not Wait.ESCALATED else None,
        due_on=local_date(calendar, issue.resolve_due) if issue.resolve_due else None,
        helped=any(
            row.what == Step.ASK_HELP.value and row.at >= nudge.at
            for row in books.issues.history(item.issue_id)
        ),
    )


def _next_up(books: Books, issue: Issue, nudge: Morning, now: datetime) -> tuple[str, date] | None:
    """Who hears of it next, and on which of the reader's dates, if nothing happens until then."""
    row, stands = books.ladders.running(issue.id or 0), who_stands(books, issue, now)
    if row is None or row.rung is None or row.next_at is None or stands is None:
        return None
    reached = Rung(row.rung)
    climbs = climbs_at(
        books.people.calendar(stands), row.since, reached=reached, critical=critical(issue)
    )
    ladder = ladder_of(books, issue, stands, now)
    rung = next_rung(ladder, reached, books.ladders.heard(row))
    person = ladder.person(rung) if rung is not None else None
    if rung is Rung.SPONSOR and person and climbs and not critical(issue):
        # on that rung from then on, but told with the week
        climbs = next_week_opening(books.people.calendar(person), climbs)
    on = local_date(books.people.calendar(nudge.person), climbs) if climbs else None
    return (person, on) if person and on and on > nudge.day else None


def _issue(books: Books, item: MorningItem) -> Issue:
    issue = books.issues.get(item.issue_id)
    assert issue is not None, "an issue is never deleted"
    return issue


def _first_name(name: str) -> str:
    return name.split()[0] if name.split() else name
