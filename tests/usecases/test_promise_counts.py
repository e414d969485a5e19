"""Kept, moved, broken: by touchpoint and journey, never by person."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from bot.domain.promise import PromiseCount
from bot.domain.vocabulary import Area
from bot.usecases.end_issue import resolve_issue
from bot.usecases.hand_over import reassign_issue
from bot.usecases.promises import keep_promise, make_promise, move_promise
from storage.books import Books
from storage.unit_of_work import Storage
from tests.support.clockwork import Clockwork
from tests.support.office import MONDAY

SOON = date(2026, 9, 16)
LATER = MONDAY + timedelta(days=30)


@pytest.fixture
def office(storage: Storage) -> Clockwork:
    """At Data import one promise is kept, one is moved and then broken, one ends without blame."""
    office = Clockwork(storage)
    office.log()
    office.with_issue(make_promise, "Ask", SOON)
    office.with_issue(keep_promise)
    office.with_issue(resolve_issue, "Done.")
    office.log()
    office.with_issue(make_promise, "Void", SOON)
    office.with_issue(reassign_issue, "U0MAYA", "")
    office.log()
    office.with_issue(make_promise, "Look", SOON)
    office.with_issue(move_promise, date(2026, 9, 18), "It runs long")
    office.until(datetime(2026, 9, 21, 9, tzinfo=MONDAY.tzinfo))
    return office


def test_they_are_counted_by_touchpoint_and_by_journey(office: Clockwork) -> None:
    def elsewhere(books: Books) -> int:
        row = books.catalogue.add_touchpoint("Terms", Area.POLICIES, MONDAY)
        row.owner = "U0SAM"
        return row.id or 0

    terms = office.do(elsewhere)
    office.log("Nobody reads them.", touchpoint_id=terms)
    office.with_issue(make_promise, "Shorten them", date(2026, 9, 25))
    office.with_issue(resolve_issue, "They are one page.")
    places = office.ask(lambda books: books.promise_counts.by_touchpoint(MONDAY, LATER))
    assert places == {
        office.data_import: PromiseCount(kept=1, moved=1, broken=1),
        terms: PromiseCount(kept=1),
    }
    journeys = office.ask(lambda books: books.promise_counts.by_journey(MONDAY, LATER))
    assert journeys == {office.journey: PromiseCount(1, 1, 1), None: PromiseCount(kept=1)}


def test_only_what_was_settled_then_counts(office: Clockwork) -> None:
    def count(since: datetime, until: datetime) -> PromiseCount | None:
        return office.ask(lambda books: books.promise_counts.by_touchpoint(since, until)).get(
            office.data_import
        )

    second = timedelta(seconds=1)
    assert count(MONDAY, MONDAY) is None
    assert count(MONDAY, MONDAY + second) == PromiseCount(kept=1, moved=1)
    assert count(MONDAY + second, LATER) == PromiseCount(broken=1)
