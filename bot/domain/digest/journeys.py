"""Judges a journey for the digest, for App Home and for its picture, from the same facts."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.digest.content import Blind, JourneyLine
from bot.domain.digest.material import JourneyPlan, Material
from bot.domain.digest.records import Behind, Part, PartOf
from bot.domain.heard import Case, Heard, customers
from bot.domain.journey import OVER, Counted, health, is_blind, quiet_since, seams
from bot.domain.occurrence import WEEK
from bot.domain.pain import Pain, by_customer, by_touchpoint, pains
from bot.domain.promise import PromiseState

MOST_BLIND = 2


def judge(material: Material, plan: JourneyPlan, behind: dict[str, Behind]) -> JourneyLine:
    """The journey over the 28 days before the period's end."""
    end = material.period.end
    on_it = touchpoints_of(material, plan)
    heard = recent(material, on_it)
    cases = [case for case in material.cases if case.touchpoint in on_it]
    found = pains(cases, heard, end)
    everyone = people_on(heard, cases)
    counted = count(material, plan, on_it, heard, cases, found, everyone)
    said = health(counted)
    unresolved = sorted(case.id for case in cases if case.state.unresolved)
    observations = sorted(heard, key=lambda each: (each.at, each.id), reverse=True)
    behind[f"journey{plan.id}"] = Behind(
        tuple(each.id for each in observations),
        tuple(unresolved),
        (
            Part(PartOf.UNRESOLVED, len(unresolved), len(unresolved)),
            Part(PartOf.HEARD, len(observations), len(observations)),
        ),
    )
    first_seam = next(iter(seams(_lately(cases, end), material.places, plan.stages)), None)
    zone = ZoneInfo(material.zone)
    return JourneyLine(
        id=plan.id,
        name=plan.name,
        customers=len(everyone),
        health=said.value if said else None,
        change=change_since(plan.was, said.value if said else None),
        uncapped=said.uncapped if said else None,
        because=said.because if said else "",
        missing=tuple(part.value for part in said.missing) if said else (),
        worst=_worst(material, found),
        seam=first_seam,
        blind=blind_places(material, plan)[:MOST_BLIND],
        goal=plan.goal,
        last=plan.last if said is None else None,
        last_on=plan.last_at.astimezone(zone).date() if said is None and plan.last_at else None,
    )


def touchpoints_of(material: Material, plan: JourneyPlan) -> frozenset[int]:
    return frozenset(place.id for place in material.places.values() if place.stage in plan.stages)


def recent(material: Material, touchpoints: Collection[int]) -> list[Heard]:
    """What was heard there in the 28 days before the period's end."""
    end = material.period.end
    return [
        each
        for each in material.heard
        if each.touchpoint in touchpoints and end - OVER <= each.at < end
    ]


def people_on(heard: Iterable[Heard], cases: Iterable[Case]) -> set[int]:
    """Customers heard then, or with something unresolved."""
    waiting = {each for case in cases if case.state.unresolved for each in case.customers}
    return customers(heard) | waiting


def count(
    material: Material,
    plan: JourneyPlan,
    on_it: Collection[int],
    heard: Collection[Heard],
    cases: Collection[Case],
    found: Collection[Pain],
    everyone: Collection[int],
) -> Counted:
    """What health is reckoned from. on_it: the journey's touchpoints."""
    end = material.period.end
    due = [
        pledge.state
        for pledge in material.pledges
        if pledge.touchpoint in on_it and end - OVER <= pledge.due_at < end
    ]
    own = by_customer(found)
    stages = {material.places[each.touchpoint or 0].stage for each in heard}
    critical = sorted(
        material.place(case.touchpoint) for case in cases if case.state.unresolved and case.critical
    )
    feelings = [each.feeling for each in heard if each.feeling is not None]
    return Counted(
        pain=[own.get(customer, 0.0) for customer in everyone],
        stages=len(stages),
        positive=sum(feeling.positive for feeling in feelings),
        negative=sum(feeling.negative for feeling in feelings),
        observations=len(heard),
        kept=due.count(PromiseState.KEPT),
        broken=due.count(PromiseState.BROKEN),
        score=plan.score,
        critical=critical[0] if critical else None,
        blind=[name for name, _ in blind_stages(material, plan)],
    )


def blind_stages(material: Material, plan: JourneyPlan) -> tuple[Blind, ...]:
    """In the journey's order. A stage without touchpoints can't be heard: it is blind too."""
    found: list[Blind] = []
    for stage, name in plan.stages.items():
        places = [place for place in material.places.values() if place.stage == stage]
        spoken = [at for place in places for at in material.spoken.get(place.id, ())]
        since = min((place.since for place in places), default=material.installed)
        silent = _blind(material, name, spoken, since)
        found += silent if places else [(name, None) for name, _ in silent]
    return tuple(found)


def blind_places(material: Material, plan: JourneyPlan) -> tuple[Blind, ...]:
    """Blind stages, then blind touchpoints of the others."""
    stages = blind_stages(material, plan)
    silent = {name for name, _ in stages}
    found = list(stages)
    for place in sorted(material.places.values(), key=lambda place: place.name):
        if place.stage in plan.stages and plan.stages[place.stage or 0] not in silent:
            found += _blind(material, place.name, material.spoken.get(place.id, ()), place.since)
    return tuple(found)


def _blind(
    material: Material, name: str, spoken: Iterable[datetime], since: datetime
) -> list[Blind]:
    end, moments = material.period.end, list(spoken)
    if not is_blind(moments, since, material.installed, end):
        return []
    quiet = end - quiet_since(moments, max(since, material.installed))
    return [(name, quiet // WEEK)]


def _lately(cases: Iterable[Case], end: datetime) -> list[Case]:
    """Unresolved, or resolved in the 28 days."""
    return [
        case
        for case in cases
        if case.state.unresolved or (case.resolved_at is not None and end - case.resolved_at < OVER)
    ]


def _worst(material: Material, found: Iterable[Pain]) -> str:
    """The touchpoint that hurts most; "" where nothing does."""
    sums = sorted(
        (-amount, material.place(touchpoint)) for touchpoint, amount in by_touchpoint(found).items()
    )
    return sums[0][1] if sums else ""


def change_since(was: int | None, value: int | None) -> int | None:
    """None where either is too few to say."""
    return None if value is None or was is None else value - was
