"""Who works at the company: names, zones, and what each answers for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from random import Random
from typing import Final

from bot.domain.workcal import WorkCalendar


class Part(StrEnum):
    """What someone is to the company's touchpoints."""

    LEAD = "lead"
    """Leads customer experience, and is an admin."""
    SPONSOR = "sponsor"
    JOURNEY_OWNER = "journey owner"
    OWNER = "owner"
    """Owns touchpoints, and is the deputy of another owner's."""
    COLLEAGUE = "colleague"
    """Hears customers and logs it."""
    GUEST = "guest"


@dataclass(frozen=True, slots=True)
class Someone:
    """A person as the database is to know them. Hours are local, Monday to Friday."""

    user_id: str
    name: str
    part: Part = Part.COLLEAGUE
    zone: str = "Europe/Berlin"
    begins: int = 9
    ends: int = 17
    country: str | None = None

    @property
    def calendar(self) -> WorkCalendar:
        return WorkCalendar(
            zone=self.zone, start=time(self.begins), end=time(self.ends), country=self.country
        )


_FIRST: Final = (
    ("Lena Brandt", Part.LEAD, "Europe/Berlin"),
    ("Henrik Voss", Part.SPONSOR, "Europe/Copenhagen"),
    ("Maya Lindqvist", Part.JOURNEY_OWNER, "Europe/Stockholm"),
    ("Sam Okafor", Part.OWNER, "Europe/London"),
    ("Ines Moreau", Part.OWNER, "Europe/Paris"),
    ("Tomas Novak", Part.OWNER, "Europe/Prague"),
    ("Grace Kim", Part.OWNER, "America/New_York"),
    ("Priya Raman", Part.COLLEAGUE, "Europe/London"),
    ("Jo Fischer", Part.COLLEAGUE, "Europe/Berlin"),
    ("Diego Santos", Part.COLLEAGUE, "America/Sao_Paulo"),
    ("Aiko Mori", Part.OWNER, "Europe/Berlin"),
    ("Ruth Adler", Part.OWNER, "America/New_York"),
)
"""The same in every company, in the order in which a small one has them."""

_GIVEN: Final = (
    "Amir", "Anna", "Ben", "Carla", "Chidi", "Clara", "Dana", "Elif", "Emil", "Farah", "Felix",
    "Hana", "Ida", "Jonas", "Julia", "Kofi", "Lars", "Leila", "Luca", "Marta", "Mei", "Milan",
    "Nadia", "Nils", "Olga", "Omar", "Paula", "Pavel", "Rosa", "Samir", "Sofia", "Theo", "Uma",
    "Vera", "Yusuf", "Zoe",
)  # fmt: skip
_FAMILY: Final = (
    "Abe", "Ali", "Almeida", "Bauer", "Berg", "Costa", "Dahl", "Diaz", "Engel", "Fofana", "Garcia",
    "Haas", "Ivanova", "Jansen", "Kaya", "Keller", "Kowalska", "Larsen", "Mensah", "Meyer",
    "Nguyen", "Osei", "Park", "Patel", "Rossi", "Roux", "Sato", "Silva", "Tanaka", "Weber",
)  # fmt: skip
_ZONES: Final = (
    ("Europe/Berlin", 6), ("Europe/London", 4), ("America/New_York", 3), ("Europe/Lisbon", 1),
    ("America/Los_Angeles", 1), ("Asia/Kolkata", 2), ("Asia/Singapore", 1),
)  # fmt: skip

LEAST: Final = 6
"""People whom the smallest company has: one each of those who answer, and two who hear."""


def cast(seed: int = 1, count: int = 24) -> tuple[Someone, ...]:
    """`count` people, at least LEAST: those who answer first, then colleagues, one of them a
    guest. User ids are made up."""
    rng = Random(f"cast {seed}")
    people = [
        Someone(f"U0SIM{number:04}", name, part, zone)
        for number, (name, part, zone) in enumerate(_FIRST)
    ]
    taken = {each.name for each in people}
    zones, weights = zip(*_ZONES, strict=True)
    while len(people) < max(LEAST, count):
        name = f"{rng.choice(_GIVEN)} {rng.choice(_FAMILY)}"
        if name in taken and len(taken) < len(_GIVEN) * len(_FAMILY):
            continue
        taken.add(name)
        number = len(people)
        part = Part.GUEST if number == len(_FIRST) else Part.COLLEAGUE
        if number > 40 and number % 12 == 0:
            part = Part.OWNER
        zone = rng.choices(zones, weights)[0]
        if part is Part.OWNER:  # the app acts whenever a day of theirs begins or ends: a few zones
            zone = zones[number % 3]
        people.append(Someone(f"U0SIM{number:04}", name, part, zone))
    return tuple(people[: max(LEAST, count)])


@dataclass(frozen=True, slots=True)
class Roles:
    """Who is what. Whoever is missing among the people given is stood in for by another."""

    lead: Someone
    sponsor: Someone
    journey_owner: Someone
    owners: tuple[Someone, ...]
    reporters: tuple[Someone, ...]


def roles(people: Sequence[Someone]) -> Roles:
    """Raises ValueError where nobody is left who could answer."""
    staff = [each for each in people if each.part is not Part.GUEST]
    if not staff:
        raise ValueError("a company needs somebody who answers")

    def those(part: Part) -> list[Someone]:
        return [each for each in staff if each.part is part] or staff[:1]

    return Roles(
        lead=those(Part.LEAD)[0],
        sponsor=those(Part.SPONSOR)[0],
        journey_owner=those(Part.JOURNEY_OWNER)[0],
        owners=tuple(those(Part.OWNER)),
        reporters=tuple(those(Part.COLLEAGUE)),
    )
