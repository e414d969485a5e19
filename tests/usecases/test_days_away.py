"""Days away, on both databases: what becomes of clocks and promises, and what may be entered."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlmodel import select

from bot.domain.errors import Refusal, Why
from bot.domain.issue import IssueState
from bot.domain.promise import PromiseState
from bot.usecases.away import cancel_days_away, enter_days_away
from storage.books import Books
from storage.tables import AuditEntry, Person
from storage.unit_of_work import Storage
from tests.support.absences import (
    LENA,
    MAYA,
    NEW_YORK,
    SAM,
    away,
    back,
    day,
    no_deputy,
    numbered,
    on,
    promise,
    promises,
)
from tests.support.clockwork import Clockwork, at


@pytest.fixture
def office(storage: Storage) -> Clockwork:
    """Monday the 14th, 10:00. Sam owns Data import, Maya is his deputy."""
    return Clockwork(storage)


# -- nobody stands in -----------------------------------------------------------------------------


def test_without_a_deputy_the_clocks_stand_still(office: Clockwork) -> None:
    no_deputy(office)
    office.log()
    before = office.issue
    away(office, 15, 21)
    issue = office.issue
    assert issue.owner == SAM
    assert before.acknowledge_due == at(15, 17)
    assert issue.acknowledge_due == at(22, 17), "five working days later"
    assert before.resolve_due == at(28, 17)
    assert issue.resolve_due == datetime(2026, 10, 5, 17, tzinfo=UTC)
    assert ("due times changed", "Sam is away Tue 15 Sep – Mon 21 Sep") in office.events()
    on(office, at(21, 23))
    assert office.nudges(SAM) == []
    assert office.rounds() == []


def test_a_deputy_who_comes_back_stands_in_from_then_on(office: Clockwork) -> None:
    away(office, 14, 15, MAYA)
    office.log()
    away(office, 14, 18)
    assert office.issue.owner == SAM
    on(office, at(16, 10))
    assert office.issue.owner == MAYA


def test_planned_days_that_are_cancelled_move_everything_back(office: Clockwork) -> None:
    no_deputy(office)
    office.log()
    before = office.issue
    away(office, 16, 18)

    def cancel(books: Books) -> None:
        [row] = books.absences.of(SAM, day(14))
        cancel_days_away(books, office.desk, row, SAM)

    office.do(cancel)
    assert office.issue.resolve_due == before.resolve_due
    on(office, at(16, 10))
    assert office.issue.owner == SAM
    assert office.ask(lambda books: books.people.away(SAM)) == []


def test_days_that_have_begun_are_not_cancelled_but_ended(office: Clockwork) -> None:
    away(office, 14, 18)

    def cancel(books: Books) -> None:
        [row] = books.absences.of(SAM, day(14))
        cancel_days_away(books, office.desk, row, SAM)

    with pytest.raises(Refusal) as refused:
        office.do(cancel)
    assert refused.value.why is Why.ALREADY


# -- promises -------------------------------------------------------------------------------------


def test_a_promise_due_then_is_void_and_one_due_later_stays_with_its_issue(
    office: Clockwork,
) -> None:
    office.log("Later.")
    promise(office, 21)
    office.log("Meanwhile.")
    promise(office, 16)
    away(office, 15, 18)
    on(office, at(15, 10))
    assert (office.issue.owner, office.issue.state) == (MAYA, IssueState.OPEN)
    assert promises(office) == [PromiseState.VOID]
    assert ("promise void", "“Find out why” by Wed 16 Sep: Sam is away") in office.events()
    kept = numbered(office, 1)
    assert (kept.owner, kept.state) == (SAM, IssueState.ACKNOWLEDGED)
    standing = office.ask(lambda books: books.issues.standing_promise(kept.id or 0))
    assert standing is not None


def test_a_promise_can_still_be_kept_before_the_days_begin(office: Clockwork) -> None:
    office.log()
    promise(office, 16)
    away(office, 15, 18)
    assert promises(office) == [PromiseState.STANDING]


def test_without_a_deputy_the_next_promise_is_asked_for_after_the_return(
    office: Clockwork,
) -> None:
    no_deputy(office)
    office.log()
    promise(office, 16)
    away(office, 14, 18)
    assert promises(office) == [PromiseState.VOID]
    assert office.issue.state is IssueState.ACKNOWLEDGED
    assert office.issue.promise_due == at(21, 17)


def test_days_entered_afterwards_take_the_blame_from_what_was_broken_then(
    office: Clockwork,
) -> None:
    on(office, at(14, 10))
    office.log()
    promise(office, 15)
    on(office, at(15, 9))
    on(office, at(15, 18))
    assert promises(office) == [PromiseState.BROKEN]
    on(office, at(16, 8))
    away(office, 15, 15, by=LENA)
    assert promises(office) == [PromiseState.VOID]
    assert office.history()[-1] == ("promise void", LENA)
    on(office, at(16, 10))
    assert "Find out why" not in str([office.shown(card) for card in office.nudges(SAM)][1:])


def test_what_was_missed_on_days_entered_afterwards_is_due_later_and_climbs_no_more(
    office: Clockwork,
) -> None:
    no_deputy(office)
    office.tick()
    office.log()
    on(office, at(15, 18))
    assert [row.ended_at for row in office.rounds()] == [None]
    away(office, 15, 15)
    assert office.issue.acknowledge_due == at(16, 17)
    assert office.rounds()[0].ended_at == office.now


# -- what may be entered --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "stand_in", "why", "field"),
    [
        (day(18), day(14), None, Why.ENDS_BEFORE, "last"),
        (day(14), date(2028, 1, 1), None, Why.TOO_FAR, "last"),
        (date(2024, 1, 1), day(14), None, Why.TOO_FAR, "first"),
        (day(14), day(18), "U0NOBODY", Why.NOT_A_PERSON, "stand_in"),
        (day(14), day(18), SAM, Why.NOT_A_PERSON, "stand_in"),
    ],
)
def test_days_that_cant_be_are_refused_at_their_input(
    office: Clockwork, first: date, last: date, stand_in: str | None, why: Why, field: str
) -> None:
    office.log()
    with pytest.raises(Refusal) as refused:
        office.do(
            lambda books: enter_days_away(
                books, office.desk, SAM, first, last, stand_in=stand_in, by=SAM
            )
        )
    assert (refused.value.why, refused.value.field) == (why, field)
    assert office.issue.owner == SAM


def test_days_away_are_in_the_audit_log(office: Clockwork) -> None:
    away(office, 14, 18, by=LENA)
    back(office)
    rows = office.ask(lambda books: list(books.session.exec(select(AuditEntry).order_by("id"))))
    assert [(row.actor, row.what, row.subject) for row in rows] == [
        (LENA, "days away", SAM),
        (SAM, "days away", SAM),
    ]
    assert rows[0].after["last"] == "2026-09-18"
    assert rows[1].after is None, "they never were"


def test_another_time_zone_changes_future_clocks_only(office: Clockwork) -> None:
    office.log()
    before = office.issue.acknowledge_due

    def move(books: Books) -> None:
        person = books.people.get(SAM)
        assert isinstance(person, Person)
        person.zone = NEW_YORK

    office.do(move)
    office.tick()
    assert office.issue.acknowledge_due == before
    office.log("Another.")
    assert office.issue.acknowledge_due == at(15, 21)
