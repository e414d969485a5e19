"""What a micro-survey and one sending of it can be: states, audiences, rhythms, and its times.

Source: docs/reference/rules.md, "Surveys".
"""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.vocabulary import Choice
from bot.domain.workcal import WorkCalendar, first_instant, next_working_moment

REASON_PART = 9
"""Where the main reason stands among a response's answers; questions are 0, 1 and 2."""

ANY_PART = -1
"""Stands for having answered a wave at all."""

SPARED_FOR = timedelta(days=7)
"""Nobody is sent more than one survey by DM within this time, by whichever authors."""

JITTER = timedelta(hours=3)
"""A repeat's wave may begin so much sooner after the one before than its rhythm says: the clocks
changed between them, or Slack took a while to say who is asked."""

MEMBERS_MAY_DM = 50
"""People whom a member's survey may reach by DM; for more it takes a CX lead."""


class Audience(StrEnum):
    """Who is asked, and so where."""

    CHANNEL = "channel"
    """One message in a channel, for all who were in it when it was sent."""
    PEOPLE = "people"
    """A DM to each of some people and user groups, or a share of them."""
    CUSTOMERS = "customers"
    """Customers, whose answers employees record or who open a link."""


class WaveState(Choice):
    GATHERING = "gathering"
    """It is being found out who is asked; nobody is yet."""
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    """Stopped by its author: what was answered until then counts nowhere."""

    @property
    def over(self) -> bool:
        return self in (WaveState.CLOSED, WaveState.CANCELLED)


class Repeat(Choice):
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


def reminds_at(opened: datetime, closes: datetime, work: WorkCalendar) -> datetime | None:
    """When to remind: at half time, or when work next begins; None when it would be over by then.

    All aware UTC; `work` is the author's.
    """
    at = next_working_moment(work, opened + (closes - opened) / 2)
    return at if at is not None and at < closes else None


def nth_begins(first: datetime, repeat: Repeat, nth: int, zone: str) -> datetime | None:
    """When the `nth` wave begins (0 is the first), at the first's wall time; None if never.

    A month that has no such day has it on its last one: 31 January, 28 February, 31 March.
    """
    if repeat is Repeat.NEVER:
        return None
    there = ZoneInfo(zone)
    wall = first.astimezone(there).replace(tzinfo=None)
    if repeat is Repeat.WEEKLY:
        return first_instant(there, wall + timedelta(weeks=nth))
    months = nth * (3 if repeat is Repeat.QUARTERLY else 1)
    return first_instant(there, wall.combine(_months_later(wall.date(), months), wall.time()))


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


_ORIGIN = "response:"


def origin_of(response_id: int) -> str:
    """What an observation that a response's low score made carries as its origin."""
    return f"{_ORIGIN}{response_id}"


def response_of(origin: str | None) -> int | None:
    """The id of the response that an observation's origin names, if it does."""
    named = (origin or "").removeprefix(_ORIGIN)
    return int(named) if named != origin and named.isdecimal() else None
