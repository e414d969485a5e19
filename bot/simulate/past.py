"""An issue that is over when the simulation ends: lived through here by the domain's own rules, and
then stored whole (`bot.simulate.ledger`).

What the ticks of those days would have put on record is put on record: times missed, rungs taken,
nudges that named it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from bot.blocks.mrkdwn import day
from bot.domain.due import DEFAULT_POLICY, acknowledge_due, resolve_due
from bot.domain.issue import IssueState, Step, after
from bot.domain.ladder import ENDS_ROUND, Ladder, Rung, Time, climbs_at, next_rung
from bot.domain.nudge import Wait
from bot.domain.promise import PromiseState
from bot.domain.vocabulary import DismissReason, Severity
from bot.domain.workcal import (
    WorkCalendar,
    add_working_time,
    end_of_next_working_day,
    local_date,
    next_opening,
    next_working_moment,
    nth_working_day,
    working_day_bounds,
    working_time_between,
)
from bot.usecases.desk import WATCH_FOR

SETTLED = timedelta(minutes=2)


class Event(NamedTuple):
    at: datetime
    step: Step
    actor: str | None
    before: IssueState | None
    after: IssueState
    note: str


class Nudge(NamedTuple):
    """promise: which of the issue's promises it named. rung: which of its rungs it told of."""

    person: str
    at: datetime
    why: Wait
    promise: int | None = None
    rung: int | None = None


@dataclass
class Given:
    """A promise. `settled_at` None while it stands."""

    made_at: datetime
    next_step: str
    due_on: date
    due_at: datetime
    state: PromiseState = PromiseState.STANDING
    settled_at: datetime | None = None
    reason: str | None = None


@dataclass
class Climb:
    """A round of the ladder, and the rungs that were taken in it."""

    started_at: datetime
    since: datetime
    rungs: list[tuple[Rung, str, datetime]] = field(default_factory=list)
    ended_at: datetime | None = None


