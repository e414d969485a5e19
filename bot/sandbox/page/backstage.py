"""What the page asks of whoever runs the app behind the workspace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

Seen = Callable[[str, str], str]
"""Person and channel -> the ts up to which the person has read there."""


class Leap(StrEnum):
    """How far the clock can be moved forward."""

    HOUR = "hour"
    DAY = "day"
    MONDAY = "monday"
    """To the next Monday, 9:00."""


@dataclass(frozen=True)
class Step:
    """One step of the guided tour: what to do (mrkdwn), and the line to be typed for it, if one is;
    `done` by what really happened."""

    title: str
    how: str
    line: str
    done: bool


class Backstage(Protocol):
    """The clock and the tour. A page without one has neither."""

    @property
    def begins_as(self) -> str:
        """Id of the person whom somebody is who opens the page and says nothing else."""

    @property
    def leaping(self) -> datetime | None:
        """Where the clock is going to, while it is being moved: aware UTC."""

    async def leap(self, leap: Leap) -> None:
        """Moves the clock forward; what becomes due on the way is done at its time."""

    async def tour(self, seen: Seen) -> list[Step]:
        """The steps, in order."""
