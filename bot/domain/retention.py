"""How long verbatims are kept."""

from __future__ import annotations

import calendar
from datetime import UTC, datetime


def kept_since(now: datetime, months: int) -> datetime:
    """The UTC midnight `months` calendar months before now's date: what is older is emptied. The
    day of a shorter month is its last."""
    at = now.year * 12 + now.month - 1 - months
    year, month = divmod(at, 12)
    day = min(now.day, calendar.monthrange(year, month + 1)[1])
    return datetime(year, month + 1, day, tzinfo=UTC)
