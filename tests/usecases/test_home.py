"""What one person's App Home shows, from the books."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from bot.domain.vocabulary import DismissReason, Severity
from bot.usecases.acknowledge_issue import acknowledge_issue
from bot.usecases.desk import UNDO_FOR
from bot.usecases.end_issue import Dismissal, dismiss_issue, reopen_issue
from bot.usecases.home import home_view
from bot.usecases.promises import make_promise
from bot.usecases.snooze_issue import snooze_issue
from storage.books import Books
from storage.repositories.leads import Leads
from storage.tables import Person
from tests.support.office import MONDAY, Office


def home(office: Office, user_id: str) -> str:
    """Every word and id of the page."""
    view = office.ask(lambda books: home_view(books, office.desk, user_id))
    return "\n".join(_texts(view))


def person_is(office: Office, user_id: str, **facts: bool) -> None:
    def work(books: Books) -> None:
        for name, value in facts.items():
            setattr(_person(books, user_id), name, value)

    office.do(work)


def order(page: str, *numbers: int) -> list[int]:
    """The issue numbers in the order in which they wait."""
    return sorted(numbers, key=lambda number: page.index(f"*#{number}*"))


# -- what waits -----------------------------------------------------------------------------------


def test_only_the_owner_sees_an_issue_wait(office: Office) -> None:
    office.log("The seats were full.")
    assert "Waits for you: 1" in home(office, "U0SAM")
    assert "issue_acknowledge" in home(office, "U0SAM")
    assert "issue_acknowledge" not in home(office, "U0MAYA")
    assert "Nothing." in home(office, "U0MAYA")


def test_what_is_due_next_comes_first_and_snoozed_last(office: Office) -> None:
    office.log("one", severity=Severity.LOW)  # look by Wednesday
    office.log("two", severity=Severity.HIGH)  # look within 4 hours
    office.log("three", severity=Severity.HIGH)
    office.with_issue(acknowledge_issue)
    day = MONDAY.date()
    office.with_issue(make_promise, "Call them", day + timedelta(days=1))  # by tomorrow evening
    office.log("four", severity=Severity.CRITICAL)  # look within the hour, but
    office.with_issue(snooze_issue, day + timedelta(days=2), "waiting for the bank")
    page = home(office, "U0SAM")
    assert order(page, 1, 2, 3, 4) == [2, 3, 1, 4]


def test_a_snooze_that_is_over_counts_no_more(office: Office) -> None:
    office.log("one", severity=Severity.HIGH)
    office.log("two", severity=Severity.CRITICAL)
    office.with_issue(snooze_issue, MONDAY.date() + timedelta(days=1), "tomorrow")
    assert order(home(office, "U0SAM"), 1, 2) == [1, 2]
    office.later(days=1)
    assert order(home(office, "U0SAM"), 1, 2) == [2, 1]


def test_five_are_shown_and_the_rest_counted(office: Office) -> None:
    for number in range(7):
        office.log(f"number {number}")
    page = home(office, "U0SAM")
    assert "Waits for you: 7" in page
    assert page.count("issue_resolve") == 5
    assert "and 2 more: `/cx issues mine`" in page


# -- what became of it ----------------------------------------------------------------------------


def test_the_reporter_sees_what_became_of_the_last_five(office: Office) -> None:
    for number in range(6):
        office.log(f"number {number}", follow_up=number == 5)
    page = home(office, "U0PRIYA")
    assert "“number 0”" not in page
    assert "Issue #1 waits for <@U0SAM>." in page
    assert page.count("It counts; nobody is asked to answer.") == 4
    office.with_issue(acknowledge_issue)
    assert "Issue #1: <@U0SAM> has it." in home(office, "U0PRIYA")


def test_undo_lasts_as_long_as_it_works(office: Office) -> None:
    office.log()
    assert "observation_undo" in home(office, "U0PRIYA")
    office.now += UNDO_FOR + timedelta(seconds=1)
    assert "observation_undo" not in home(office, "U0PRIYA")
    assert "observation_edit" in home(office, "U0PRIYA")


def test_a_mere_guess_offers_a_follow_up(office: Office) -> None:
    office.log("I am furious, this is a disgrace.", follow_up=None)
    assert "observation_follow_up" in home(office, "U0PRIYA")


def test_words_said_in_private_reach_their_owner_only(office: Office) -> None:
    office.log("between us", private=True)
    assert "between us" in home(office, "U0PRIYA")
    assert "between us" in home(office, "U0SAM")
    person_is(office, "U0SAM", is_deleted=True)
    for other in ("U0MAYA", "U0JO"):
        assert "between us" not in home(office, other)


# -- who sees which page --------------------------------------------------------------------------


@pytest.mark.parametrize("fault", ["is_guest", "is_deleted", "is_bot"])
def test_who_is_no_member_sees_the_guests_page(office: Office, fault: str) -> None:
    person_is(office, "U0JO", **{fault: True})
    page = home(office, "U0JO")
    assert "As a guest" in page
    assert "log_open" not in page


def test_a_guest_may_log_where_leads_allow_it(office: Office) -> None:
    person_is(office, "U0JO", is_guest=True)
    office.do(lambda books: books.workspace.set("guests_may_log", True, actor="U0LENA", now=MONDAY))
    assert "log_open" in home(office, "U0JO")


def test_a_stranger_sees_nothing_of_ours(office: Office) -> None:
    office.log(customer="Acme")
    page = home(office, "U0NOBODY")
    assert "Acme" not in page
    assert "Set-up" not in page


def test_the_set_up_is_for_leads(office: Office) -> None:
    assert "Set-up" in home(office, "U0LENA")
    assert "Set-up" not in home(office, "U0SAM")
    person_is(office, "U0JO", is_admin=True)
    assert "Set-up" not in home(office, "U0JO")


def test_admins_see_it_until_a_lead_is_active(office: Office) -> None:
    person_is(office, "U0JO", is_admin=True)
    office.do(lambda books: Leads(books).replace([]))
    assert "lead_claim" in home(office, "U0JO")
    assert "lead_claim" not in home(office, "U0SAM")


def test_the_set_up_counts_what_is_done(office: Office) -> None:
    assert "○  4. First observation logged" in home(office, "U0LENA")
    office.log()
    # one touchpoint, owned; a lead; an observation: nothing is left
    assert "Set-up" not in home(office, "U0LENA")


def test_what_nobody_owns_is_counted(office: Office) -> None:
    for user_id in ("U0SAM", "U0MAYA", "U0LENA"):
        person_is(office, user_id, is_deleted=True)
    office.log()
    person_is(office, "U0LENA", is_deleted=False)
    assert "*Nobody owns 1 issue.*" in home(office, "U0LENA")


def test_a_touchpoint_without_an_owner_is_named(office: Office) -> None:
    def work(books: Books) -> None:
        row = books.catalogue.touchpoint(office.data_import)
        assert row is not None
        row.owner = None

    office.do(work)
    assert "No owner yet: *Data import*" in home(office, "U0LENA")


def _texts(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [str(node[key]) for key in ("text", "action_id") if isinstance(node.get(key), str)]
        return own + [text for each in node.values() for text in _texts(each)]
    if isinstance(node, list):
        return [text for each in node for text in _texts(each)]
    return []


def _person(books: Books, user_id: str) -> Person:
    person = books.people.get(user_id)
    assert person is not None
    return person


def test_what_we_chose_stands_in_its_owners_home_from_the_day_of_its_review(office: Office) -> None:
    office.log("It ate the file")
    chosen = Dismissal(DismissReason.WE_CHOSE_THIS, "Too dear", date(2026, 9, 16))
    office.with_issue(dismiss_issue, chosen)
    said = "We chose this; review was set for Wed 16 Sep: “Too dear” Does it still hold?"
    for days, stands in ((0, False), (1, False), (2, True), (30, True)):
        office.now = MONDAY + timedelta(days=days)
        assert (said in home(office, "U0SAM")) is stands, days
        assert said not in home(office, "U0JO")
    office.with_issue(reopen_issue, "Not any more", by="U0LENA")
    assert said not in home(office, "U0SAM")
