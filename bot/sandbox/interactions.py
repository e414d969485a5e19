"""What one action of a person gives the app to answer with: a trigger and, often, a response
URL."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.sandbox.errors import SlackError
from bot.sandbox.world import Json

PATIENCE = 3.0
"""Seconds for which Slack waits for an acknowledgement, and lets a trigger live."""
RESPONSE_URL_USES = 5
RESPONSE_URL_AGE = timedelta(minutes=30)


@dataclass
class Trigger:
    """Permission to open one modal, once and soon."""

    user_id: str
    issued: float
    from_view: str | None
    used: bool = False
    opened: list[Json] = field(default_factory=list)
    """The views that were opened with it."""


@dataclass
class ResponseUrl:
    """A way to answer where the person is, also where the app is not a member."""

    user_id: str
    channel_id: str
    issued: datetime
    original: str | None
    """ts of the message that was acted upon, if there was one."""
    uses: int = 0
    replies: list[Json] = field(default_factory=list)
    """Messages that were posted with it."""


class Interactions:
    """Hands out triggers and response URLs and says which still count.

    `timer` gives seconds; triggers live by it, because they measure the app's own haste, and for
    `patience` of them.
    """

    def __init__(self, clock: Clock, timer: Callable[[], float], patience: float) -> None:
        self.patience = patience
        self._clock = clock
        self._timer = timer
        self._triggers: dict[str, Trigger] = {}
        self._urls: dict[str, ResponseUrl] = {}

    def trigger(self, user_id: str, from_view: str | None = None) -> tuple[str, Trigger]:
        """A new trigger id; `from_view` names the open modal in which the person acted."""
        now = self._timer()
        key = f"{int(now * 1000)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._triggers[key] = Trigger(user_id, now, from_view)
        return key, self._triggers[key]

    def response_url(
        self, user_id: str, channel_id: str, original: str | None = None
    ) -> tuple[str, ResponseUrl]:
        """The secret part of a new response URL."""
        key = f"{secrets.randbelow(10**12)}/{secrets.token_urlsafe(18)}"
        self._urls[key] = ResponseUrl(user_id, channel_id, self._clock.now(), original)
        return key, self._urls[key]

    def take_trigger(self, trigger_id: str) -> Trigger:
        """Uses a trigger up; raises SlackError when it is unknown, used or too old."""
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self._timer() - trigger.issued > self.patience:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger

    def take_url(self, key: str) -> ResponseUrl:
        """Counts one use of a response URL; raises SlackError when it is unknown, old or used
        up."""
        url = self._urls.get(key)
        if url is None:
            raise SlackError("invalid_url")
        if self._clock.now() - url.issued > RESPONSE_URL_AGE:
            raise SlackError("expired_url")
        if url.uses >= RESPONSE_URL_USES:
            raise SlackError("used_url")
        url.uses += 1
        return url
