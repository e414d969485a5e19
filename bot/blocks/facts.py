"""What screens show, gathered by the use cases: plain facts, already fit for the reader.

Words the reader may not see are None here, so that no screen can show them by mistake.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.issue import IssueState
from bot.domain.ladder import Time
from bot.domain.loop import LoopState
from bot.domain.policy import Right
from bot.domain.promise import PromiseCount, PromiseState
from bot.domain.vocabulary import (
    Area,
    DismissReason,
    Feeling,
    GotItDone,
    Severity,
    Source,
    WhoseWords,
)


@dataclass(frozen=True, slots=True)
class TouchpointFacts:
    id: int
    name: str
    area: Area
    stage: str | None = None
    journey: str | None = None
    owner: str | None = None
    deputy: str | None = None
    home_channel: str | None = None
    keywords: tuple[str, ...] = ()
    promises: PromiseCount | None = None
    """Of the last 90 days, where they are shown."""


@dataclass(frozen=True, slots=True)
class LikelyFacts:
    """The issue that an observation is likely about.

    again: it is a recurrence, unless its reporter sets it apart. waits: nothing was done yet.
    words: those of the issue, as far as the reader may see them. resolved_at: None while open.
    """

    number: int
    again: bool
    waits: bool
    words: str | None = None
    resolved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ObservationFacts:
    id: int
    at: datetime
    words: str | None
    """None: said in private, and not for this reader."""
    severity: Severity
    whose: WhoseWords = WhoseWords.CUSTOMER
    customer: str | None = None
    customer_id: int | None = None
    touchpoint: str | None = None
    touchpoint_id: int | None = None
    touchpoint_guessed: bool = False
    feeling: Feeling | None = None
    feeling_guessed: bool = False
    source: Source | None = None
    reporter: str | None = None
    """User id; None when the reporter hid their name from this reader."""
    survey: int | None = None
    """The number of the survey in which it was answered by whoever felt it; else None."""
    permalink: str | None = None
    follow_up: bool = False
    expected: str | None = None
    got_it_done: GotItDone | None = None
    reporter_hidden: bool = False
    private: bool = False
    issue_id: int | None = None
    issue_number: int | None = None
    undone: bool = False
    undo_until: datetime | None = None
    """None: too late, or not the reader's to undo."""
    likely: LikelyFacts | None = None
    """While the reader can still say whether it is that issue."""


@dataclass(frozen=True, slots=True)
class LeftFacts:
    """What became of the part of somebody who can't answer any more.

    moved: (new owner, how many issues); None as owner: nobody can answer. open_parts: (name of a
    touchpoint or journey, part that nobody has).
    """

    person: str
    at: datetime
    moved: Sequence[tuple[str | None, int]]
    open_parts: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class PromiseFacts:
    """moved_from: the date it was promised for at first, and why_moved, when it was moved. movable:
    it can be, still."""

    next_step: str
    due_on: date
    state: PromiseState
    moved_from: date | None = None
    why_moved: str = ""
    movable: bool = False


@dataclass(frozen=True, slots=True)
class LoopFacts:
    id: int
    customer: str | None
    state: LoopState


@dataclass(frozen=True, slots=True)
class EventFacts:
    at: datetime
    actor: str | None
    """None: Earshot itself."""
    what: str
    note: str
    actor_hidden: bool = False


@dataclass(frozen=True, slots=True)
class IssueFacts:
    id: int
    number: int
    state: IssueState
    severity: Severity
    opened_at: datetime
    touchpoint: str | None = None
    touchpoint_guessed: bool = False
    owner: str | None = None
    observations: Sequence[ObservationFacts] = ()
    acknowledge_due: datetime | None = None
    resolve_due: datetime | None = None
    promise_due: datetime | None = None
    """By when a promise, or the next one, is asked for."""
    late: frozenset[Time] = frozenset()
    """Which of these times have passed in vain."""
    promise: PromiseFacts | None = None
    """The standing one."""
    kept: PromiseFacts | None = None
    """The last one, when it was kept and nothing followed yet."""
    snoozed_until: date | None = None
    what_changed: str | None = None
    root_cause: str | None = None
    dismiss_reason: DismissReason | None = None
    dismiss_words: str | None = None
    review_on: date | None = None
    """When "We chose this" is to be looked at again."""
    withdrawn: bool = False
    watch_until: datetime | None = None
    reopened_why: str | None = None
    """Why it was opened again; None if it never was."""
    recurrences: int = 0
    loops: Sequence[LoopFacts] = ()
    history: Sequence[EventFacts] = ()
    rights: frozenset[Right] = frozenset(Right)
    """What the reader may do here: only such buttons are offered."""

    @property
    def first(self) -> ObservationFacts | None:
        return self.observations[0] if self.observations else None
