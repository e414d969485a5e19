"""A promise can be moved once, before its day is over, with a reason."""

from __future__ import annotations

from datetime import date

import pytest

from bot.domain.errors import Refusal, Why
from bot.domain.issue import IssueState
from bot.domain.promise import PromiseState
from bot.usecases.promises import keep_promise, make_promise, move_promise
from storage.tables.delivery import CardKind
from storage.unit_of_work import Storage
from tests.support.clockwork import Clockwork, at

SAM, PRIYA = "U0SAM", "U0PRIYA"
WEDNESDAY, FRIDAY = date(2026, 9, 16), date(2026, 9, 18)


@pytest.fixture
def office(storage: Storage) -> Clockwork:
    """Sam promised to find out by Wednesday."""
    office = Clockwork(storage)
    office.log(customer="Acme")
    office.with_issue(make_promise, "Find out", WEDNESDAY)
    return office


def promises(office: Clockwork) -> list[tuple[PromiseState, date]]:
    return office.ask(
        lambda books: [
            (row.state, row.due_on) for row in books.issues.promises(office.issue.id or 0)
        ]
    )


def refusal(office: Clockwork, due_on: date, why: str = "Tax check ran long") -> Refusal:
    with pytest.raises(Refusal) as refused:
        office.with_issue(move_promise, due_on, why)
    return refused.value


def test_it_is_recorded_as_moved_and_whoever_reported_it_reads_why(office: Clockwork) -> None:
    (receipt,) = office.cards(CardKind.RECEIPT, PRIYA)
    office.send(receipt)
    office.with_issue(move_promise, FRIDAY, "Tax check ran long")
    assert promises(office) == [(PromiseState.MOVED, WEDNESDAY), (PromiseState.STANDING, FRIDAY)]
    assert office.events()[-1] == (
        "promise moved",
        "“Find out” from Wed 16 Sep to Fri 18 Sep: Tax check ran long",
    )
    said = office.shown(receipt)["text"]
    assert "“Find out” by *Fri 18 Sep* (moved from Wed 16 Sep: “Tax check ran long”)" in said
    assert office.issue.state is IssueState.ACKNOWLEDGED


def test_the_second_time_is_refused_and_a_new_promise_can_be_moved_again(
    office: Clockwork,
) -> None:
    office.with_issue(move_promise, FRIDAY, "Tax check ran long")
    second = refusal(office, date(2026, 9, 21))
    assert (second.why, second.facts["state"]) == (Why.ALREADY, "moved")
    office.with_issue(keep_promise)
    office.with_issue(make_promise, "Write to Acme", FRIDAY)
    office.with_issue(move_promise, date(2026, 9, 22), "Acme is away")
    assert promises(office)[-1] == (PromiseState.STANDING, date(2026, 9, 22))


@pytest.mark.parametrize(
    ("due_on", "why", "refused"),
    [
        (FRIDAY, " ", Why.MISSING),
        (WEDNESDAY, "Later", Why.NOT_LATER),
        (date(2026, 9, 15), "Earlier", Why.NOT_LATER),
        (date(2028, 9, 15), "Much later", Why.TOO_FAR),
    ],
)
def test_it_needs_a_later_date_and_a_reason(
    office: Clockwork, due_on: date, why: str, refused: Why
) -> None:
    said = refusal(office, due_on, why)
    assert said.why is refused
    assert (said.typed or " ") == why, "what was typed is carried back"
    assert promises(office) == [(PromiseState.STANDING, WEDNESDAY)]


def test_on_the_day_itself_it_can_be_moved_from_the_nudge_until_work_ends(
    office: Clockwork,
) -> None:
    office.until(at(16, 9))
    shown = str(office.last_nudge(SAM))
    assert "promise due today" in shown
    assert "promise_move" in shown
    office.now = at(16, 16)
    office.with_issue(move_promise, FRIDAY, "Tax check ran long")
    shown = str(office.last_nudge(SAM))
    assert "_promised for Fri 18 Sep_" in shown
    assert "promise_move" not in shown
    office.until(at(18, 16))
    assert "lapsed" not in [what for what, _ in office.events()], "the old date is over"
    office.until(at(21, 9))
    assert promises(office)[-1] == (PromiseState.BROKEN, FRIDAY)


def test_once_its_day_is_over_it_is_too_late(office: Clockwork) -> None:
    office.now = at(16, 17)
    assert refusal(office, FRIDAY).facts["state"] == "over"


def test_a_promise_that_is_not_there_is_not_moved(office: Clockwork) -> None:
    office.with_issue(keep_promise)
    assert refusal(office, FRIDAY).facts["state"] == "kept"


def test_moving_ends_no_round_of_the_ladder(office: Clockwork) -> None:
    office.with_issue(keep_promise)
    office.with_issue(make_promise, "Mend it", date(2026, 9, 30))
    office.until(at(29, 9))  # the time to resolve is missed meanwhile
    assert [row.ended_at for row in office.rounds()] == [None]
    office.with_issue(move_promise, date(2026, 10, 2), "The vendor is late")
    assert [row.ended_at for row in office.rounds()] == [None]
