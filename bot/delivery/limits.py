"""A token bucket for each Web API method and workspace, so that Slack rarely has to say 429.

Slack counts calls a minute ("Rate limits" in its documentation); a bucket that starts full and is
refilled must not let through more than that in any minute: burst + refill = the limit.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

PER_MINUTE = {
    "chat.postMessage": 300,  # "several hundred"
    "chat.update": 50,
    "chat.postEphemeral": 100,
    "views.open": 100,
    "views.push": 100,
    "views.update": 100,
    "views.publish": 100,
    "users.info": 100,
    "conversations.history": 50,
    "conversations.replies": 50,
    "conversations.open": 50,
    "conversations.info": 50,
    "conversations.members": 100,
    "files.completeUploadExternal": 100,
    "files.getUploadURLExternal": 100,
    "files.info": 100,
}
SLOWEST = 20
"""What is assumed of a method that is not listed: tier 2."""
_BURST = 0.2
"""The share of a minute's calls that may come at once."""
_POSTS_AT_ONCE = 0.03
"""The same of messages: what may come at once is missing from the minutes of a survey's thousands,
and then it is the pace that counts."""


@dataclass(slots=True)
class _Bucket:
    tokens: float
    seen: float


class Limits:
    """Shared by the senders and the handlers of one process; belongs to one event loop. `timer`
    gives seconds, if others than the loop's."""

    def __init__(self, timer: Callable[[], float] | None = None) -> None:
        self._timer = timer or (lambda: asyncio.get_running_loop().time())
        self._buckets: dict[tuple[str, str], _Bucket] = {}
        self._slowed: dict[tuple[str, str], tuple[str, float]] = {}

    async def take(self, method: str, team_id: str) -> None:
        """Wait until one call may be made. First come, first served."""
        seconds = self.wait(method, team_id)
        self._buckets[method, team_id].tokens -= 1
        if seconds:
            await asyncio.sleep(seconds)

    def wait(self, method: str, team_id: str) -> float:
        """For how many seconds one more call would have to wait."""
        bucket, rate = self._refilled(method, team_id)
        return max(0.0, (1 - bucket.tokens) / rate)

    def available(self, method: str, team_id: str) -> int:
        """How many calls could be made at once now."""
        return max(0, int(self._refilled(method, team_id)[0].tokens))

    def penalize(self, method: str, team_id: str, seconds: float) -> None:
        """Slack said 429: no call before `seconds` are over, and then no burst."""
        bucket, rate = self._refilled(method, team_id)
        bucket.tokens = min(bucket.tokens, 1 - seconds * rate)

    def slow_lane(self, method: str, team_id: str, lane: str, seconds: float) -> None:
        """Slack said 429 to a post in one lane, which rests by itself. A second lane within that
        time shows that it is the whole method that is too quick."""
        now = self._timer()
        last, until = self._slowed.get((method, team_id), (lane, 0.0))
        if last != lane and now < until:
            self.penalize(method, team_id, seconds)
        self._slowed[method, team_id] = (lane, now + seconds)

    def _refilled(self, method: str, team_id: str) -> tuple[_Bucket, float]:
        """The bucket as it is now, and its tokens a second."""
        limit = PER_MINUTE.get(method, SLOWEST)
        burst = limit * (_POSTS_AT_ONCE if method == "chat.postMessage" else _BURST)
        rate = (limit - burst) / 60
        now = self._timer()
        bucket = self._buckets.setdefault((method, team_id), _Bucket(burst, now))
        bucket.tokens = min(burst, bucket.tokens + (now - bucket.seen) * rate)
        bucket.seen = now
        return bucket, rate
