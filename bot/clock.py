"""The only place that asks what time it is."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The moment the product lives in: aware UTC. Everything due is due by this clock."""

    def wall(self) -> datetime:
        """The real moment: aware UTC. For leases, the pace of messages and the age of signatures,
        which other machines reckon with too."""

    def passed(self) -> float:
        """Seconds since some moment, as they go by for who lives by this clock: never fewer than
        before. For limits of so many in a minute."""


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def wall(self) -> datetime:
        return datetime.now(UTC)

    def passed(self) -> float:
        return time.monotonic()


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

    def passed(self) -> float:
        return time.monotonic() + self.shift.total_seconds()