@dataclass
class Past:
    """who: the ladder above its owner, by user id. calendar: the owner's working time."""

    opened_at: datetime
    severity: Severity
    who: Ladder
    calendar: WorkCalendar
    reporter: str
    names: Callable[[str], str]
    state: IssueState = IssueState.OPEN
    version: int = 1
    events: list[Event] = field(default_factory=list)
    promises: list[Given] = field(default_factory=list)
    missed: list[tuple[Time, datetime]] = field(default_factory=list)
    climbs: list[Climb] = field(default_factory=list)
    nudges: list[Nudge] = field(default_factory=list)
    columns: dict[str, Any] = field(default_factory=dict)
    resolved: list[datetime] = field(default_factory=list)
    reopened: list[datetime] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.events.append(
            Event(self.opened_at, Step.OPEN, self.reporter, None, IssueState.OPEN, "")
        )
        self._start_clocks(self.opened_at)

    @property
    def owner(self) -> str:
        return self.who.owner

    @property
    def ends_at(self) -> datetime:
        return self.events[-1].at

    # -- when -----------------------------------------------------------------------------------

    def working(self, start: datetime, end: datetime, share: float) -> datetime:
        """When `share` of the working time from `start` to `end` has passed."""
        span = working_time_between(self.calendar, start, end) * share
        return self.later(start, span / timedelta(hours=1))

    def later(self, start: datetime, hours: float) -> datetime:
        """After so many working hours; None of them takes a moment all the same."""
        at = next_working_moment(self.calendar, start + SETTLED) or start
        return add_working_time(self.calendar, at, timedelta(hours=hours)) or at

    # -- what its owner does --------------------------------------------------------------------

    def acknowledge(self, at: datetime) -> None:
        self._take(Step.ACKNOWLEDGE, at, self.owner)
        self.columns |= {
            "acknowledged_at": at,
            "promise_due": end_of_next_working_day(self.calendar, at),
        }

    def promise(self, at: datetime, next_step: str, days: int) -> None:
        due_on = nth_working_day(self.calendar, at, days) or local_date(self.calendar, at)
        self._take(Step.PROMISE, at, self.owner, f"“{next_step}” by {day(due_on)}")
        self.columns["acknowledged_at"] = self.columns.get("acknowledged_at") or at
        self.columns["promise_due"] = None
        self._give(at, next_step, due_on)

    def move(self, at: datetime, days: int, why: str) -> None:
        standing = self.promises[-1]
        due_on = nth_working_day(self.calendar, standing.due_at, days) or standing.due_on
        moved = f"from {day(standing.due_on)} to {day(due_on)}"
        self._take(Step.MOVE_PROMISE, at, self.owner, f"“{standing.next_step}” {moved}: {why}")
        standing.reason = why
        self._settle(PromiseState.MOVED, at)
        self._give(at, standing.next_step, due_on)

    def keep(self, at: datetime) -> None:
        self._take(Step.KEEP_PROMISE, at, self.owner, f"“{self.promises[-1].next_step}”")
        self._settle(PromiseState.KEPT, at)
        self.columns["promise_due"] = end_of_next_working_day(self.calendar, at)

    def break_promise(self) -> None:
        """Its day ends without news: the issue is open again, and the clock starts anew."""
        promise = self.promises[-1]
        at, note = promise.due_at, f"“{promise.next_step}” by {day(promise.due_on)} passed"
        self._pass_time(at)
        self._settle(PromiseState.BROKEN, at)
        self._take(Step.LAPSE, at, None, note)
        due = acknowledge_due(DEFAULT_POLICY, self.severity, self.calendar, at)
        self.columns |= {"acknowledged_at": None, "promise_due": None, "acknowledge_due": due}
        self._miss(Time.PROMISE, promise.due_at)

    def resolve(self, at: datetime, fix: str, cause: str, caused_at: int | None) -> None:
        self._take(Step.RESOLVE, at, self.owner, fix)
        if self.promises and self.promises[-1].state is PromiseState.STANDING:
            in_time = at <= self.promises[-1].due_at
            self._settle(PromiseState.KEPT if in_time else PromiseState.BROKEN, at)
        self.resolved.append(at)
        self.columns |= {
            "resolved_at": at,
            "what_changed": fix,
            "root_cause": cause,
            "caused_at": caused_at,
            "watch_until": at + WATCH_FOR,
            "promise_due": None,
        }

    def dismiss(self, at: datetime, why: DismissReason, said: str, review_on: date | None) -> None:
        self._take(Step.DISMISS, at, self.owner, f"{why.label}: {said}")
        self.columns |= {
            "dismissed_at": at,
            "dismiss_reason": why,
            "dismiss_words": said,
            "review_on": review_on,
            "promise_due": None,
        }

    def reopen(self, at: datetime, why: str) -> None:
        self._take(Step.REOPEN, at, self.reporter, why)
        self.reopened.append(at)
        self.columns |= {"reopened_at": at, "reopened_why": why}
        gone = ("acknowledged_at", "resolved_at", "what_changed", "watch_until")
        self.columns |= dict.fromkeys(gone)
        self._start_clocks(at)

    def close(self, at: datetime) -> None:
        """Everybody was told."""
        self._take(Step.CLOSE, at, None)

    # -- inside ---------------------------------------------------------------------------------

    def _take(self, step: Step, at: datetime, actor: str | None, note: str = "") -> None:
        self._pass_time(at)
        before, self.state = self.state, after(self.state, step)
        self.version += 1
        self.events.append(Event(at, step, actor, before, self.state, note))
        if step in ENDS_ROUND and self.climbs and self.climbs[-1].ended_at is None:
            self.climbs[-1].ended_at = at

    def _pass_time(self, to: datetime) -> None:
        """Do what ticks would have done until then."""
        if not self.state.unresolved:
            return
        waiting = [(Time.RESOLVE, self.columns["resolve_due"])]
        if self.state is IssueState.OPEN:
            waiting.append((Time.ACKNOWLEDGE, self.columns["acknowledge_due"]))
        for what, due in sorted(waiting, key=lambda each: each[1]):
            if due <= to and (what, due) not in self.missed:
                self._climb(due)
                self._miss(what, due)
                self._on_record(due, Step.MISS, f"to {what.value}")
        self._climb(to)
        self._name_promise(to)

    def _miss(self, what: Time, due: datetime) -> None:
        self.missed.append((what, due))
        if not self.climbs or self.climbs[-1].ended_at:
            self.climbs.append(Climb(due, due))

    def _climb(self, to: datetime) -> None:
        climb = self.climbs[-1] if self.climbs else None
        while climb and climb.ended_at is None:
            reached = climb.rungs[-1][0] if climb.rungs else None
            critical = self.severity is Severity.CRITICAL
            at = climbs_at(self.calendar, climb.since, reached=reached, critical=critical)
            rung = next_rung(self.who, reached, {person for _, person, _ in climb.rungs})
            if at is None or at > to or rung is None:
                return
            person = self.who.person(rung) or self.owner
            climb.rungs.append((rung, person, at))
            climb.since = at
            number = sum(len(each.rungs) for each in self.climbs) - 1
            broken = self.promises and self.promises[-1].settled_at == climb.started_at
            if rung is Rung.OWNER:
                named = len(self.promises) - 1 if broken else None
                why = Wait.BROKEN if broken else Wait.FIRST_LOOK
                self.nudges.append(Nudge(person, at, why, named, number))
                continue
            self.nudges.append(Nudge(person, at, Wait.ESCALATED, None, number))
            self.nudges.append(Nudge(self.owner, at, Wait.FIRST_LOOK))
            self._on_record(at, Step.ESCALATE, f"to {self.names(person)}")

    def _on_record(self, at: datetime, step: Step, note: str) -> None:
        self.events.append(Event(at, step, None, self.state, self.state, note))

    def _name_promise(self, to: datetime) -> None:
        """The morning of its day names a promise that still stands."""
        promise = self.promises[-1] if self.promises else None
        if promise and promise.state is PromiseState.STANDING:
            bounds = working_day_bounds(self.calendar, promise.due_on)
            number = len(self.promises) - 1
            named = any(each.promise == number for each in self.nudges)
            if bounds and promise.made_at < bounds[0] <= to and not named:
                self.nudges.append(Nudge(self.owner, bounds[0], Wait.PROMISED, number))

    def _give(self, at: datetime, next_step: str, due_on: date) -> None:
        bounds = working_day_bounds(self.calendar, due_on)
        assert bounds is not None, "promised for a working day"
        self.promises.append(Given(at, next_step, due_on, bounds[1]))

    def _settle(self, state: PromiseState, at: datetime) -> None:
        self.promises[-1].state, self.promises[-1].settled_at = state, at

    def _start_clocks(self, at: datetime) -> None:
        self.columns |= {
            "acknowledge_due": acknowledge_due(DEFAULT_POLICY, self.severity, self.calendar, at),
            "resolve_due": resolve_due(DEFAULT_POLICY, self.severity, self.calendar, at),
            "promise_due": None,
        }

    def morning_after(self, at: datetime) -> datetime:
        return next_opening(self.calendar, at) or at
