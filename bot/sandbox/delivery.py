"""Requests from Slack to the app, over whichever transport."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from bot.sandbox.world import Json

EnvelopeKind = Literal["slash_commands", "interactive", "events_api"]


@dataclass(frozen=True)
class Envelope:
    """One request; `retry` counts repeated deliveries of an event, `reason` says why."""

    kind: EnvelopeKind
    payload: Json
    retry: int = 0
    reason: str = ""


@dataclass(frozen=True)
class Reply:
    """The app's acknowledgement.

    `status` is the HTTP status; over Socket Mode 200. 0 means that none came in time (`timed_out`)
    or that nobody was there. `body` is the JSON of the body, or its text; None when it was empty.
    """

    status: int
    body: Json | str | None
    seconds: float
    timed_out: bool = False
    no_retry: bool = False


class Delivery(Protocol):
    """A transport."""

    async def deliver(self, envelope: Envelope, patience: float) -> Reply:
        """Sends one request and waits `patience` seconds for its acknowledgement."""
        ...

    async def close(self) -> None:
        """Lets go of connections."""
        ...
