"""What was heard and what became of it, as far as numbers go: rows of facts, without words.

A customer is a whole number: the id of one with a name, or minus the id of the observation of one
without, who is a customer of its own and never matched to another (docs/reference/figures.md, "What
is counted"). Own views are not among these: they enter no number. All moments are aware UTC.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.issue import IssueState
from bot.domain.promise import PromiseState
from bot.domain.vocabulary import Area, DismissReason, Feeling, Severity


@dataclass(frozen=True, slots=True)
class Heard:
    """One observation. quotable: the customer's own words, and not said in a private place."""

    id: int
    at: datetime
    reporter: str
    customer: int
    touchpoint: int | None
    feeling: Feeling | None
    severity: Severity
    issue: int | None = None
    quotable: bool = True


@dataclass(frozen=True, slots=True)
class Case:
    """One issue and the customers behind it. first: its oldest observation that may be quoted.
    joined: when each customer was first heard with it. rung: of the running round of the ladder."""

    id: int
    number: int
    state: IssueState
    severity: Severity
    touchpoint: int | None
    owner: str | None
    opened_at: datetime
    resolved_at: datetime | None = None
    dismissed_at: datetime | None = None
    dismiss_reason: DismissReason | None = None
    review_on: date | None = None
    acknowledge_due: datetime | None = None
    resolve_due: datetime | None = None
    caused_at: int | None = None
    what_changed: str = ""
    reassigned: bool = False
    rung: int | None = None
    first: int | None = None
    joined: Mapping[int, datetime] | None = None

    @property
    def customers(self) -> frozenset[int]:
        return frozenset(self.joined or ())

    @property
    def critical(self) -> bool:
        """For a customer: what only colleagues think so counts nowhere."""
        return self.severity is Severity.CRITICAL and bool(self.joined)

    @property
    def chosen(self) -> bool:
        """Dismissed as "We chose this": the pain stays."""
        dismissed = self.state is IssueState.DISMISSED
        return dismissed and self.dismiss_reason is DismissReason.WE_CHOSE_THIS


@dataclass(frozen=True, slots=True)
class Pledge:
    """One promise. number and touchpoint: its issue's. line: what its owner said after it broke, ""
    without a word. known: its owner had a working day to see that it broke."""

    id: int
    issue: int
    number: int
    touchpoint: int | None
    state: PromiseState
    due_at: datetime
    next_step: str = ""
    owner: str = ""
    line: str = ""
    known: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """One touchpoint."""

    id: int
    name: str
    area: Area
    stage: int | None
    owner: str | None
    since: datetime


def customers(heard: Iterable[Heard]) -> set[int]:
    return {each.customer for each in heard}
