"""How much customers hurt, and where. Source: docs/reference/figures.md, "Pain of a cell"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.heard import Case, Heard
from bot.domain.issue import IssueState
from bot.domain.vocabulary import Severity

FADES = timedelta(days=28)
"""How long what was resolved, or led to no issue, still hurts."""
WEIGHT = {Severity.LOW: 1, Severity.MEDIUM: 3, Severity.HIGH: 6, Severity.CRITICAL: 10}
UNRESOLVED, RESOLVED, CLOSED, LOOSE = 1.0, 0.5, 0.25, 0.5


@dataclass(frozen=True, slots=True)
class Pain:
    """What one customer suffers from one thing. touchpoint: None where it is not known."""

    customer: int
    touchpoint: int | None
    amount: float


def share(case: Case, at: datetime) -> float:
    """The part of its severity that an issue still hurts at `at`: 1 while unresolved or chosen,
    whatever its age; for 28 days after it was resolved ½, and ¼ once it is closed."""
    if case.state.unresolved or case.chosen:
        return UNRESOLVED
    if case.resolved_at is None or at - case.resolved_at >= FADES:
        return 0.0
    return {IssueState.RESOLVED: RESOLVED, IssueState.CLOSED: CLOSED}.get(case.state, 0.0)


def pains(cases: Iterable[Case], heard: Iterable[Heard], at: datetime) -> list[Pain]:
    """What each customer suffers at `at`: once for each issue, however often it was logged; and
    once for each touchpoint from what was negative in the last 28 days and led to no issue, by the
    gravest of it."""
    found = [
        Pain(customer, case.touchpoint, WEIGHT[case.severity] * part)
        for case in cases
        if (part := share(case, at))
        for customer in sorted(case.customers)
    ]
    loose: defaultdict[tuple[int, int | None], int] = defaultdict(int)
    for each in heard:
        negative = each.feeling is not None and each.feeling.negative
        if each.issue is None and negative and at - FADES < each.at <= at:
            key = each.customer, each.touchpoint
            loose[key] = max(loose[key], WEIGHT[each.severity])
    return found + [Pain(*key, LOOSE * weight) for key, weight in loose.items()]


def total(found: Iterable[Pain]) -> float:
    return sum(each.amount for each in found)


def by_customer(found: Iterable[Pain]) -> dict[int, float]:
    sums: defaultdict[int, float] = defaultdict(float)
    for each in found:
        sums[each.customer] += each.amount
    return dict(sums)


def by_touchpoint(found: Iterable[Pain]) -> dict[int | None, float]:
    sums: defaultdict[int | None, float] = defaultdict(float)
    for each in found:
        sums[each.touchpoint] += each.amount
    return dict(sums)
