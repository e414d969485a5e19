"""A journey as a map: stages by areas, and how much customers hurt in each.

Source: docs/reference/figures.md, "Pain of a cell".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.digest.journeys import people_on, recent, touchpoints_of
from bot.domain.digest.material import JourneyPlan, Material
from bot.domain.journey import is_blind
from bot.domain.pain import pains, total
from bot.domain.vocabulary import Area


@dataclass(frozen=True, slots=True)
class MapCell:
    """pain: summed. customers: heard in the 28 days, with something unresolved, or behind any of
    the pain. blind: quiet for longer than usual."""

    pain: float
    customers: int
    blind: bool


def journey_map(material: Material, plan: JourneyPlan) -> Mapping[tuple[int, int], MapCell]:
    """By (index of the stage, index of the area), where a touchpoint of the journey lies."""
    on_it = touchpoints_of(material, plan)
    heard = recent(material, on_it)
    cases = [case for case in material.cases if case.touchpoint in on_it]
    end, areas = material.period.end, list(Area)
    found: dict[tuple[int, int], MapCell] = {}
    for column, stage in enumerate(plan.stages):
        for row, area in enumerate(areas):
            places = [
                place
                for place in material.places.values()
                if place.stage == stage and place.area is area
            ]
            if not places:
                continue
            ids = {place.id for place in places}
            here = [each for each in heard if each.touchpoint in ids]
            standing = [case for case in cases if case.touchpoint in ids]
            spoken = [at for place in places for at in material.spoken.get(place.id, ())]
            since = min(place.since for place in places)
            hurting = pains(standing, here, end)
            found[column, row] = MapCell(
                pain=total(hurting),
                customers=len(people_on(here, standing) | {each.customer for each in hurting}),
                blind=is_blind(spoken, since, material.installed, end),
            )
    return found
