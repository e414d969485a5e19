"""Slack's rate limits: tiers by method, one message a second by channel."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

TIER_PER_MINUTE = {1: 1, 2: 20, 3: 50, 4: 100}
_MINUTE = 60.0


@dataclass
class Limits:
    """How strict to be. Slack documents "1+", "20+" … a minute and "short bursts" over one message
    a second; the defaults hold an app to the documented numbers and to a small burst. `timer` gives
    seconds."""

    channel_burst: int = 3
    channel_per_second: float = 1.0
    posts_per_minute: int = 300
    tier_factor: float = 1.0
    connection_burst: int = 10
    """apps.connections.open: up to ten connections may be opened one after another."""
    timer: Callable[[], float] = time.monotonic


@dataclass
class _Bucket:
    tokens: float
    seen: float


@dataclass
class Limiter:
    """Counts calls."""

    limits: Limits
    _windows: dict[str, deque[float]] = field(default_factory=dict)
    _buckets: dict[str, _Bucket] = field(default_factory=dict)

    def method(self, name: str, tier: int | None) -> int | None:
        """Counts a call of a method; whole seconds to wait if it comes too soon, else None."""
        if tier is None:
            return None
        allowed = max(1, int(TIER_PER_MINUTE[tier] * self.limits.tier_factor))
        if name == "apps.connections.open":
            allowed = max(allowed, self.limits.connection_burst)
        return self._window(name, allowed)

    def message(self, channel_id: str) -> int | None:
        """Counts a message to a channel; whole seconds to wait if it comes too soon, else None."""
        now, rate = self.limits.timer(), self.limits.channel_per_second
        bucket = self._buckets.setdefault(channel_id, _Bucket(self.limits.channel_burst, now))
        refilled = bucket.tokens + (now - bucket.seen) * rate
        bucket.tokens, bucket.seen = min(self.limits.channel_burst, refilled), now
        if bucket.tokens < 1:
            return max(1, math.ceil((1 - bucket.tokens) / rate))
        wait = self._window("chat.postMessage", self.limits.posts_per_minute)
        if wait is None:
            bucket.tokens -= 1
        return wait

    def _window(self, name: str, allowed: int) -> int | None:
        now = self.limits.timer()
        window = self._windows.setdefault(name, deque())
        while window and now - window[0] >= _MINUTE:
            window.popleft()
        if len(window) >= allowed:
            return max(1, math.ceil(_MINUTE - (now - window[0])))
        window.append(now)
        return None
