"""Compares what Earshot did in a year with what it should have done, and counts."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlmodel import SQLModel, col, select

from bot.domain.ladder import Rung
from bot.domain.nudge import ALONE_A_DAY, SHOWN, Wait
from bot.domain.vocabulary import Severity
from storage.books import Books
from storage.tables import (
    Card,
    Issue,
    IssueEvent,
    Morning,
    MorningItem,
    Observation,
    OutboxRow,
    Promise,
    Recurrence,
    Round,
    RungReached,
)
from storage.tables.delivery import CardKind
from tests.simulation.hours import working_day_at
from tests.simulation.replay import TICKS_OWN, Act, Replay
from tests.simulation.year import Year


@dataclass
class Verdict:
    faults: list[str] = field(default_factory=list)
    figures: dict[str, int | str] = field(default_factory=dict)


@dataclass
class Records:
    """The year's rows, by issue and by nudge."""

    issues: dict[int, Issue]
    events: dict[int, list[IssueEvent]]
    promises: dict[int, list[Promise]]
    rungs: dict[int, list[RungReached]]
    items: dict[int, list[MorningItem]]
    mornings: dict[int, Morning]
    severities: dict[int, Severity]
    """By issue: that of the observation it was opened for."""
    sent_at: dict[int, datetime]
    """By nudge: only those that were sent."""


def judge(books: Books, year: Year) -> Verdict:
    records, verdict = _read(books), Verdict()
    expected: set[tuple[str, date]] = set()
    for issue in records.issues.values():
        verdict.faults += _issue_faults(records, year, issue, expected)
    replayed = len(verdict.faults)
    rungs, nudges = list(_ladder_faults(records)), list(_nudge_faults(records, year))
    verdict.faults += [*rungs, *nudges, *_unexpected_mornings(records, expected)]
    verdict.figures = _figures(books, records, year) | {
        "issues that went another way": replayed,
        "rungs repeated or backwards": len(rungs),
        "nudges outside working time": sum("outside" in fault for fault in nudges),
        "days with more than one morning": sum("times on" in fault for fault in nudges),
    }
    return verdict


# -- every issue's ladder, and every lapse --------------------------------------------------------


def _issue_faults(
    records: Records, year: Year, issue: Issue, expected: set[tuple[str, date]]
) -> Iterator[str]:
    """Play the issue again, tick by tick; stop at the first difference."""
    issue_id = issue.id or 0
    events = records.events[issue_id]
    replay = Replay(
        year.company,
        year.company.places[issue.touchpoint_id or 0],
        records.severities[issue_id],
        {at: owner for (each, at), owner in year.life.owners.items() if each == issue_id},
        [_named(records, promise) for promise in records.promises[issue_id]],
        opened_at=events[0].at,
    )
    acts = [Act(row.at, row.what, row.note, row.actor) for row in events]
    theirs = deque(
        act for act in acts if act.what not in TICKS_OWN and (act.by or _by_entry(year, act))
    )
    own: dict[datetime, list[Act]] = defaultdict(list)
    said: dict[datetime, list[str]] = defaultdict(list)
    for act in acts:
        if act.what in TICKS_OWN:
            said[act.at].append(act.what)
        elif not act.by and not _by_entry(year, act):
            own[act.at].append(act)
    climbed: dict[datetime, list[tuple[int, int, str]]] = defaultdict(list)
    for rung in records.rungs[issue_id]:
        climbed[rung.at].append((rung.round, rung.rung, rung.person))
    last: datetime | None = None
    for now in (each for each in year.ticks if each >= replay.opened_at):
        while theirs and theirs[0].at <= now:
            replay.act(theirs.popleft())
        should_say, should_climb = replay.tick(now, year.gaps.get(now), own[now])
        if (should_say, should_climb) != (said[now], climbed[now]):
            yield (
                f"issue {issue_id} at {now}: {said[now]} {climbed[now]}, "
                f"should be {should_say} {should_climb}"
            )
            return
        if person := replay.waits(now):
            calendar = replay.calendar(person, now)
            day = working_day_at(calendar, now)
            if day and (last is None or working_day_at(calendar, last) != day):
                expected.add((person, day))
        last = now
        if replay.state == "ended" and not theirs:
            return


