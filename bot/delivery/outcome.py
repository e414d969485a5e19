"""How one job ended."""

from __future__ import annotations

from enum import StrEnum

from bot.delivery import metrics
from bot.delivery.line import Line
from storage.repositories.queue import Held, Queue


class Outcome(StrEnum):
    SENT = "sent"
    """The message stands in Slack, or was found there."""
    EDITED = "edited"
    PARKED = "parked"
    PUT_BACK = "put_back"
    """To be tried again."""
    UNKNOWN = "unknown"
    """To be looked up."""
    STOPPED = "stopped"
    """A card that can't be edited."""


async def park(line: Line, held: Held, error: str) -> Outcome:
    """Give a message up; the CX leads see it."""
    now = line.clock.now()
    await line.settle(lambda session: Queue(session).park(held, error, now))
    metrics.PARKED.labels(error).inc()
    return Outcome.PARKED
