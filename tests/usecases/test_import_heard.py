"""What is imported keeps what was promised of it where it was heard."""

from __future__ import annotations

from sqlmodel import select

from bot.usecases.import_heard import import_heard
from storage.tables import Observation
from tests.support.office import Office


def test_what_was_said_in_private_stays_private(office: Office) -> None:
    said: dict[str, object] = {
        "a": True,
        "b": "true",
        "c": "Yes",
        "d": "perhaps",
        "e": False,
        "f": "False",
        "g": "",
        "h": None,
    }
    lines = [(n, {"words": words, "private": held}) for n, (words, held) in enumerate(said.items())]
    office.do(lambda books: import_heard(books, lines, office.now))
    rows = office.ask(lambda books: list(books.session.exec(select(Observation))))
    assert {row.words for row in rows if row.private} == {"a", "b", "c", "d"}
    assert {row.words for row in rows if not row.private} == {"e", "f", "g", "h"}


def test_a_line_from_before_all_calendars_is_left_out_and_told(office: Office) -> None:
    lines = [(1, {"words": "It ate the file", "at": "0001-01-01T00:00:00+14:00"})]
    done = office.do(lambda books: import_heard(books, lines, office.now))
    assert (done.new, [each.line for each in done.undated]) == (0, [1])
    assert office.ask(lambda books: list(books.session.exec(select(Observation)))) == []


def test_an_id_that_no_row_of_ours_can_have_is_somebody_elses(office: Office) -> None:
    lines = [
        (1, {"words": words, "id": number, "at": "2026-09-01T09:00:00Z"})
        for words, number in {"a": "2147483648", "b": "9" * 18, "c": "²", "d": "x"}.items()
    ]
    assert office.do(lambda books: import_heard(books, lines, office.now)).new == len(lines)
