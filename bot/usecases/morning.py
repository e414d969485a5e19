"""One message per person and working day, with everything that waits for them.

What is said is decided at the first tick of the day; what the message shows follows its issues.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from bot.domain.ladder import Rung
from bot.domain.nudge import (
    ALONE_A_DAY,
    Clocks,
    Wait,
    Waiting,
    begins_week,
    in_order,
    snoozed,
    waits,
)
from bot.domain.promise import PromiseState
from bot.domain.vocabulary import Severity
from bot.domain.workcal import (
    WorkCalendar,
    local_date,
    working_day_at,
    working_day_bounds,
)
from bot.usecases.ownership import who_stands
from storage.books import Books
from storage.tables import Issue, Morning, MorningItem, Promise, Round, RungReached
from storage.tables.delivery import CardKind


class Item(NamedTuple):
    """Why an issue waits, and the promise that is about."""

    waiting: Waiting
    promise: Promise | None


def days_beginning(books: Books, now: datetime) -> list[tuple[str, date]]:
    """Who is at work on a day that was not seen to yet, with that local date."""
    begun = books.mornings.begun()
    beginning = []
    for person, calendar in books.people.calendars(now).items():
        day = working_day_at(calendar, now)
        if day is not None and begun.get(person, date.min) < day:
            beginning.append((person, day))
    return beginning


def begin_days(books: Books, beginning: Sequence[tuple[str, date]], now: datetime) -> None:
    """Tell each person of what waits for them; who has nothing waiting hears nothing."""
    waited_for = books.mornings.begin(beginning) & books.mornings.involved()
    for person, day in beginning:
        if person in waited_for:
            _begin_day(books, person, day, now)


def come_alone(books: Books, now: datetime) -> list[tuple[int, str, date]]:
    """(issue, person, day) of critical issues that may come by themselves: their rung was taken
    after the person's day began, and it is not over yet."""
    untold = books.ladders.untold_critical()
    if not untold:
        return []
    calendars, begun = books.people.calendars(now), books.mornings.begun()
    days = {
        person: working_day_at(calendars[person], now)
        for _, person in untold
        if person in calendars
    }
    alone = []
    for issue_id, person in untold:
        day = days.get(person)
        if day and begun.get(person) == day and books.mornings.count(person, day) < ALONE_A_DAY:
            alone.append((issue_id, person, day))
    return alone


def nudge_alone(books: Books, issue_id: int, person: str, day: date, now: datetime) -> None:
    """Tell a person of one critical issue; two a day at most. What is too much waits for
    tomorrow."""
    calendar = books.people.calendar(person)
    count = books.mornings.count(person, day)
    if count >= ALONE_A_DAY:
        return
    for rung, issue, item in _untold(books, person, calendar, day, now):
        if issue.id == issue_id and issue.severity is Severity.CRITICAL:
            nudge = _nudge(books, person, calendar, day, now, [item], nth=count + 1)
            books.ladders.tell(rung, nudge)
            return


def own_items(books: Books, issues: Sequence[Issue], person: str, now: datetime) -> list[Item]:
    """Why those of `issues` wait that `person` answers for now."""
    calendar = books.people.calendar(person)
    day = working_day_at(calendar, now) or local_date(calendar, now)
    mine = [issue for issue in issues if who_stands(books, issue, now) == person]
    ids = [issue.id or 0 for issue in mine]
    promises, rounds = books.mornings.promises_of(ids), books.ladders.running_of(ids)
    items = []
    for issue in mine:
        promise, row = promises.get(issue.id or 0), rounds.get(issue.id or 0)
        if waiting := waits(clocks_of(issue, promise, row, calendar), day, now):
            named = promise if waiting.why in (Wait.BROKEN, Wait.PROMISED) else None
            items.append(Item(waiting, named))
    return items


def clocks_of(
    issue: Issue, promise: Promise | None, row: Round | None, calendar: WorkCalendar
) -> Clocks:
    """`promise`: the issue's last one, if it stands or its owner is still to be told of it. `row`:
    its round that runs."""
    standing = promise if promise and promise.state is PromiseState.STANDING else None
    broken = promise if promise and _is_news(promise, issue) else None
    return Clocks(
        issue_id=issue.id or 0,
        state=issue.state,
        acknowledge_due=issue.acknowledge_due,
        resolve_due=issue.resolve_due,
        broken_on=broken.due_on if broken else None,
        promised_on=standing.due_on if standing else None,
        promise_due_on=local_date(calendar, issue.promise_due) if issue.promise_due else None,
        missed_at=row.started_at if row else None,
        snoozed_until=issue.snoozed_until,
    )


def _is_news(promise: Promise, issue: Issue) -> bool:
    """Whether it broke, and the owner who made it has not said anything of the issue since. One
    that broke before the issue was resolved is nobody's news once that is opened again."""
    return (
        promise.state is PromiseState.BROKEN
        and promise.made_by == issue.owner
        and issue.acknowledged_at is None
        and not (issue.reopened_at and promise.due_at < issue.reopened_at)
    )


def _begin_day(books: Books, person: str, day: date, now: datetime) -> None:
    calendar = books.people.calendar(person)
    issues = [*books.mornings.owned(person), *books.mornings.stood_in_for(person)]
    items = {item.waiting.issue_id: item for item in own_items(books, issues, person, now)}
    told = []
    for rung, issue, item in _untold(books, person, calendar, day, now):
        if _waits_for_week(rung, issue) and not begins_week(calendar, day):
            continue
        items.setdefault(issue.id or 0, item)
        told.append(rung)
    if items:
        nudge = _nudge(books, person, calendar, day, now, list(items.values()))
        for rung in told:
            books.ladders.tell(rung, nudge)


def _waits_for_week(rung: RungReached, issue: Issue) -> bool:
    """A sponsor hears once a week, critical issues apart."""
    return rung.rung == Rung.SPONSOR and issue.severity is not Severity.CRITICAL


def _untold(
    books: Books, person: str, calendar: WorkCalendar, day: date, now: datetime
) -> Iterator[tuple[RungReached, Issue, Item]]:
    """Rungs that `person` is to be told of, each with how its issue waits for them."""
    for rung, issue, row in books.ladders.untold(person):
        own = own_items(books, [issue], person, now)
        if own:
            yield rung, issue, own[0]
        elif rung.rung != Rung.OWNER and not snoozed(issue.snoozed_until, day):
            waiting = Waiting(issue.id or 0, Wait.ESCALATED, row.started_at)
            yield rung, issue, Item(waiting, None)


def _nudge(
    books: Books,
    person: str,
    calendar: WorkCalendar,
    day: date,
    now: datetime,
    items: list[Item],
    *,
    nth: int = 0,
) -> Morning:
    bounds = working_day_bounds(calendar, day)
    assert bounds is not None, "a nudge comes on a working day"
    nudge = books.mornings.add(
        Morning(team_id=books.team_id, person=person, day=day, nth=nth, at=now, ends_at=bounds[1])
    )
    promises = {item.waiting.issue_id: item.promise for item in items}
    for position, waiting in enumerate(in_order(item.waiting for item in items)):
        promise = promises[waiting.issue_id]
        books.mornings.add_item(
            MorningItem(
                team_id=books.team_id,
                morning_id=nudge.id or 0,
                position=position,
                issue_id=waiting.issue_id,
                why=waiting.why,
                promise_id=promise.id if promise else None,
            )
        )
    name = f"morning:{person}:{day.isoformat()}"
    books.cards.open(
        CardKind.MORNING,
        nudge.id or 0,
        person,
        now=now,
        due_at=now,
        key=f"{name}:{nth}" if nth else name,
    )
    return nudge
