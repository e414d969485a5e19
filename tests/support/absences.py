"""Days away, entered and ended, for tests of what they do."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from bot.domain.promise import PromiseState
from bot.usecases.away import come_back, enter_days_away
from bot.usecases.promises import make_promise
from storage.books import Books
from storage.tables import Issue
from tests.support.clockwork import Clockwork

SAM, MAYA, JO, LENA, PRIYA = "U0SAM", "U0MAYA", "U0JO", "U0LENA", "U0PRIYA"
NEW_YORK = "America/New_York"


def day(of_september: int) -> date:
    return date(2026, 9, of_september)


def away(
    office: Clockwork,
    first: int,
    last: int,
    person: str = SAM,
    *,
    stand_in: str | None = None,
    by: str | None = None,
) -> None:
    office.do(
        lambda books: enter_days_away(
            books, office.desk, person, day(first), day(last), stand_in=stand_in, by=by or person
        )
    )


def back(office: Clockwork, person: str = SAM) -> None:
    office.do(lambda books: come_back(books, office.desk, person, person))


def change(office: Clockwork, person: str, **values: Any) -> None:
    def work(books: Books) -> None:
        row = books.people.get(person)
        assert row is not None
        for name, value in values.items():
            setattr(row, name, value)
        books.session.add(row)

    office.do(work)


def no_deputy(office: Clockwork) -> None:
    def work(books: Books) -> None:
        row = books.catalogue.touchpoint(office.data_import)
        assert row is not None
        row.deputy = None
        books.session.add(row)

    office.do(work)


def numbered(office: Clockwork, number: int) -> Issue:
    found = office.ask(lambda books: books.issues.numbered(number))
    assert found is not None
    return found


def promises(office: Clockwork) -> list[PromiseState]:
    issue_id = office.issue.id or 0
    return office.ask(lambda books: [row.state for row in books.issues.promises(issue_id)])


def on(office: Clockwork, moment: datetime) -> None:
    """At `moment`, after its tick."""
    office.now = moment
    office.tick()


def promise(office: Clockwork, on: int) -> None:
    office.with_issue(make_promise, "Find out why", day(on))
