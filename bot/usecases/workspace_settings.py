"""What a person sets for themselves, and a CX lead for the workspace."""

from __future__ import annotations

from collections.abc import Collection
from datetime import time
from typing import Any

from bot.domain.errors import Refusal, Why
from bot.domain.workcal import CalendarError, UnknownCountryError, WorkCalendar
from bot.usecases.desk import Desk
from storage.books import Books
from storage.tables import Person


def set_setting(books: Books, desk: Desk, name: str, value: Any, by: str) -> None:
    """Store a setting of the workspace, if it is another than before."""
    if books.workspace.setting(name) != value:
        books.workspace.set(name, value, actor=by, now=desk.now)


def set_working_time(
    books: Books,
    desk: Desk,
    person: Person,
    *,
    workdays: Collection[int],
    start: time,
    end: time,
    country: str | None,
) -> None:
    """Store when `person` works; weekdays are 0 (Monday) to 6, times are on their own wall.

    What is due already keeps its time. Raises Refusal: MISSING without a weekday, NO_HOURS,
    UNKNOWN_VALUE for a country whose holidays are not known.
    """
    country = country.strip().upper() or None if country else None
    if not workdays:
        raise Refusal(Why.MISSING, field="workdays")
    if start == end:
        raise Refusal(Why.NO_HOURS, field="work_end")
    try:
        WorkCalendar(person.zone, frozenset(workdays), start, end, country)
    except UnknownCountryError:
        raise Refusal(Why.UNKNOWN_VALUE, field="country", key="country", value=country) from None
    except CalendarError:
        raise Refusal(Why.MISSING, field="workdays") from None
    before = _working_time(person)
    person.workdays = "".join(str(day) for day in sorted(workdays))
    person.work_start, person.work_end = _minutes(start), _minutes(end)
    person.country = country
    books.session.add(person)
    after = _working_time(person)
    if after != before:
        who = person.user_id
        books.workspace.audit(who, "working time", who, before, after, desk.now)


def _working_time(person: Person) -> dict[str, Any]:
    return {
        "workdays": person.workdays,
        "start": person.work_start,
        "end": person.work_end,
        "country": person.country,
    }


def _minutes(wall: time) -> int:
    return wall.hour * 60 + wall.minute
