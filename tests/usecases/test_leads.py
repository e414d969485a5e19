"""Who leads customer experience: the first claim wins, and somebody always does."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import select

from bot.domain.errors import Refusal, Why
from bot.domain.issue import IssueState
from bot.domain.policy import Actor
from bot.usecases.acknowledge_issue import acknowledge_issue
from bot.usecases.leads import claim_lead, may_claim, set_leads
from storage.books import Books
from storage.repositories.leads import Leads
from storage.tables import AuditEntry, Person
from storage.tables.delivery import CardKind
from tests.support.office import MONDAY, TEAM, Office

ADMINS = ("U0JO", "U0PRIYA")


def nobody_leads(office: Office) -> None:
    def work(books: Books) -> None:
        Leads(books).replace([])
        for user_id in ADMINS:
            _person(books, user_id).is_admin = True

    office.do(work)


def gone(office: Office, *user_ids: str) -> None:
    def work(books: Books) -> None:
        for user_id in user_ids:
            _person(books, user_id).is_deleted = True

    office.do(work)


def claim(office: Office, user_id: str) -> None:
    office.do(lambda books: claim_lead(books, office.desk, user_id))


def change(office: Office, *user_ids: str, by: str = "U0LENA") -> None:
    office.do(lambda books: set_leads(books, office.desk, user_ids, by))


def leads(office: Office) -> list[str]:
    return office.ask(lambda books: books.people.leads())


def audit(office: Office) -> list[tuple[str | None, Any, Any]]:
    def rows(books: Books) -> list[tuple[str | None, Any, Any]]:
        found = books.session.exec(select(AuditEntry).order_by("id"))
        return [(row.actor, row.before, row.after) for row in found if row.what == "cx leads"]

    return office.ask(rows)


# -- claiming -------------------------------------------------------------------------------------


def test_the_second_press_learns_who_was_quicker(office: Office) -> None:
    nobody_leads(office)
    claim(office, "U0JO")
    with pytest.raises(Refusal) as refused:
        claim(office, "U0PRIYA")
    assert (refused.value.why, refused.value.facts["person"]) == (Why.ALREADY, "U0JO")
    assert refused.value.facts["state"] == "led"
    assert leads(office) == ["U0JO"]
    assert audit(office) == [("U0JO", [], ["U0JO"])]


def test_pressing_twice_is_no_harm(office: Office) -> None:
    nobody_leads(office)
    claim(office, "U0JO")
    with pytest.raises(Refusal) as refused:
        claim(office, "U0JO")
    assert refused.value.facts["state"] == "lead"
    assert leads(office) == ["U0JO"]


def test_two_admins_at_the_same_moment_make_one_lead(office: Office) -> None:
    nobody_leads(office)
    start, outcomes = threading.Barrier(2), []

    def press(user_id: str) -> None:
        start.wait()
        try:
            claim(office, user_id)
            outcomes.append("won")
        except Refusal as refusal:
            outcomes.append(str(refusal.facts["state"]))

    threads = [threading.Thread(target=press, args=(user_id,)) for user_id in ADMINS]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["led", "won"]
    assert len(leads(office)) == 1
    assert len(audit(office)) == 1


def test_who_claims_gets_what_nobody_owned_and_its_clocks_start(office: Office) -> None:
    nobody_leads(office)
    gone(office, "U0SAM", "U0MAYA")
    office.log()
    assert (office.issue.owner, office.issue.acknowledge_due) == (None, None)
    office.later(days=1)
    claim(office, "U0JO")
    issue = office.issue
    assert issue.owner == "U0JO"
    assert issue.acknowledge_due
    assert issue.acknowledge_due > office.now
    [card] = office.cards(CardKind.ISSUE, "U0JO")
    assert office.due(card)
    assert office.history()[-1] == ("reassigned", "U0JO")


def test_owned_issues_stay_with_their_owners(office: Office) -> None:
    nobody_leads(office)
    office.log()
    claim(office, "U0JO")
    assert office.issue.owner == "U0SAM"


def test_a_deactivated_lead_is_none(office: Office) -> None:
    nobody_leads(office)
    claim(office, "U0JO")
    gone(office, "U0JO")
    claim(office, "U0PRIYA")
    assert leads(office) == ["U0PRIYA"]


@pytest.mark.parametrize(
    ("more", "offered"),
    [
        ({"is_admin": True}, True),
        ({}, False),
        ({"is_admin": True, "is_deleted": True}, False),
        ({"is_admin": True, "is_external": True}, False),
    ],
)
def test_admins_are_offered_it_until_a_lead_is_active(
    office: Office, more: dict[str, Any], offered: bool
) -> None:
    actor = Actor("U0JO", TEAM, **more)
    assert not office.ask(lambda books: may_claim(books, actor))
    nobody_leads(office)
    assert office.ask(lambda books: may_claim(books, actor)) is offered


# -- the list in the settings ---------------------------------------------------------------------


def test_the_list_keeps_its_order(office: Office) -> None:
    change(office, "U0SAM", "U0LENA", "U0SAM")
    assert leads(office) == ["U0SAM", "U0LENA"]
    assert audit(office) == [("U0LENA", ["U0LENA"], ["U0SAM", "U0LENA"])]


def test_at_least_one_stays(office: Office) -> None:
    with pytest.raises(Refusal) as refused:
        change(office)
    assert (refused.value.why, refused.value.field) == (Why.MISSING, "leads")
    assert leads(office) == ["U0LENA"]


def test_an_unchanged_list_is_not_on_record(office: Office) -> None:
    change(office, "U0LENA")
    assert audit(office) == []


@pytest.mark.parametrize("fault", ["is_guest", "is_bot", "is_deleted"])
def test_who_cant_answer_cant_lead(office: Office, fault: str) -> None:
    office.do(lambda books: setattr(_person(books, "U0JO"), fault, True))
    with pytest.raises(Refusal) as refused:
        change(office, "U0LENA", "U0JO")
    assert (refused.value.why, refused.value.facts["person"]) == (Why.NOT_A_PERSON, "U0JO")
    assert leads(office) == ["U0LENA"]


def test_a_lead_who_is_away_may_stay_but_adopts_nothing(office: Office) -> None:
    day = MONDAY.date()
    office.do(lambda books: books.people.add_away("U0LENA", day, day, "U0LENA", MONDAY))
    gone(office, "U0SAM", "U0MAYA")
    office.log()
    assert office.issue.owner is None
    change(office, "U0LENA", "U0JO")
    assert leads(office) == ["U0LENA", "U0JO"]
    assert office.issue.owner == "U0JO"


def _person(books: Books, user_id: str) -> Person:
    person = books.people.get(user_id)
    assert person is not None
    return person


# -- without one ----------------------------------------------------------------------------------


def test_who_acknowledges_what_nobody_owns_answers_for_it(office: Office) -> None:
    nobody_leads(office)
    gone(office, "U0SAM", "U0MAYA")
    office.log(by="U0PRIYA")
    office.later(days=3)
    office.with_issue(acknowledge_issue, by="U0JO")
    issue = office.issue
    assert (issue.owner, issue.state) == ("U0JO", IssueState.ACKNOWLEDGED)
    assert issue.promise_due == datetime(2026, 9, 18, 17, 0, tzinfo=UTC)
    assert issue.resolve_due == datetime(2026, 10, 1, 17, 0, tzinfo=UTC), "its clocks start now"
    assert [what for what, _ in office.history()] == ["opened", "reassigned", "acknowledged"]
    (card,) = office.cards(CardKind.ISSUE, "U0JO")
    assert "Thanks, it's yours. <@U0PRIYA> knows." in office.shown(card)["text"]
    (receipt,) = office.cards(CardKind.RECEIPT, "U0PRIYA")
    assert "<@U0JO> has it now." in office.shown(receipt)["text"]
