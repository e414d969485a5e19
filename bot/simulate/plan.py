"""What is to be simulated, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.simulate.people import Someone


@dataclass(frozen=True, slots=True)
class Plan:
    """until: the moment at which the company is left, aware UTC. days: how far back it begins.
    people: empty for a cast of their own, as large as `observations` calls for."""

    team_id: str
    until: datetime
    observations: int
    seed: int = 1
    days: int = 365
    people: tuple[Someone, ...] = ()
    name: str = "Northlight"
    posts_recent: bool = False
    """Whether cards and receipts of what runs wait to be posted. Otherwise they count as posted."""


@dataclass(frozen=True, slots=True)
class Summary:
    """How many of each there are now."""

    people: int
    customers: int
    observations: int
    issues: int
    unresolved: int
