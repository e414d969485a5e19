"""When an issue is due to be acknowledged and resolved.

Source: docs/reference/rules.md, "Clocks".

All of it runs in the working time of whoever answers for the issue. "Critical waits for nothing"
is about the card, which is sent at any hour: a Critical issue's hours are working hours all the
same, so one that arrives on Friday evening is due early on Monday.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import MappingProxyType

from bot.domain.vocabulary import Severity
from bot.domain.workcal import (
    WorkCalendar,
    add_working_time,
    end_of_nth_working_day,
    nth_working_day,
)

# About a working year: more is a slip of the finger, and no due time at all.
MAX_HOURS = 2000
MAX_DAYS = 365

_TERM = re.compile(r"\s*([0-9]{1,4})\s*([hd])\s*", re.IGNORECASE)


class TermError(ValueError):
    """A term that cannot be: the message says what was wrong."""


@dataclass(frozen=True, slots=True)
class Term:
    """A time to answer: `hours` of working time, or `days` that end with a working day.

    Raises TermError unless exactly one is given, from 1 to MAX_HOURS or MAX_DAYS.
    """

    hours: int | None = None
    days: int | None = None

    def __post_init__(self) -> None:
        if (self.hours is None) == (self.days is None):
            raise TermError("a term is either hours or days")
        if self.hours is not None and not 1 <= self.hours <= MAX_HOURS:
            raise TermError(f"{self.hours} h is not between 1 h and {MAX_HOURS} h")
        if self.days is not None and not 1 <= self.days <= MAX_DAYS:
            raise TermError(f"{self.days} d is not between 1 d and {MAX_DAYS} d")

    @classmethod
    def parse(cls, text: str) -> Term:
        """Read "4h" or "3 d"; raises TermError on anything else."""
        match = _TERM.fullmatch(text)
        if match is None:
            raise TermError(f"{text!r} is not a term such as 4h or 3d")
        count = int(match[1])
        return cls(hours=count) if match[2] in "hH" else cls(days=count)

    def __str__(self) -> str:
        return f"{self.hours}h" if self.days is None else f"{self.days}d"


@dataclass(frozen=True, slots=True)
class Policy:
    """Terms by severity; a severity that is left out is a gap that a wider policy fills.

    `acknowledge` and `resolve` are due times, `promise_days` the working days after which a
    promise is proposed to be due.
    """

    acknowledge: Mapping[Severity, Term] = field(default_factory=dict)
    resolve: Mapping[Severity, Term] = field(default_factory=dict)
    promise_days: Mapping[Severity, int] = field(default_factory=dict)

    def overridden_by(self, narrower: Policy) -> Policy:
        """This policy, with whatever `narrower` (a workspace's, a touchpoint's) says instead."""
        return Policy(
            acknowledge={**self.acknowledge, **narrower.acknowledge},
            resolve={**self.resolve, **narrower.resolve},
            promise_days={**self.promise_days, **narrower.promise_days},
        )


# docs/reference/rules.md, "Clocks". The day that is proposed for a promise is a choice of our own:
# never after the time to resolve, as "Find out by Friday" is a good promise.
DEFAULT_POLICY = Policy(
    acknowledge=MappingProxyType(
        {
            Severity.CRITICAL: Term(hours=1),
            Severity.HIGH: Term(hours=4),
            Severity.MEDIUM: Term(days=1),
            Severity.LOW: Term(days=2),
        }
    ),
    resolve=MappingProxyType(
        {
            Severity.CRITICAL: Term(days=1),
            Severity.HIGH: Term(days=3),
            Severity.MEDIUM: Term(days=10),
            Severity.LOW: Term(days=30),
        }
    ),
    promise_days=MappingProxyType(
        {Severity.CRITICAL: 1, Severity.HIGH: 2, Severity.MEDIUM: 5, Severity.LOW: 10}
    ),
)


def due(term: Term, cal: WorkCalendar, at: datetime) -> datetime | None:
    """When `term` from `at` ends in the working time of `cal`, both aware UTC.

    Hours are working hours; days end with working time on the n-th following working day, the
    local date of `at` not counted. None if the person stops working before that (workcal.HORIZON).
    """
    if term.days is not None:
        return end_of_nth_working_day(cal, at, term.days)
    return add_working_time(cal, at, timedelta(hours=term.hours or 0))


def acknowledge_due(
    policy: Policy, severity: Severity, cal: WorkCalendar, at: datetime
) -> datetime | None:
    """When an issue whose clock starts at `at` must be acknowledged; as `due`.

    Raises KeyError if `policy` has a gap there: start from DEFAULT_POLICY.
    """
    return due(policy.acknowledge[severity], cal, at)


def resolve_due(
    policy: Policy, severity: Severity, cal: WorkCalendar, at: datetime
) -> datetime | None:
    """When an issue whose clock starts at `at` must be resolved; as `acknowledge_due`."""
    return due(policy.resolve[severity], cal, at)


def default_promise_date(
    policy: Policy, severity: Severity, cal: WorkCalendar, at: datetime
) -> date | None:
    """The local date that "Make a promise" proposes at `at`: always a working day after today.

    None if the person never works. Raises KeyError if `policy` has a gap there.
    """
    return nth_working_day(cal, at, policy.promise_days[severity])
