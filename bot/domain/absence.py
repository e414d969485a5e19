"""What becomes of a due time when the working time it runs in changes.

Days away are not working time, and a deputy may work at other hours (docs/reference/rules.md,
"Away"). What was left of a clock is left afterwards: working days of a time that ends with a
working day, working hours of any other.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

from bot.domain.workcal import (
    WorkCalendar,
    add_working_time,
    working_day_ends,
    working_time_between,
)

_NOTHING = timedelta(0)


def carried(
    before: WorkCalendar, after: WorkCalendar, since: datetime, due: datetime
) -> datetime | None:
    """When something is due whose clock runs in `after` from `since` on, and was to run in `before`
    until `due`. Moments are aware UTC.

    A time until `since` has passed and stays. So does one without working time before it: there is
    nothing that could be left. None if the person of `after` stops working for longer than
    `workcal.HORIZON` before that.
    """
    if due <= since:
        return due
    ends = list(takewhile(lambda end: end <= due, working_day_ends(before, since)))
    if ends and ends[-1] == due:
        return next(islice(working_day_ends(after, since), len(ends) - 1, None), None)
    left = working_time_between(before, since, due)
    return add_working_time(after, since, left) if left > _NOTHING else due


def day_begins(cal: WorkCalendar, day: date) -> datetime:
    """When the local date `day` begins, in UTC."""
    return datetime.combine(day, time(), ZoneInfo(cal.zone)).astimezone(UTC)
