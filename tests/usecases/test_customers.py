"""Customers: found by what people type, and set right."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import sleep
from typing import Any

import pytest
from sqlmodel import select

from bot.domain.errors import Refusal, Why
from bot.domain.vocabulary import Relation
from bot.usecases.customers import customer_facts, edit_customer
from bot.usecases.edit_observation import set_customer
from bot.usecases.log_observation import NewObservation, log_observation
from storage.books import Books
from storage.engine import database_url as parsed
from storage.engine import make_engine
from storage.tables import AuditEntry, Customer, Person
from storage.unit_of_work import Storage
from tests.support.office import MONDAY, TEAM, Office

PRIYA, JO = "U0PRIYA", "U0JO"
Step = Callable[[Books, Office], None]


def edit(office: Office, name: str, **given: Any) -> Customer:
    values = {"relation": Relation.CUSTOMER, "segment": "", "account_owner": None, "by": JO}

    def work(books: Books) -> Customer:
        row = books.customers.find(name)
        edit_customer(books, office.desk, row, **(values | given))
        return row

    return office.do(work)


def name_found(office: Office, typed: str) -> str:
    return office.ask(lambda books: books.customers.find(typed).name)


def test_a_customer_is_found_by_its_name_however_it_is_typed(office: Office) -> None:
    office.log(customer="Acme Corp.")
    office.log(customer="Blue & Sons")
    for typed in ("acme corp.", '"Acme Corp"', "Acme", "blue and sons", "“Blue & Sons”"):
        assert name_found(office, typed) == ("Blue & Sons" if "lue" in typed else "Acme Corp.")


def test_an_unknown_name_is_answered_with_those_near(office: Office) -> None:
    office.log(customer="Acme Corp")
    with pytest.raises(Refusal) as raised:
        office.ask(lambda books: books.customers.find("Acmee Corp"))
    assert raised.value.why is Why.UNKNOWN_VALUE
    assert raised.value.facts == {"key": "customer", "value": "Acmee Corp", "near": ["Acme Corp"]}


def test_a_name_longer_than_its_column_is_one_customer(office: Office) -> None:
    for name in ("A" * 200, "A" * 170, "ﷺ" * 200, "ﷺ" * 170):
        office.log(customer=name)
    assert sorted(map(len, office.ask(lambda books: books.customers.names()))) == [140, 140]


def _log(books: Books, office: Office) -> None:
    new = NewObservation("It ate the file again.", customer="Acmee")
    log_observation(books, office.desk, JO, new)


def _drop(books: Books, office: Office) -> None:
    row = books.observations.of_reporter(PRIYA, limit=1)[0]
    set_customer(books, office.desk, row, "Acme", PRIYA)


@pytest.mark.parametrize(
    ("first", "second", "slip"),
    [(_log, _log, "Blue"), (_log, _drop, "Acmee"), (_drop, _log, "Acmee")],
)
def test_a_customer_whom_two_copies_add_or_drop_at_once_is_there_for_who_names_them(
    office: Office, migrated_url: str, first: Step, second: Step, slip: str
) -> None:
    office.log(customer="Acme")
    office.log(by=PRIYA, customer=slip)
    begun = Event()

    def slowly(books: Books) -> None:
        first(books, office)
        books.session.flush()
        begun.set()
        sleep(0.2)

    other = Storage(make_engine(parsed(migrated_url)))
    with ThreadPoolExecutor() as pool:
        one = pool.submit(office.do, slowly)
        assert begun.wait(5)
        two = pool.submit(other.write_now, TEAM, lambda books: second(books, office))
        one.result()
        two.result()
    other.close()
    mine = office.ask(lambda books: books.observations.of_reporter(JO, limit=1)[0].customer_id)
    assert office.ask(lambda books: books.customers.name(mine)) == "Acmee"


def test_saving_makes_a_customer_known_and_is_audited(office: Office) -> None:
    office.log(customer="Acme")
    row = edit(
        office, "Acme", relation=Relation.LOST, segment="  Enter\nprise ", account_owner=PRIYA
    )
    assert (row.relation, row.segment, row.account_owner, row.is_new) == (
        Relation.LOST,
        "Enter prise",
        PRIYA,
        False,
    )
    entries = office.ask(lambda books: list(books.session.exec(select(AuditEntry))))
    assert [
        (entry.actor, entry.before["is_new"], entry.after["relation"]) for entry in entries
    ] == [(JO, True, "lost")]
    edit(office, "Acme", relation=Relation.LOST, segment="Enter prise", account_owner=PRIYA)
    assert len(office.ask(lambda books: list(books.session.exec(select(AuditEntry))))) == 1


def test_an_account_owner_is_a_colleague_who_may_be_away(office: Office) -> None:
    office.log(customer="Acme")
    today = office.now.date()

    def furnish(books: Books) -> None:
        guest = Person(team_id=TEAM, user_id="U0GUEST", is_guest=True, seen_at=MONDAY)
        books.people.save(guest)
        books.people.add_away(PRIYA, today, today, PRIYA, office.now)

    office.do(furnish)
    for person in ("U0GUEST", "U0NOBODY"):
        with pytest.raises(Refusal) as raised:
            edit(office, "Acme", account_owner=person)
        assert (raised.value.why, raised.value.field) == (Why.NOT_A_PERSON, "account_owner")
    assert edit(office, "Acme", account_owner=PRIYA).account_owner == PRIYA


def test_only_unresolved_issues_of_the_customer_are_counted(office: Office) -> None:
    for name in ("Acme", "Acme", "Blue"):
        office.log(customer=name)
    office.log(customer="Acme", follow_up=False)
    facts = office.ask(
        lambda books: customer_facts(
            books, office.desk, books.customers.find("Acme"), books.people.actor(JO)
        )
    )
    assert (sorted(facts.open_issues), facts.open_count, facts.is_new) == ([1, 2], 2, True)
