"""What a digest says: composed once, kept as it is, and shown again and again.

Counts are of customers. Names in `behind` are keys of the records behind a number. Dates are the
local ones of the digest's zone; texts are as people wrote them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Asks(StrEnum):
    """Why something needs a decision that no single owner can take."""

    UNOWNED = "unowned"
    CHOSEN = "chosen"
    """Dismissed as "We chose this", and more customers came."""
    REVIEW = "review"
    """Dismissed as "We chose this", to be looked at again on a day of the period."""
    SPONSOR = "sponsor"
    """The ladder ended at the sponsor's rung."""


@dataclass(frozen=True, slots=True)
class Decision:
    """words: the first customer's, "" when none may be quoted. week: since it was opened, from 1.
    taken_by: a user's id. review_on: the day that was set, for REVIEW."""

    issue: int
    number: int
    why: Asks
    place: str
    words: str
    customers: int
    new: int
    week: int
    taken_by: str | None = None
    taken_name: str = ""
    review_on: date | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """Something resolved in the period: told n of m customers."""

    number: int
    words: str
    place: str
    changed: str
    told: int
    of: int


@dataclass(frozen=True, slots=True)
class Broken:
    """A broken promise. owner: a name, "" where it may not be said."""

    number: int
    place: str
    next_step: str
    line: str
    owner: str


@dataclass(frozen=True, slots=True)
class Promises:
    """due = kept + moved + broken + standing."""

    due: int = 0
    kept: int = 0
    moved: int = 0
    broken: int = 0
    standing: int = 0
    lines: tuple[Broken, ...] = ()


Blind = tuple[str, int | None]
"""A stage or touchpoint, and whole weeks without a word; None: a stage where no touchpoint lies."""


@dataclass(frozen=True, slots=True)
class JourneyLine:
    """health: None when too few were heard; `last`, `last_on` are then its last value. change:
    against the last digest, None without one."""

    id: int
    name: str
    customers: int
    health: int | None
    change: int | None = None
    uncapped: int | None = None
    because: str = ""
    missing: tuple[str, ...] = ()
    worst: str = ""
    seam: tuple[str, str] | None = None
    blind: tuple[Blind, ...] = ()
    goal: int | None = None
    last: int | None = None
    last_on: date | None = None


@dataclass(frozen=True, slots=True)
class Hurt:
    """A theme: customers in the period, in the week before it, and in a mean week of the four."""

    name: str
    this: int
    last: int
    average: int
    verbatim: str


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """A score, already in words: `result` and what changed. number: of its wave."""

    name: str
    result: str
    change: str
    number: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """Issues that waited past their time. places: (name, whether nobody owns any there)."""

    customers: int = 0
    issues: int = 0
    oldest_days: int = 0
    places: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class Good:
    """customer: "" where names are masked or there is none."""

    words: str
    place: str
    customer: str


class Lead(StrEnum):
    """What matters most."""

    CRITICAL = "critical"
    THEME = "theme"
    BROKEN = "broken"
    DECISION = "decision"
    ANSWERED = "answered"
    GOOD = "good"
    SCORE = "score"
    HEARD = "heard"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Headline:
    """name: of the place or theme. count: customers. of: all that were heard, or how many
    criticals, promises or decisions there are. fix: what is promised about it, for `fix_on`; of a
    score what it is."""

    lead: Lead
    name: str = ""
    count: int = 0
    of: int = 0
    last: int = 0
    fix: str = ""
    fix_on: date | None = None


@dataclass(frozen=True, slots=True)
class Digest:
    """scope: what it covers, in words; "" for the whole company. weeks: more than one when digests
    were missed. masked: names of customers are left out. first, last: local dates."""

    scope: str
    first: date
    last: date
    weeks: int
    masked: bool
    headline: Headline
    decisions: tuple[Decision, ...] = ()
    more_decisions: int = 0
    more_ask: tuple[Asks, ...] = ()
    """Why those do, each once; nothing where the digest was kept before this was."""
    answered: tuple[Answered, ...] = ()
    resolved: int = 0
    told: int = 0
    to_tell: int = 0
    promises: Promises = field(default_factory=Promises)
    journeys: tuple[JourneyLine, ...] = ()
    hurts: tuple[Hurt, ...] = ()
    scores: tuple[ScoreLine, ...] = ()
    waiting: Waiting = field(default_factory=Waiting)
    good: Good | None = None
    observations: int = 0
    customers: int = 0
    colleagues: int = 0

    @property
    def quiet(self) -> bool:
        return self.headline.lead is Lead.QUIET