def _by_entry(year: Year, act: Act) -> bool:
    """Whether it was passed on because somebody who is away entered more days: before the tick."""
    away = act.note.split(": ")[-1].split(" is away ")
    return act.what == "passed on" and any(
        entered == act.at
        for entered, _, _ in (year.company.people[away[0]].away if len(away) > 1 else ())
    )


def _named(records: Records, promise: Promise) -> list[datetime]:
    """The ends of the working days whose nudge named the promise, and did not only count it, if it
    was sent."""
    return [
        records.mornings[item.morning_id].ends_at
        for items in records.items.values()
        for item in items
        if item.promise_id == promise.id
        and item.position < SHOWN
        and item.morning_id in records.sent_at
    ]


def _ladder_faults(records: Records) -> Iterator[str]:
    for issue_id, rungs in records.rungs.items():
        rounds: dict[int, list[RungReached]] = defaultdict(list)
        for rung in rungs:
            rounds[rung.round].append(rung)
        for number, taken in rounds.items():
            order, people = [rung.rung for rung in taken], [rung.person for rung in taken]
            if order != sorted(set(order)) or len(set(people)) != len(people):
                yield f"issue {issue_id}, round {number}: rungs {order} of {people}"


# -- nudges ---------------------------------------------------------------------------------------


def _nudge_faults(records: Records, year: Year) -> Iterator[str]:
    days: Counter[tuple[str, date, bool]] = Counter()
    weekly: Counter[tuple[str, int, int]] = Counter()
    for morning_id, sent_at in records.sent_at.items():
        row, items = records.mornings[morning_id], records.items[morning_id]
        who = year.company.people[row.person]
        if working_day_at(who.calendar(sent_at), sent_at) is None or not who.there(sent_at):
            yield f"{row.person} was nudged outside working time, at {sent_at}"
        if not items:
            yield f"{row.person} was nudged for nothing, at {sent_at}"
        days[row.person, row.day, row.nth > 0] += 1
        severities = {records.issues[item.issue_id].severity for item in items}
        if row.nth and severities != {Severity.CRITICAL}:
            yield f"{row.person} was nudged apart for what is not critical, at {sent_at}"
        if _tells_sponsor(records, row):
            week = row.day.isocalendar()
            weekly[row.person, week.year, week.week] += 1
    for (person, day, alone), count in days.items():
        if count > (ALONE_A_DAY if alone else 1):
            yield f"{person} was nudged {count} times on {day}"
    for (person, _, week_number), count in weekly.items():
        if count > 1 and year.company.people[person].workdays == "01234":
            yield f"sponsor {person} heard {count} times in week {week_number}"


def _tells_sponsor(records: Records, row: Morning) -> bool:
    """Whether the nudge told of a rung of a sponsor that can wait for their week."""
    return any(
        rung.morning_id == row.id
        and rung.rung == Rung.SPONSOR
        and records.issues[rung.issue_id].severity is not Severity.CRITICAL
        for item in records.items[row.id or 0]
        for rung in records.rungs[item.issue_id]
    )


def _unexpected_mornings(records: Records, expected: set[tuple[str, date]]) -> Iterator[str]:
    """Whoever had something waiting was told of it on that day, and nobody else but for what was
    escalated to them, and for a promise of theirs that broke."""
    decided = {(row.person, row.day): row for row in records.mornings.values() if not row.nth}
    for person, day in sorted(expected - set(decided)):
        yield f"{person} was not told on {day}"
    for person, day in sorted(set(decided) - expected):
        items = records.items[decided[person, day].id or 0]
        told = (item for item in items if item.why is not Wait.ESCALATED)
        if not all(_is_news(records, decided[person, day], item) for item in told):
            yield f"{person} was told on {day} of what did not wait"


