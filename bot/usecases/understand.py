"""Options as they were typed: what each clearly means, what it may have meant, and its use.

A value is a text here, as a button carries it: a touchpoint's or a customer's id, a choice as it
is stored, "yes" or "no".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from bot.domain.command import without
from bot.domain.errors import Refusal, Why
from bot.domain.ids import number
from bot.domain.nearest import match, mistyped, nearest
from bot.domain.policy import Actor
from bot.domain.unclear import DECLINED, Unclear
from bot.domain.vocabulary import Choice, Feeling, Severity, Source
from bot.usecases.desk import Desk
from bot.usecases.edit_observation import (
    set_customer,
    set_feeling,
    set_follow_up,
    set_severity,
    set_source,
    set_touchpoint,
    set_words,
)
from storage.books import Books
from storage.tables import Observation
from storage.tables.observation import ObservationFields

KEYS = ("customer", "touchpoint", "feeling", "severity", "source", "followup")

C = TypeVar("C", bound=Choice)

_CHOICES: dict[str, type[Choice]] = {"feeling": Feeling, "severity": Severity, "source": Source}
_YES_OR_NO = {"yes": ("yes", "y", "true", "1"), "no": ("no", "n", "false", "0")}


def understand(books: Books, options: Mapping[str, str]) -> tuple[dict[str, str], list[Unclear]]:
    """What the options clearly mean, by key, and those that have to be asked about. Without the
    customer, whose name is always one: who is not known is added."""
    values: dict[str, str] = {}
    unclear = []
    for key in KEYS[1:]:
        if not (typed := options.get(key)):
            continue
        if value := _meant(books, key, typed):
            values[key] = value
        else:
            unclear.append(Unclear(key, typed))
    return values, unclear


def near(
    books: Books, row: ObservationFields, unclear: Unclear, reader: Actor
) -> list[tuple[str, str]]:
    """(value, name) of what may have been meant, the nearest first."""
    if unclear.stands:
        return []
    if unclear.key == "followup":
        return [(said, said) for said in _YES_OR_NO]
    if unclear.key == "customer":
        # a guest is not to learn by trying whom we know
        alike = [] if reader.is_guest else books.customers.mistyped(unclear.typed)
        return [(str(each.id), each.name) for each in alike]
    known = _known(books, unclear.key)
    names = nearest(unclear.typed, known)
    if unclear.key == "touchpoint" and row.touchpoint_guessed:
        # what the words spoke for is among them: where it was is asked once
        guessed = [name for name, value in known.items() if value == str(row.touchpoint_id)]
        names += [name for name in guessed if name not in names]
    return [(known[name], name) for name in names]


def use(
    books: Books,
    desk: Desk,
    row: Observation,
    key: str,
    value: str,
    by: str,
    *,
    declined: bool = False,
) -> None:
    """Set the observation right with a value that was chosen. declined: `followup:no` was typed,
    which overrules it. Raises Refusal, NOT_FOUND for one that there is not."""
    match key:
        case "touchpoint":
            set_touchpoint(books, desk, row, number(value) or 0, by)
        case "feeling":
            set_feeling(books, desk, row, _chosen(Feeling, value), by, declined=declined)
        case "severity":
            set_severity(books, desk, row, _chosen(Severity, value), by, declined=declined)
        case "source":
            set_source(books, row, _chosen(Source, value))
        case "followup":
            set_follow_up(books, desk, row, by, wanted=value == "yes")


def use_customer(
    books: Books, desk: Desk, row: Observation, customer_id: int | None, actor: Actor
) -> None:
    """A customer whose name comes near was meant. Raises Refusal, NOT_FOUND where none does any
    more: it may have been a slip too, and gone since."""
    if customer_id is not None and customer_id == row.customer_id:
        return
    chosen = None if actor.is_guest else books.customers.get(customer_id)
    typed = books.customers.name(row.customer_id) or ""
    if chosen is None or not mistyped(typed, [chosen.name]):
        raise Refusal(Why.NOT_FOUND, what="that customer")
    set_customer(books, desk, row, chosen.name, actor.user_id)


def take(
    books: Books,
    desk: Desk,
    row: Observation,
    unclear: Unclear,
    by: str,
    *,
    declined: bool = False,
) -> list[Unclear]:
    """A piece of the words was meant as an option: take it out of them and use it, as `use` does.
    What is to be asked about it then; `DECLINED` for a no to follow-up."""
    set_words(books, row, without(row.words, unclear.stands))
    if unclear.key == "customer":
        heard = set_customer(books, desk, row, unclear.typed, by)
        return [Unclear("customer", heard.name)] if heard and heard.is_added else []
    values, left = understand(books, {unclear.key: unclear.typed})
    for key, value in values.items():
        use(books, desk, row, key, value, by, declined=declined)
    return [DECLINED] if values.get("followup") == DECLINED.typed else left


# -- inside ---------------------------------------------------------------------------------------


def _meant(books: Books, key: str, typed: str) -> str | None:
    if key == "followup":
        word = typed.strip().casefold()
        return next((said for said, words in _YES_OR_NO.items() if word in words), None)
    known = _known(books, key)
    found = match(typed.replace("_", " ") if key in _CHOICES else typed, known)
    return known[found] if found else None


def _chosen(choices: type[C], value: str) -> C:
    try:
        return choices(value)
    except ValueError:
        raise Refusal(Why.NOT_FOUND, what="that choice") from None


def _known(books: Books, key: str) -> dict[str, str]:
    """By name, the value of each that there is."""
    if key == "touchpoint":
        return {row.name: str(row.id) for row in books.catalogue.touchpoints()}
    return {choice.label: choice.value for choice in _CHOICES[key]}
