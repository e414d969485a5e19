"""How often one and the same may come: a small guard in the memory of one process."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

_REMEMBERED = 10_000


class Throttle:
    """`burst` requests at once from each key, and `per_minute` in the long run (a token bucket).

    The least recently seen keys are forgotten, so that many keys cannot fill the memory. Several
    copies of the app each keep count for themselves.
    """

    def __init__(
        self, burst: int, per_minute: float, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._burst = burst
        self._rate = per_minute / 60
        self._now = now
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def lets_in(self, key: str) -> bool:
        now = self._now()
        left, at = self._buckets.pop(key, (float(self._burst), now))
        left = min(self._burst, left + (now - at) * self._rate)
        allowed = left >= 1
        self._buckets[key] = (left - 1 if allowed else left, now)
        if len(self._buckets) > _REMEMBERED:
            self._buckets.popitem(last=False)
        return allowed
