"""Taking an observation back and setting it right, as the tests of use cases do it."""

from __future__ import annotations

from bot.usecases.edit_observation import (
    Edited,
    edit_observation,
    undo_observation,
)
from bot.usecases.log_observation import Logged
from storage.books import Books
from storage.tables import Observation
from tests.support.office import Office

SAM, PRIYA, MAYA, LENA, JO = "U0SAM", "U0PRIYA", "U0MAYA", "U0LENA", "U0JO"


def again(office: Office, logged: Logged) -> Observation:
    row = office.ask(lambda books: books.observations.get(logged.observation.id))
    assert row is not None
    return row


def undo(office: Office, logged: Logged) -> None:
    def work(books: Books) -> None:
        row = books.observations.get(logged.observation.id)
        assert row is not None
        undo_observation(books, office.desk, row, PRIYA)

    office.do(work)


def edit(office: Office, logged: Logged, **changes: object) -> None:
    def work(books: Books) -> None:
        row = books.observations.get(logged.observation.id)
        assert row is not None
        customer = books.customers.get(row.customer_id)
        form = {
            "words": row.words,
            "whose": row.whose,
            "customer": customer.name if customer else None,
            "touchpoint_id": row.touchpoint_id,
            "feeling": row.feeling,
            "severity": row.severity,
            "source": row.source,
            "follow_up": row.follow_up,
            "expected": row.expected,
            "got_it_done": row.got_it_done,
            "reporter_hidden": row.reporter_hidden,
            **changes,
        }
        edit_observation(books, office.desk, row, Edited(**form), PRIYA)  # type: ignore[arg-type]

    office.do(work)
