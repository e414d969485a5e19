"""Counts every number of a digest once more, naively, over the raw rows and with nothing of the
code that made it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlmodel import select

from storage.books import Books
from storage.tables import (
    CustomerLoop,
    Issue,
    Journey,
    Observation,
    Promise,
    Round,
    Stage,
    Touchpoint,
)

DAY = timedelta(days=1)
POINTS = {"low": 1, "medium": 3, "high": 6, "critical": 10}
UNRESOLVED = ("open", "acknowledged")


@dataclass
class Rows:
    """Every row there is, and the period that is counted."""

    start: datetime
    end: datetime
    observations: list[Observation]
    issues: list[Issue]
    promises: list[Promise]
    loops: list[CustomerLoop]
    rounds: list[Round]
    touchpoints: list[Touchpoint]
    stages: list[Stage]
    journeys: list[Journey]

    @property
    def counted(self) -> list[Observation]:
        return [o for o in self.observations if o.whose != "own" and o.undone_at is None]

    def heard(self, start: datetime, end: datetime) -> list[Observation]:
        return [o for o in self.counted if start <= o.at < end]

    def behind(self, issue: Issue) -> set[str]:
        return {customer(o) for o in self.counted if issue_of(o) == issue.id}


def issue_of(observation: Observation) -> int | None:
    """The issue that it stands behind: what needs no answer any more stands behind none."""
    return observation.issue_id if observation.follow_up else None


def read(books: Books, start: datetime, end: datetime) -> Rows:
    def all_of(table: Any) -> list[Any]:
        rows = books.session.exec(select(table).where(table.team_id == books.team_id))
        return list(rows.all())

    return Rows(
        start,
        end,
        observations=all_of(Observation),
        issues=all_of(Issue),
        promises=all_of(Promise),
        loops=all_of(CustomerLoop),
        rounds=all_of(Round),
        touchpoints=all_of(Touchpoint),
        stages=all_of(Stage),
        journeys=all_of(Journey),
    )


def customer(row: Observation) -> str:
    return f"named {row.customer_id}" if row.customer_id is not None else f"unnamed {row.id}"


def numbers(rows: Rows, now: datetime, within: Callable[[int | None], bool]) -> dict[str, Any]:
    """Every number, by what it is called here."""
    start, end = rows.start, rows.end
    heard = [o for o in rows.heard(start, end) if within(o.touchpoint_id)]
    issues = [i for i in rows.issues if within(i.touchpoint_id)]
    resolved = [
        i
        for i in issues
        if i.state in ("resolved", "closed") and i.resolved_at and start <= i.resolved_at < end
    ]
    loops = [
        loop
        for loop in rows.loops
        if loop.issue_id in {i.id for i in resolved} and loop.state != "waived"
    ]
    waiting = [i for i in issues if _waits(i, now)]
    return {
        "observations": len(heard),
        "customers": len({customer(o) for o in heard}),
        "colleagues": len({o.reporter for o in heard}),
        "resolved": len(resolved),
        "told": sum(loop.state == "told" for loop in loops),
        "to_tell": len(loops),
        "promises": _promises(rows, issues),
        "waiting": (len({c for i in waiting for c in rows.behind(i)}), len(waiting)),
        "decisions": _decisions(rows, issues, end),
        "hurts": _hurts(rows, within),
        "criticals": sum(
            i.state in UNRESOLVED and i.severity == "critical" and bool(rows.behind(i))
            for i in issues
        ),
    }


def _promises(rows: Rows, issues: list[Issue]) -> dict[str, int]:
    ours = {i.id for i in issues}
    due = [
        p
        for p in rows.promises
        if p.issue_id in ours and rows.start <= p.due_at < rows.end and p.state != "void"
    ]
    found = {state: sum(p.state == state for p in due) for state in ("kept", "moved", "broken")}
    return {**found, "standing": sum(p.state == "standing" for p in due), "due": len(due)}


def _waits(issue: Issue, now: datetime) -> bool:
    if issue.state not in UNRESOLVED:
        return False
    if issue.owner is None:
        return True
    if issue.state == "open" and issue.acknowledge_due and issue.acknowledge_due < now:
        return True
    return bool(issue.resolve_due and issue.resolve_due < now)


def _decisions(rows: Rows, issues: list[Issue], end: datetime) -> set[tuple[int, int]]:
    """(number of the issue, customers behind it) of each that is asked for."""
    found = set()
    for issue in issues:
        asked = False
        if issue.state in UNRESOLVED:
            rungs = [r.rung for r in rows.rounds if r.issue_id == issue.id and not r.ended_at]
            asked = issue.owner is None or 3 in rungs
        elif issue.state == "dismissed" and issue.dismiss_reason == "we_chose_this":
            firsts: dict[str, datetime] = {}
            for o in rows.counted:
                if issue_of(o) == issue.id:
                    firsts[customer(o)] = min(firsts.get(customer(o), o.at), o.at)
            asked = any(
                rows.start <= at < end and issue.dismissed_at and at > issue.dismissed_at
                for at in firsts.values()
            ) or _falls_in(issue.review_on, rows)
        if asked:
            found.add((issue.number, len(rows.behind(issue))))
    return found


def _falls_in(day: date | None, rows: Rows) -> bool:
    """Whether a day begins in the period, in UTC."""
    return day is not None and rows.start <= datetime.combine(day, time(), UTC) < rows.end


def _hurts(rows: Rows, within: Callable[[int | None], bool]) -> dict[str, tuple[int, int, int]]:
    found = {}
    for place in rows.touchpoints:
        if not within(place.id):
            continue
        mine = [o for o in rows.counted if o.touchpoint_id == place.id and _negative(o)]

        def count(start: datetime, end: datetime, mine: list[Observation] = mine) -> int:
            return len({customer(o) for o in mine if start <= o.at < end})

        start, week = rows.start, 7 * DAY
        weeks = [count(start - (n + 1) * week, start - n * week) for n in range(4)]
        this = count(start, rows.end)
        if this:
            found[place.name] = (this, weeks[0], int(sum(weeks) / 4 + 0.5))
    return found


def _negative(row: Observation) -> bool:
    if row.feeling in ("frustrated", "angry"):
        return True
    return row.severity in ("high", "critical") and row.feeling not in ("happy", "delighted")


def journeys(rows: Rows) -> dict[str, tuple[int, int | None]]:
    """(customers, health before any cap) of each; a blind stage is told by its own tests."""
    found = {}
    for journey in rows.journeys:
        stages = [s.id for s in rows.stages if s.journey_id == journey.id]
        places = {t.id: t.stage_id for t in rows.touchpoints if t.stage_id in stages}
        month = [o for o in rows.heard(rows.end - 28 * DAY, rows.end) if o.touchpoint_id in places]
        issues = [i for i in rows.issues if i.touchpoint_id in places]
        people = {customer(o) for o in month}
        for issue in issues:
            if issue.state in UNRESOLVED:
                people |= rows.behind(issue)
        heard_stages = {places[o.touchpoint_id] for o in month}
        value = None
        if len(people) >= 10 and len(heard_stages) >= 3:
            value = _health(rows, month, issues, people)
        found[journey.name] = (len(people), value)
    return found


def _health(rows: Rows, month: list[Observation], issues: list[Issue], people: set[str]) -> int:
    pain = dict.fromkeys(people, 0.0)
    for issue in issues:
        part = 0.0
        recent = issue.resolved_at and rows.end - issue.resolved_at < 28 * DAY
        if issue.state in UNRESOLVED or (
            issue.state == "dismissed" and issue.dismiss_reason == "we_chose_this"
        ):
            part = 1.0
        elif recent and issue.state in ("resolved", "closed"):
            part = 0.5 if issue.state == "resolved" else 0.25
        for each in rows.behind(issue):
            if each in pain:
                pain[each] += part * POINTS[issue.severity.value]
    loose: dict[tuple[str, int | None], float] = {}
    for o in month:
        # exactly 28 days old: heard, and its pain is over
        negative = issue_of(o) is None and o.feeling in ("frustrated", "angry")
        if negative and o.at > rows.end - 28 * DAY:
            key = customer(o), o.touchpoint_id
            loose[key] = max(loose.get(key, 0.0), POINTS[o.severity.value] / 2)
    for (each, _), points in loose.items():
        pain[each] += points
    total, weight = 40 * sum(1 - min(10.0, p) / 10 for p in pain.values()) / len(pain), 40
    if month:
        good = sum(o.feeling in ("happy", "delighted") for o in month)
        bad = sum(o.feeling in ("frustrated", "angry") for o in month)
        total, weight = total + 15 * (1 + (good - bad) / len(month)) / 2, weight + 15
    due = [
        p.state
        for p in rows.promises
        if p.issue_id in {i.id for i in issues} and rows.end - 28 * DAY <= p.due_at < rows.end
    ]
    kept, broken = due.count("kept"), due.count("broken")  # type: ignore[arg-type]
    if kept + broken >= 3:
        total, weight = total + 20 * kept / (kept + broken), weight + 20
    return int(100 * total / weight + 0.5)
