"""What no single owner can fix: nobody's, chosen by the company, or at the end of the ladder.

Source: docs/reference/figures.md, "Digest".
"""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.domain.digest.content import Asks, Decision
from bot.domain.digest.material import Material, Quote
from bot.domain.digest.records import Behind
from bot.domain.heard import Case
from bot.domain.ladder import Rung
from bot.domain.occurrence import WEEK
from bot.domain.workcal import first_instant

MOST = 3


def decide(
    material: Material, quote: Quote, now: datetime, behind: dict[str, Behind]
) -> tuple[tuple[Decision, ...], list[Asks], int]:
    """The decisions asked for, those of most customers first, why each of the others is asked for,
    and the customers behind all of them."""
    asked = [
        (case, why)
        for case in material.cases
        if material.within(case.touchpoint) and (why := _why(material, case)) is not None
    ]
    asked.sort(key=lambda pair: (-len(pair[0].customers), pair[0].opened_at, pair[0].id))
    for at, (case, _) in enumerate(asked[:MOST]):
        behind[f"decision{at}"] = Behind(issues=(case.id,))
    shown = tuple(_decision(material, case, why, quote, now) for case, why in asked[:MOST])
    customers = {customer for case, _ in asked for customer in case.customers}
    return shown, [why for _, why in asked[MOST:]], len(customers)


def _why(material: Material, case: Case) -> Asks | None:
    if case.chosen:
        if _to_review(material, case):
            return Asks.REVIEW
        return Asks.CHOSEN if _new(material, case) else None
    if not case.state.unresolved:
        return None
    if case.owner is None:
        return Asks.UNOWNED
    return Asks.SPONSOR if case.rung == Rung.SPONSOR else None


def _to_review(material: Material, case: Case) -> bool:
    """Whether the day that was set begins in the period: one digest has it, and no other."""
    if case.review_on is None:
        return False
    midnight = first_instant(ZoneInfo(material.zone), datetime.combine(case.review_on, time()))
    return material.period.start <= midnight < material.period.end


def _new(material: Material, case: Case) -> int:
    """Customers who came in the period, after it was dismissed."""
    joined, period = (case.joined or {}).values(), material.period
    return sum(
        period.start <= at < period.end and (case.dismissed_at is None or at > case.dismissed_at)
        for at in joined
    )


def _decision(material: Material, case: Case, why: Asks, quote: Quote, now: datetime) -> Decision:
    return Decision(
        issue=case.id,
        number=case.number,
        why=why,
        place=material.place(case.touchpoint),
        words=quote(case.first) if case.first is not None else "",
        customers=len(case.customers),
        new=_new(material, case) if case.chosen else 0,
        week=1 + (now - case.opened_at) // WEEK,
        review_on=case.review_on if why is Asks.REVIEW else None,
    )
