"""What a micro-survey and one sending of it can be: states, audiences, rhythms."""

from __future__ import annotations

from enum import StrEnum

REASON_PART = 9
"""Where the main reason stands among a response's answers; questions are 0, 1 and 2."""

ANY_PART = -1
"""Stands for having answered a wave at all."""


class Audience(StrEnum):
    """Who is asked, and so where."""

    CHANNEL = "channel"
    """One message in a channel, for all who were in it when it was sent."""
    PEOPLE = "people"
    """A DM to each of some people, user groups or members of a channel, or a share of them."""
    CUSTOMERS = "customers"
    """Customers, whose answers employees record or who open a link."""


class WaveState(StrEnum):
    GATHERING = "gathering"
    """It is being found out who is asked; nobody is yet."""
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    """Stopped by its author: what was answered until then counts nowhere."""


class Repeat(StrEnum):
    NEVER = "never"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"


class Given(StrEnum):
    """How an answer came."""

    SELF = "self"
    """By whom it is of: pressed in Slack, or on the link's page."""
    RECORDED = "recorded"
    """By an employee who heard it."""
