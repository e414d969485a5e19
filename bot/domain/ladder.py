"""The ladder: who hears of an issue whose time was missed, one rung a working day.

    owner -> owner and deputy -> journey owner -> sponsor  (docs/reference/rules.md, "Ladder")

A missed time starts a round at the owner's rung. Within a round no rung and no person comes twice,
and nothing goes backwards.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from bot.domain.issue import Step
from bot.domain.workcal import WorkCalendar, next_opening, next_working_moment


class Rung(IntEnum):
    OWNER = 0
    DEPUTY = 1
    """The owner and the deputy: the owner's own nudge is repeated every working day anyway."""
    JOURNEY_OWNER = 2
    SPONSOR = 3


class Time(StrEnum):
    """What can be missed."""

    ACKNOWLEDGE = "acknowledge"
    PROMISE = "promise"
    RESOLVE = "resolve"


ENDS_ROUND = frozenset(
    {
        Step.ACKNOWLEDGE,
        Step.PROMISE,
        Step.KEEP_PROMISE,
        Step.REASSIGN,
        Step.RESOLVE,
        Step.DISMISS,
        Step.WITHDRAW,
        Step.SET_APART,
    }
)
"""The steps after which nobody is nudged for what was missed before them."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """Who stands on which rung of an issue, as user ids; None where there is nobody.

    owner: whoever answers for the issue, which is the deputy while the owner is away.
    """

    owner: str
    deputy: str | None = None
    journey_owner: str | None = None
    sponsor: str | None = None

    def person(self, rung: Rung) -> str | None:
        """Whom the rung brings in."""
        return (self.owner, self.deputy, self.journey_owner, self.sponsor)[rung]


def people_at(ladder: Ladder, rung: Rung) -> tuple[str, ...]:
    """Who is nudged on a rung, each once; nobody who is missing."""
    together = (ladder.owner, ladder.deputy) if rung is Rung.DEPUTY else (ladder.person(rung),)
    return tuple(dict.fromkeys(person for person in together if person))


def next_rung(ladder: Ladder, reached: Rung | None, heard: Collection[str]) -> Rung | None:
    """The rung after `reached` (None: the round has only begun) that brings in somebody new.

    heard: who was brought in by this round already. None: nobody is left above.
    """
    above = (rung for rung in Rung if reached is None or rung > reached)
    for rung in above:
        person = ladder.person(rung)
        if person and person not in heard:
            return rung
    return None


def climbs_at(
    cal: WorkCalendar, since: datetime, *, reached: Rung | None, critical: bool
) -> datetime | None:
    """When a round's next rung may be taken: with the next working day of `cal` after `since`, the
    moment (aware UTC) of the last rung or, before the first one, of the miss.

    The first rung of a critical issue only waits for working time. None if that person never works.
    """
    if critical and reached is None:
        return next_working_moment(cal, since)
    return next_opening(cal, since)
