"""Stores an issue that is over, with everything that stands behind it and was said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import NamedTuple

from bot.domain.issue import WRITTEN, IssueState, Step
from bot.domain.loop import LoopState
from bot.domain.workcal import WorkCalendar, next_working_moment, working_day_at, working_day_bounds
from bot.simulate.past import SETTLED, Event, Nudge, Past
from bot.simulate.post import posted_as
from bot.usecases.end_issue import UNNAMED
from storage.bulk import Bulk
from storage.search_key import search_key
from storage.tables import (
    Card,
    CustomerLoop,
    Issue,
    IssueEvent,
    Missed,
    Morning,
    MorningItem,
    OutboxRow,
    Promise,
    Round,
    RungReached,
)
from storage.tables.delivery import CardKind, OutboxState

_A_LITTLE = timedelta(seconds=20)
_STEPS = {
    LoopState.TOLD: Step.TELL,
    LoopState.WAIVED: Step.WAIVE,
    LoopState.NOT_TOLD: Step.NOT_TOLD,
}
_NEWS = frozenset({Step.ACKNOWLEDGE, Step.PROMISE, Step.MOVE_PROMISE, Step.ESCALATE})
_OUTCOME = frozenset({Step.RESOLVE, Step.DISMISS})


class Behind(NamedTuple):
    """An observation that stands behind an issue."""

    id: int
    customer_id: int | None
    reporter: str
    at: datetime


@dataclass
class Told:
    """One customer of an issue: of whom, by whom, what became of telling them."""

    customer_id: int | None
    observation_id: int | None
    by: str
    state: LoopState = LoopState.WAITING
    at: datetime | None = None


@dataclass
class Ledger:
    """calendars: everyone's working time. names: of customers, by id. keeps_post: whether cards and
    receipts are written down as posted long ago."""

    bulk: Bulk
    rng: Random
    until: datetime
    calendars: dict[str, WorkCalendar]
    names: dict[int, str]
    keeps_post: bool
    _mornings: dict[tuple[str, date], tuple[int, set[int]]] = field(default_factory=dict)

    def open(self, past: Past, touchpoint_id: int, *, all_told: bool) -> int:
        """The issue's row, as it stands at the end; its id. `all_told`: it will be closed."""
        closes = all_told and past.state is IssueState.RESOLVED
        return self.bulk.add(
            Issue,
            number=self.bulk.issue_number(),
            state=IssueState.CLOSED if closes else past.state,
            version=past.version + closes,
            severity=past.severity,
            touchpoint_id=touchpoint_id,
            owner=past.owner,
            opened_at=past.opened_at,
            settles_at=past.opened_at + SETTLED,
            **past.columns,
        )

    def finish(
        self, issue_id: int, past: Past, behind: Sequence[Behind], *, all_told: bool
    ) -> None:
        """Everything else, once it is known who stands behind the issue."""
        events = past.events + [self._joined(past, each) for each in behind[1:]]
        loops = _loops(behind)
        if past.reopened:
            events += self._first_telling(past, loops)
        if past.state is IssueState.RESOLVED:
            events += self._telling(past, loops, all_told=all_told)
        for event in sorted(events, key=lambda each: each.at):
            self._record(issue_id, event)
        for loop in loops:
            self.bulk.add(
                CustomerLoop,
                issue_id=issue_id,
                customer_id=loop.customer_id,
                observation_id=loop.observation_id,
                state=loop.state,
                by=None if loop.state is LoopState.NOT_TOLD or not loop.at else loop.by,
                at=loop.at,
            )
        self._promises_and_nudges(issue_id, past)
        if self.keeps_post:
            self._post(issue_id, past, behind)

    # -- telling the customers ------------------------------------------------------------------

    def _telling(self, past: Past, loops: list[Told], *, all_told: bool) -> list[Event]:
        resolved_at, events = past.resolved[-1], []
        watched = past.columns["watch_until"]
        left_out = None if all_told else self.rng.choice(loops)
        for loop in loops:
            if loop is left_out or (not all_told and self.rng.random() < 0.3):
                if watched <= self.until:
                    loop.state, loop.at = LoopState.NOT_TOLD, watched
                    events.append(self._told(loop, IssueState.RESOLVED))
                continue
            told = self.rng.random() < 0.88
            loop.state = LoopState.TOLD if told else LoopState.WAIVED
            loop.at = resolved_at + (self._latest(resolved_at)) * self.rng.uniform(0.05, 0.95)
            events.append(self._told(loop, IssueState.RESOLVED))
        if all_told:
            last = max((loop.at for loop in loops if loop.at), default=resolved_at)
            closing = (Step.CLOSE, None, IssueState.RESOLVED, IssueState.CLOSED, "")
            events.append(Event(last, *closing))
        return events

    def _first_telling(self, past: Past, loops: list[Told]) -> list[Event]:
        """Before it came back somebody had told the first of them, in vain."""
        resolved_at, reopened_at = past.resolved[0], past.reopened[0]
        if len(loops) == 1 or self.rng.random() < 0.5:
            return []  # were it the only one, the issue would have been closed
        at = resolved_at + (reopened_at - resolved_at) * 0.4
        loop = Told(loops[0].customer_id, None, loops[0].by, LoopState.TOLD, at)
        return [self._told(loop, IssueState.RESOLVED)]

    def _told(self, loop: Told, state: IssueState) -> Event:
        assert loop.at is not None, "whoever was told was told at some time"
        by = None if loop.state is LoopState.NOT_TOLD else loop.by
        name = self.names.get(loop.customer_id or 0, UNNAMED)
        return Event(loop.at, _STEPS[loop.state], by, state, state, name)

    def _joined(self, past: Past, row: Behind) -> Event:
        """Its reporter said that it is the same."""
        before = next(each.after for each in reversed(past.events) if each.at <= row.at)
        name = self.names.get(row.customer_id or 0, "")
        return Event(row.at + _A_LITTLE, Step.ADD, row.reporter, before, before, name)

    def _latest(self, resolved_at: datetime) -> timedelta:
        return min(timedelta(days=4), self.until - timedelta(minutes=1) - resolved_at)

    # -- history, promises, nudges --------------------------------------------------------------

    def _record(self, issue_id: int, event: Event) -> None:
        self.bulk.add(
            IssueEvent,
            issue_id=issue_id,
            at=event.at,
            actor=event.actor,
            what=event.step.value,
            from_state=event.before,
            to_state=event.after,
            note=event.note,
            search_key=search_key(event.note) if event.step in WRITTEN else "",
        )

    def _promises_and_nudges(self, issue_id: int, past: Past) -> None:
        promises = [
            self.bulk.add(
                Promise,
                issue_id=issue_id,
                made_by=past.owner,
                made_at=each.made_at,
                next_step=each.next_step,
                due_on=each.due_on,
                due_at=each.due_at,
                state=each.state,
                settled_at=each.settled_at,
                reason=each.reason,
            )
            for each in past.promises
        ]
        told = {
            nudge.rung: self._nudge(issue_id, nudge, promises)
            for nudge in sorted(past.nudges, key=lambda each: each.at)
        }
        for what, due in past.missed:
            self.bulk.add(Missed, issue_id=issue_id, what=what, due_at=due, at=due)
        taken = 0
        for number, climb in enumerate(past.climbs, 1):
            self.bulk.add(
                Round,
                issue_id=issue_id,
                number=number,
                started_at=climb.started_at,
                rung=climb.rungs[-1][0] if climb.rungs else None,
                since=climb.since,
                ended_at=climb.ended_at,
            )
            for rung, person, at in climb.rungs:
                self.bulk.add(
                    RungReached,
                    issue_id=issue_id,
                    round=number,
                    rung=int(rung),
                    person=person,
                    at=at,
                    morning_id=told[taken],
                )
                taken += 1

    def _nudge(self, issue_id: int, nudge: Nudge, promises: Sequence[int]) -> int:
        """The person's nudge of that working day, with the issue in it."""
        calendar = self.calendars[nudge.person]
        at = next_working_moment(calendar, nudge.at) or nudge.at
        day = working_day_at(calendar, at) or at.date()
        known = self._mornings.get((nudge.person, day))
        if known is None:
            known = self._mornings[nudge.person, day] = self._morning(nudge.person, at, day), set()
        morning_id, named = known
        if issue_id not in named:
            self.bulk.add(
                MorningItem,
                morning_id=morning_id,
                position=len(named),
                issue_id=issue_id,
                why=nudge.why,
                promise_id=None if nudge.promise is None else promises[nudge.promise],
            )
            named.add(issue_id)
        return morning_id

    def _morning(self, person: str, at: datetime, day: date) -> int:
        bounds = working_day_bounds(self.calendars[person], day)
        morning_id = self.bulk.add(
            Morning, person=person, day=day, at=at, ends_at=bounds[1] if bounds else at
        )
        key = f"morning:{person}:{day.isoformat()}"
        self._card(CardKind.MORNING, morning_id, person, at, key=key)
        return morning_id

    # -- the post -------------------------------------------------------------------------------

    def _post(self, issue_id: int, past: Past, behind: Sequence[Behind]) -> None:
        rounds = [past.opened_at, *past.reopened]
        for generation, opened_at in enumerate(rounds, 1):
            at = next_working_moment(past.calendar, opened_at + SETTLED) or opened_at
            folded = generation < len(rounds)
            self._card(
                CardKind.ISSUE, issue_id, past.owner, at, generation=generation, folded=folded
            )
        joined: dict[str, datetime] = {}
        for each in behind:
            joined.setdefault(each.reporter, each.at)
        for reporter, since in joined.items():
            if reporter != past.owner:
                self._receipts(issue_id, past, reporter, since)

    def _receipts(self, issue_id: int, past: Past, reporter: str, since: datetime) -> None:
        """The first news is the receipt; every outcome after it a reply in its thread."""
        receipt: int | None = None
        outcomes = sum(event.step in _OUTCOME and event.at > since for event in past.events)
        generation = 0
        for event in past.events:
            if event.at < since or event.step not in _NEWS | _OUTCOME:
                continue
            outcomes -= event.step in _OUTCOME
            if receipt is None:
                receipt = self._card(CardKind.RECEIPT, issue_id, reporter, event.at)
            elif event.step in _OUTCOME:
                generation += 1
                self._card(
                    CardKind.OUTCOME, issue_id, reporter, event.at,
                    generation=generation, folded=outcomes > 0, thread=receipt,
                )  # fmt: skip

    def _card(
        self,
        kind: CardKind,
        record_id: int,
        person: str,
        at: datetime,
        *,
        generation: int = 1,
        folded: bool = False,
        thread: int | None = None,
        key: str | None = None,
    ) -> int:
        """A card that was posted then, and has been edited since."""
        channel, ts = posted_as(person, at, self.bulk.next_id(Card))
        card_id = self.bulk.add(
            Card,
            kind=kind,
            record_id=record_id,
            person=person,
            generation=generation,
            opened_at=at,
            let_go_at=at if kind is CardKind.ISSUE else None,
            folded=folded,
            thread_card_id=thread,
            channel=channel,
            ts=ts,
            shown=1,
        )
        self.bulk.add(
            OutboxRow,
            key=key or f"card:{card_id}",
            lane=person,
            card_id=card_id,
            thread_card_id=thread,
            uid=f"{self.rng.getrandbits(64):016x}",
            state=OutboxState.SENT,
            due_at=at,
            attempts=1,
            channel=channel,
            ts=ts,
            created_at=at,
            settled_at=at,
        )
        return card_id


def _loops(behind: Sequence[Behind]) -> list[Told]:
    """One for each customer; a customer without a name is one of its own."""
    found: dict[tuple[int | None, int | None], Told] = {}
    for each in behind:
        unnamed = None if each.customer_id else each.id
        key = (each.customer_id, unnamed)
        found.setdefault(key, Told(each.customer_id, unnamed, each.reporter))
    return list(found.values())