def _is_news(records: Records, morning: Morning, item: MorningItem) -> bool:
    """Whether it is a promise that broke, told to who made it, once, and before the issue ended."""
    if item.why is not Wait.BROKEN:
        return False
    promise = next(p for p in records.promises[item.issue_id] if p.id == item.promise_id)
    times = sum(
        each.promise_id == promise.id and each.why is Wait.BROKEN and each.position < SHOWN
        for items in records.items.values()
        for each in items
    )
    between = [
        event.what
        for event in records.events[item.issue_id]
        if promise.due_at < event.at <= morning.at
    ]
    return times <= 1 and promise.made_by == morning.person and "reopened" not in between


# -- reading --------------------------------------------------------------------------------------


def _read(books: Books) -> Records:
    session = books.session
    records = Records(
        {row.id or 0: row for row in session.exec(select(Issue))},
        defaultdict(list),
        defaultdict(list),
        defaultdict(list),
        defaultdict(list),
        {row.id or 0: row for row in session.exec(select(Morning))},
        {},
        {},
    )
    for event in session.exec(select(IssueEvent).order_by("id")):
        records.events[event.issue_id].append(event)
    for promise in session.exec(select(Promise).order_by("id")):
        records.promises[promise.issue_id].append(promise)
    for rung in session.exec(select(RungReached).order_by("id")):
        records.rungs[rung.issue_id].append(rung)
    for item in session.exec(select(MorningItem)):
        records.items[item.morning_id].append(item)
    for observation in session.exec(select(Observation).order_by(col(Observation.id).desc())):
        records.severities[observation.issue_id or 0] = observation.severity
    sent = session.exec(
        select(Card.record_id, OutboxRow.settled_at)
        .join(OutboxRow, col(OutboxRow.card_id) == col(Card.id))
        .where(col(Card.kind) == CardKind.MORNING, col(Card.ts).is_not(None))
    )
    records.sent_at = {morning_id: at for morning_id, at in sent if at}
    return records


def _figures(books: Books, records: Records, year: Year) -> dict[str, int | str]:
    def count(table: type[SQLModel]) -> int:
        return len(books.session.exec(select(table)).all())

    whats = Counter(row.what for rows in records.events.values() for row in rows)
    rungs = Counter(rung.rung for rows in records.rungs.values() for rung in rows)
    sent = [records.mornings[each] for each in records.sent_at]
    person_days = len({(row.person, row.day) for row in sent})
    ticks = sorted(year.tick_seconds)
    return {
        "people": len(year.company.people),
        "touchpoints": len(year.company.places),
        "observations": count(Observation),
        "issues": len(records.issues),
        "likely duplicates added": whats["observation added"],
        "recurrences": count(Recurrence),
        "reopened": whats["reopened"],
        "customers not told in 30 days": whats["not told"],
        "acts of people": year.acts,
        "ticks": len(year.ticks),
        "outages": len(year.gaps),
        "hours down": round(sum((b - a).total_seconds() for b, a in year.gaps.items()) / 3600),
        "times missed": whats["time missed"],
        "lapses on record": whats["lapsed"],
        "promises moved": whats["promise moved"],
        "put off for downtime or absence": whats["put off"],
        "passed on while away, and back": whats["passed on"],
        "rounds": count(Round),
        "rungs: owner": rungs[0],
        "rungs: deputy": rungs[1],
        "rungs: journey owner": rungs[2],
        "rungs: sponsor": rungs[3],
        "mornings sent": sum(row.nth == 0 for row in sent),
        "critical nudges apart": sum(row.nth > 0 for row in sent),
        "nudges never sent, day over": len(records.mornings) - len(sent),
        "days with a nudge": person_days,
        "ms per tick, median": f"{1000 * ticks[len(ticks) // 2]:.1f}",
        "ms per tick, 99 %": f"{1000 * ticks[len(ticks) * 99 // 100]:.1f}",
    }
