"""What every request asks reads what it is about, not everybody in the company."""

from __future__ import annotations

import time

import pytest

from storage.books import Books
from storage.tables import Person
from tests.support.office import MONDAY, TEAM, Office

_MANY = 4_000


@pytest.mark.parametrize("is_led", [True, False])
def test_who_acts_is_found_as_fast_in_a_large_company(office: Office, is_led: bool) -> None:
    def work(books: Books) -> None:
        lena = books.people.get("U0LENA")
        assert lena is not None
        assert books.people.leads() == ["U0LENA"]
        lena.is_deleted = True
        books.session.add(lena)
        books.people.add([Person(team_id=TEAM, user_id="U0ZOE", seen_at=MONDAY)])
        if is_led:
            books.people.add_lead("U0ZOE")

    office.do(work)
    few = _seconds(office)
    office.do(lambda books: books.people.add(_people()))
    assert _seconds(office) < 5 * few + 0.02


def _people() -> list[Person]:
    return [Person(team_id=TEAM, user_id=f"U0X{n}", seen_at=MONDAY) for n in range(_MANY)]


def _seconds(office: Office) -> float:
    """The quickest of a few times a hundred questions: what else the machine does is no matter."""

    def work(books: Books) -> float:
        found = []
        for _ in range(5):
            begun = time.perf_counter()
            for _ in range(100):
                books.people.actor("U0PRIYA")
            found.append(time.perf_counter() - begun)
        return min(found)

    return office.ask(work)
