"""The only place that asks what time it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The moment the product lives in: aware UTC. Everything due is due by this clock."""

    def wall(self) -> datetime:
        """The real moment: aware UTC. For leases, rate limits and the age of signatures, which
        other machines reckon with too."""


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def wall(self) -> datetime:
        return datetime.now(UTC)


class StandingClock(SystemClock):
    """As if the clock stood at `at`: for `earshot tick --at` and for tests."""

    def __init__(self, at: datetime) -> None:
        if at.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        return self._at


class ShiftedClock(SystemClock):
    """A clock that runs, but ahead of or behind the real one: the local workspace's."""

    def __init__(self, shift: timedelta = timedelta()) -> None:
        self.shift = shift

    def now(self) -> datetime:
        return datetime.now(UTC) + self.shift
