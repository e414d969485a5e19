"""What the catalogue's modals ask for alike: names, and people who can answer."""

from __future__ import annotations

from bot.domain.errors import Refusal, Why
from bot.usecases.clocks import today
from bot.usecases.desk import Desk
from bot.usecases.typed import clean
from storage.books import Books


def typed_name(typed: str, field: str, most: int) -> str:
    """A name on one line. Raises Refusal: MISSING when blank, TOO_MUCH beyond `most` characters."""
    name = " ".join(clean(typed).split())
    if not name:
        raise Refusal(Why.MISSING, field=field)
    if len(name) > most:
        raise Refusal(Why.TOO_MUCH, field=field, typed=typed, most=f"{most} characters")
    return name


def refuse_unusable(
    books: Books, desk: Desk, person: str | None, field: str, *, before: str | None
) -> None:
    """Raises Refusal(NOT_A_PERSON) for someone newly named who can't answer.

    Who was named before stays: being away is no reason to be taken off.
    """
    if person is None or person == before:
        return
    if not books.people.usable(person, today(books, person, desk.now)):
        raise Refusal(Why.NOT_A_PERSON, field=field, person=person)
