"""What people set: their own time, a channel's reaction, the workspace's settings."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from bot.domain.errors import Refusal, Why
from bot.usecases.reactions import emoji_name, switch_reaction
from bot.usecases.workspace_settings import set_setting, set_working_time
from storage.books import Books
from storage.tables import AuditEntry, Person
from tests.support.office import Office

NINE_TO_FIVE: dict[str, Any] = {
    "workdays": {0, 1, 2, 3, 4},
    "start": time(9),
    "end": time(17),
    "country": None,
}


def set_time(office: Office, **hours: Any) -> None:
    def work(books: Books) -> None:
        set_working_time(books, office.desk, _sam(books), **{**NINE_TO_FIVE, **hours})

    office.do(work)


def audit(office: Office) -> list[AuditEntry]:
    return office.ask(lambda books: list(books.session.exec(select(AuditEntry).order_by("id"))))


# -- working time ---------------------------------------------------------------------------------


def test_own_hours_are_the_ones_the_clocks_run_on(office: Office) -> None:
    set_time(office, workdays={6, 0}, start=time(22, 30), end=time(6), country=" de ")
    calendar = office.ask(lambda books: books.people.calendar("U0SAM"))
    assert calendar.workdays == {0, 6}
    assert (calendar.start, calendar.end) == (time(22, 30), time(6))
    assert calendar.country == "DE"


def test_a_change_of_hours_is_on_record_once(office: Office) -> None:
    set_time(office)
    set_time(office, end=time(16, 15))
    set_time(office, end=time(16, 15))
    [entry] = audit(office)
    assert (entry.what, entry.actor) == ("working time", "U0SAM")
    assert (entry.before["end"], entry.after["end"]) == (17 * 60, 16 * 60 + 15)


@pytest.mark.parametrize(
    ("hours", "field", "why"),
    [
        ({"workdays": set()}, "workdays", Why.MISSING),
        ({"start": time(9), "end": time(9)}, "work_end", Why.NO_HOURS),
        ({"country": "XX"}, "country", Why.UNKNOWN_VALUE),
        ({"workdays": {7}}, "workdays", Why.MISSING),
    ],
)
def test_hours_that_cant_be_are_refused_at_their_input(
    office: Office, hours: dict[str, Any], field: str, why: Why
) -> None:
    with pytest.raises(Refusal) as refused:
        set_time(office, **hours)
    assert (refused.value.field, refused.value.why) == (field, why)
    assert audit(office) == []


# -- reactions ------------------------------------------------------------------------------------


def switch(office: Office, emoji: str | None, by: str = "U0JO") -> None:
    office.do(lambda books: switch_reaction(books, office.desk, "C0CX", emoji, by))


def rule(office: Office) -> str | None:
    found = office.ask(lambda books: books.observations.reaction_rule("C0CX"))
    return found.emoji if found else None


def test_a_reaction_is_switched_on_changed_and_off(office: Office) -> None:
    switch(office, ":ear:")
    assert rule(office) == "ear"
    switch(office, "eyes", by="U0SAM")
    assert rule(office) == "eyes"
    switch(office, None)
    assert rule(office) is None
    switch(office, None)
    changes = [(row.actor, row.subject, row.before, row.after) for row in audit(office)]
    assert changes == [
        ("U0JO", "C0CX", None, "ear"),
        ("U0SAM", "C0CX", "ear", "eyes"),
        ("U0JO", "C0CX", "eyes", None),
    ]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("ear", "ear"),
        (" :Ear: ", "ear"),
        (":ear::skin-tone-3:", "ear"),
        ("+1", "+1"),
        (":größer:", "größer"),
    ],
)
def test_an_emoji_is_known_by_its_name(typed: str, name: str) -> None:
    assert emoji_name(typed) == name


@pytest.mark.parametrize(
    "typed", ["", "::", "two words", "<!channel>", "a\x00b", "x" * 101, "👂", "👂🏽"]
)
def test_what_is_no_emoji_is_refused(typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        emoji_name(typed)
    assert refused.value.field == "reaction_emoji"


@given(st.text())
def test_whatever_is_typed_is_a_storable_name_or_a_refusal(typed: str) -> None:
    try:
        name = emoji_name(typed)
    except Refusal:
        return
    assert 0 < len(name) <= 100
    assert name.encode().decode() == name
    assert not set(name) & set("<>&: \x00")


# -- the workspace --------------------------------------------------------------------------------


def test_a_setting_is_on_record_when_it_changes(office: Office) -> None:
    def name(company: str) -> None:
        office.do(lambda books: set_setting(books, office.desk, "company", company, "U0LENA"))

    for company in ("Northlight", "Northlight", "Southlight"):
        name(company)
    assert [(row.before, row.after) for row in audit(office)] == [
        (None, "Northlight"),
        ("Northlight", "Southlight"),
    ]


def _sam(books: Books) -> Person:
    person = books.people.get("U0SAM")
    assert person is not None
    return person
