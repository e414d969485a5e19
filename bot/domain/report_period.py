"""What `/cx report` covers: "7d", "30d", "90d", or a quarter such as "2026-Q3"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.errors import Refusal, Why
from bot.domain.occurrence import Period
from bot.domain.workcal import first_instant

USUAL = "30d"
DAYS = {"7d": 7, "30d": 30, "90d": 90}
_QUARTER = re.compile(r"(20\d\d)-?q([1-4])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Covered:
    """period, before: aware UTC; `before` is as long, or the quarter before. name: in words.

    days: the local dates it touches, first and last.
    """

    period: Period
    before: Period
    name: str
    days: tuple[date, date]


def covered(text: str, now: datetime, zone: str) -> Covered:
    """The period that was asked for, at `now` (aware UTC) on the calendar of `zone`.

    Days end now and begin at a local midnight; a quarter that still runs ends now. Raises
    Refusal(UNKNOWN_VALUE) for anything else, and for a quarter that has not begun.
    """
    asked = text.strip().casefold() or USUAL
    here = ZoneInfo(zone)
    today = now.astimezone(here).date()
    if asked in DAYS:
        first = today - timedelta(days=DAYS[asked] - 1)
        start = _midnight(here, first)
        before = Period(_midnight(here, first - timedelta(days=DAYS[asked])), start)
        return Covered(Period(start, now), before, f"last {DAYS[asked]} days", (first, today))
    found = _QUARTER.fullmatch(asked)
    if found is None or (first := date(int(found[1]), 3 * int(found[2]) - 2, 1)) > today:
        known = [*DAYS, _quarter(today)]
        raise Refusal(Why.UNKNOWN_VALUE, key="period", value=text, known=known, typed=text)
    after, last = _months_on(first, 3), _months_on(first, -3)
    start, end = _midnight(here, first), _midnight(here, after)
    before = Period(_midnight(here, last), start)
    if end > now:
        before = Period(before.start, min(start, before.start + (now - start)))
        return Covered(Period(start, now), before, f"{_quarter(first)} so far", (first, today))
    days = (first, after - timedelta(days=1))
    return Covered(Period(start, end), before, _quarter(first), days)


def _quarter(day: date) -> str:
    return f"{day.year}-Q{(day.month + 2) // 3}"


def _months_on(first: date, months: int) -> date:
    at = first.year * 12 + first.month - 1 + months
    return date(at // 12, at % 12 + 1, 1)


def _midnight(zone: ZoneInfo, day: date) -> datetime:
    return first_instant(zone, datetime.combine(day, time())).astimezone(UTC)
