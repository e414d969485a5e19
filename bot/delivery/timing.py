"""How long everything may take. Tests shorten it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Timing:
    lease: timedelta = timedelta(seconds=30)
    """How long a sender may hold a lane or a card; longer than the client's timeout."""
    settle: timedelta = timedelta(seconds=60)
    """How long an unanswered message rests before the first look: Slack's history can lag."""
    pace: timedelta = timedelta(seconds=1)
    """Between two messages in one lane."""
    poll: float = 1.0
    """Seconds between looks for what other copies queued, and for what has become due."""
    unreached: timedelta = timedelta(seconds=10)
    """The rest after a call that never left us."""
    longest_rest: timedelta = timedelta(minutes=15)
    tries: int = 12
    """Refusals that may pass, before a message is parked: with these rests, about an hour."""
    looks: int = 6
    """Looks that told nothing, before a message is parked as uncertain: about an hour too."""
    skew: timedelta = timedelta(minutes=10)
    """How far our clock may be from Slack's when history is read."""

    def rest(self, attempts: int) -> timedelta:
        """The rest after the `attempts`-th refusal: 2 s, 4 s, 8 s …"""
        return min(self.longest_rest, timedelta(seconds=1 << min(attempts, 20)))

    def look_rest(self, looks: int) -> timedelta:
        """The rest after the `looks`-th look that told nothing."""
        return self.settle * (1 << min(looks, 6))
