"""Somebody leaves, on both databases: who answers then, who hears of it, and what stays open."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from bot.blocks.facts import LeftFacts
from bot.domain.issue import IssueState
from bot.domain.promise import PromiseState
from bot.usecases.acknowledge_issue import acknowledge_issue
from bot.usecases.away import enter_days_away
from bot.usecases.end_issue import resolve_issue
from bot.usecases.hand_over import reassign_issue
from bot.usecases.leave import SHOWN_FOR, hand_on_everything, recent_leavers
from bot.usecases.promises import make_promise
from storage.books import Books
from storage.tables import Card, Touchpoint
from storage.tables.delivery import CardKind
from storage.unit_of_work import Storage
from tests.support.clockwork import Clockwork

SAM, MAYA, JO, LENA, PRIYA = "U0SAM", "U0MAYA", "U0JO", "U0LENA", "U0PRIYA"


@pytest.fixture
def office(storage: Storage) -> Clockwork:
    """Sam owns Data import, Maya is his deputy; Jo owns the journey, Lena leads and sponsors it."""
    return Clockwork(storage)


def mark(office: Clockwork, *people: str, **flags: Any) -> None:
    def work(books: Books) -> None:
        for user_id in people:
            person = books.people.get(user_id)
            assert person is not None
            for name, value in (flags or {"is_deleted": True}).items():
                setattr(person, name, value)
            books.session.add(person)

    office.do(work)


def leave(office: Clockwork, person: str = SAM) -> None:
    mark(office, person)
    office.do(lambda books: hand_on_everything(books, office.desk, person))


def leavers(office: Clockwork) -> list[LeftFacts]:
    return office.ask(lambda books: recent_leavers(books, office.desk))


def place(office: Clockwork) -> Touchpoint:
    row = office.ask(lambda books: books.catalogue.touchpoint(office.data_import))
    assert row is not None
    return row


def waiting_cards(office: Clockwork, person: str) -> list[Card]:
    return office.ask(
        lambda books: [
            card
            for card in books.session.exec(select(Card).order_by("id"))
            if card.person == person and books.outbox.unsent(card)
        ]
    )


# -- issues ---------------------------------------------------------------------------------------


def test_all_open_issues_move_and_the_new_owner_gets_one_message(office: Clockwork) -> None:
    for words in ("One.", "Two.", "Three.", "Four.", "Five."):
        office.log(words)
    leave(office)
    owners = {
        issue.owner for issue in office.ask(lambda books: books.issues.page(office.now, limit=9)[0])
    }
    assert owners == {MAYA}
    [message] = waiting_cards(office, MAYA)
    assert message.kind is CardKind.BUNDLE
    shown = office.shown(message)
    assert "<@U0SAM> can't answer here any more." in shown["text"]
    assert str(shown["blocks"]).count("'Acknowledge'") == 5


def test_a_promise_ends_without_blame_and_only_the_time_to_acknowledge_is_new(
    office: Clockwork,
) -> None:
    office.log()
    resolve_due = office.issue.resolve_due
    office.with_issue(make_promise, "Ask", office.now.date() + timedelta(days=3))
    office.later(days=1)
    leave(office)
    issue = office.issue
    assert (issue.owner, issue.state, issue.resolve_due) == (MAYA, IssueState.OPEN, resolve_due)
    assert issue.acknowledge_due
    assert issue.acknowledge_due > office.now + timedelta(hours=24)
    promises = office.ask(lambda books: books.issues.promises(issue.id or 0))
    assert [row.state for row in promises] == [PromiseState.VOID]
    assert office.history()[-1] == ("reassigned", None)


def test_what_nobody_can_answer_waits_with_its_clocks_stopped(office: Clockwork) -> None:
    office.log()
    mark(office, MAYA, JO, LENA)
    leave(office)
    assert (office.issue.owner, office.issue.acknowledge_due) == (None, None)
    assert leavers(office)[0].moved == [(None, 1)]


def test_what_is_done_stays_as_it_was(office: Clockwork) -> None:
    office.log()
    office.with_issue(resolve_issue, "Fixed.")
    leave(office)
    assert office.issue.owner == SAM


def test_what_was_only_lent_to_a_leaver_still_goes_back(office: Clockwork) -> None:
    office.log()
    first, last = office.now.date(), office.now.date() + timedelta(days=1)
    office.do(
        lambda books: enter_days_away(books, office.desk, SAM, first, last, stand_in=None, by=SAM)
    )
    assert office.issue.owner == MAYA
    leave(office, MAYA)
    assert office.issue.owner == JO
    office.later(days=2)
    office.tick()
    assert office.issue.owner == SAM


# -- parts ----------------------------------------------------------------------------------------


def test_a_leaver_has_no_part_any_more_and_gets_nothing_back_by_returning(
    office: Clockwork,
) -> None:
    office.log()
    leave(office)
    mark(office, SAM, is_deleted=False)
    office.tick()
    assert place(office).owner is None
    assert office.issue.owner == MAYA


def test_a_lead_who_leaves_leads_no_more_after_returning(office: Clockwork) -> None:
    leave(office, LENA)
    mark(office, LENA, is_deleted=False)
    assert office.ask(lambda books: books.people.leads()) == []


@pytest.mark.parametrize(
    ("person", "part", "name"),
    [
        (SAM, "owner", "Data import"),
        (MAYA, "deputy", "Data import"),
        (JO, "owner", "Customer journey"),
        (LENA, "sponsor", "Customer journey"),
    ],
)
def test_leads_see_which_part_is_open_until_somebody_has_it(
    office: Clockwork, person: str, part: str, name: str
) -> None:
    leave(office, person)
    [left] = leavers(office)
    assert (left.person, list(left.open_parts)) == (person, [(name, part)])

    def fill(books: Books) -> None:
        touchpoint = books.catalogue.touchpoint(office.data_import)
        journey = books.catalogue.journey(office.journey)
        for row in (touchpoint, journey):
            if hasattr(row, part):
                setattr(row, part, PRIYA)
            books.session.add(row)

    office.do(fill)
    assert list(leavers(office)[0].open_parts) == []
    office.later(days=SHOWN_FOR.days + 1)
    assert leavers(office) == []


def test_leads_see_where_the_issues_went(office: Clockwork) -> None:
    office.log("One.")
    office.log("Two.")
    office.with_issue(acknowledge_issue)
    leave(office)
    [left] = leavers(office)
    assert list(left.moved) == [(MAYA, 2)]


# -- how it is noticed ----------------------------------------------------------------------------


@pytest.mark.parametrize("flag", ["is_deleted", "is_guest", "is_bot"])
def test_a_tick_sees_to_whoever_left_unheard(office: Clockwork, flag: str) -> None:
    office.log()
    mark(office, SAM, **{flag: True})
    office.tick()
    assert office.issue.owner == MAYA
    assert place(office).owner is None


def test_nothing_happens_twice(office: Clockwork) -> None:
    office.log()
    leave(office)
    leave(office)
    office.tick()
    assert len(leavers(office)) == 1
    assert [what for what, _ in office.history()] == ["opened", "reassigned"]


def test_nobody_else_is_touched(office: Clockwork) -> None:
    office.log()
    office.with_issue(reassign_issue, PRIYA, "Yours")
    leave(office)
    assert office.issue.owner == PRIYA
    assert place(office).deputy == MAYA
