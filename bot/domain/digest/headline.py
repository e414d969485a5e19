"""What matters most, in one sentence that works as a phone preview."""

from __future__ import annotations

from collections.abc import Sequence, Set
from datetime import date
from zoneinfo import ZoneInfo

from bot.domain.digest.content import Good, Headline, Lead, Promises, ScoreLine, Waiting
from bot.domain.digest.material import Material
from bot.domain.digest.themes import Theme
from bot.domain.heard import Heard, customers
from bot.domain.promise import PromiseState

MANY = 2
"""Customers from whom on a theme can be what matters most."""


def headline(
    material: Material,
    heard: Sequence[Heard],
    themes: Sequence[Theme],
    promises: Promises,
    decisions: Headline,
    resolved: int,
    waiting: Waiting,
    good: Good | None,
    scores: Sequence[ScoreLine],
) -> Headline:
    """An open Critical; else what hurts several customers; else a broken promise, a decision, what
    was answered, a good word, a score, or that something was heard."""
    of = len(customers(heard))
    critical = [
        case
        for case in material.cases
        if case.state.unresolved and case.critical and material.within(case.touchpoint)
    ]
    if critical:
        worst = max(critical, key=lambda case: (len(case.customers), -case.id))
        fix = _fix(material, {worst.id})
        name, count = material.place(worst.touchpoint), len(worst.customers)
        return Headline(Lead.CRITICAL, name, count, len(critical), 0, *fix)
    if themes and themes[0].this_week >= MANY:
        theme = themes[0]
        fix = _fix(material, theme.issues)
        return Headline(Lead.THEME, theme.name, theme.this_week, of, theme.last_week, *fix)
    if promises.broken:
        name = promises.lines[0].place
        return Headline(Lead.BROKEN, name, promises.broken, promises.due)
    if decisions.of:
        return decisions
    if resolved:
        return Headline(Lead.ANSWERED, count=resolved, of=of)
    if good is not None:
        return Headline(Lead.GOOD, good.place, of=of)
    if scores:
        return Headline(Lead.SCORE, scores[0].name, fix=scores[0].result)
    if heard or waiting.issues or promises.due:
        return Headline(Lead.HEARD, count=len(heard), of=of)
    return Headline(Lead.QUIET)


def _fix(material: Material, issues: Set[int]) -> tuple[str, date | None]:
    """The next promise about one of these issues that still stands, and its day."""
    standing = [
        pledge
        for pledge in material.pledges
        if pledge.issue in issues
        and pledge.state is PromiseState.STANDING
        and pledge.due_at >= material.period.end
    ]
    if not standing:
        return "", None
    soonest = min(standing, key=lambda pledge: (pledge.due_at, pledge.id))
    return soonest.next_step, soonest.due_at.astimezone(ZoneInfo(material.zone)).date()
