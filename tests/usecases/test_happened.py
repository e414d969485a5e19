"""What the tour ticks off has happened: not before, not elsewhere, not long ago."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.loop import LoopState
from bot.usecases.acknowledge_issue import acknowledge_issue
from bot.usecases.end_issue import resolve_issue, settle_loop
from bot.usecases.hand_over import reassign_issue
from bot.usecases.promises import make_promise
from storage.books import Books
from storage.repositories.happened import Happened
from storage.tables.delivery import CardKind
from storage.unit_of_work import Storage
from tests.support.clockwork import Clockwork
from tests.support.office import MONDAY, TEAM

SAM = "U0SAM"
STEPS = ("asked", "cards", "promised", "broken", "resolved", "told")


@pytest.fixture
def office(storage: Storage) -> Clockwork:
    return Clockwork(storage)


def happened(office: Clockwork, since: datetime = MONDAY, team: str = TEAM) -> set[str]:
    def ask(books: Books) -> set[str]:
        looked = Happened(books)
        return {step for step in STEPS if getattr(looked, step)(since)}

    return office.storage.read_now(team, ask)


def settle_everybody(office: Clockwork, state: LoopState) -> None:
    def settle(books: Books) -> None:
        issue = books.issues.numbered(office.issue.number)
        assert issue is not None
        for loop in books.issues.loops(issue.id or 0):
            settle_loop(books, office.desk, issue, loop, state, "U0PRIYA")

    office.do(settle)


def test_each_step_has_happened_once_it_did(office: Clockwork) -> None:
    assert happened(office) == set()
    office.log()
    assert happened(office) == {"asked"}
    office.send_all(CardKind.ISSUE, SAM)
    assert happened(office) == {"asked", "cards"}
    office.with_issue(acknowledge_issue)
    assert happened(office) == {"asked", "cards"}
    office.with_issue(make_promise, "Find out why", date(2026, 9, 15))
    assert happened(office) == {"asked", "cards", "promised"}
    office.until(datetime(2026, 9, 15, 17, tzinfo=UTC))
    assert happened(office) == {"asked", "cards", "promised", "broken"}
    office.with_issue(resolve_issue, "Every format is read.")
    assert happened(office) == {"asked", "cards", "promised", "broken", "resolved"}
    settle_everybody(office, LoopState.TOLD)
    assert happened(office) == set(STEPS)


def test_words_that_nobody_is_to_answer_are_heard_and_not_asked(office: Clockwork) -> None:
    office.log(follow_up=False)
    assert happened(office) == set()
    heard = office.ask(lambda books: Happened(books).heard(MONDAY))
    assert [each.words for each in heard] == ["It ate the file."]


def test_a_customer_who_need_not_be_told_is_settled_too(office: Clockwork) -> None:
    office.log()
    office.with_issue(resolve_issue, "Done.")
    settle_everybody(office, LoopState.WAIVED)
    assert "told" in happened(office)


def test_what_lies_before_the_tour_or_in_another_workspace_is_not_counted(
    office: Clockwork,
) -> None:
    office.log()
    office.send_all(CardKind.ISSUE, SAM)
    office.with_issue(resolve_issue, "Done.")
    settle_everybody(office, LoopState.TOLD)
    assert happened(office, since=office.now + timedelta(seconds=1)) == set()
    assert happened(office, team="T0OTHER") == set()


def test_an_older_promise_that_breaks_meanwhile_is_not_the_tour_s(office: Clockwork) -> None:
    office.log()
    office.with_issue(acknowledge_issue)
    office.with_issue(make_promise, "Find out why", date(2026, 9, 15))
    since = office.now + timedelta(seconds=1)
    office.until(datetime(2026, 9, 15, 17, tzinfo=UTC))
    assert "broken" in happened(office)
    assert happened(office, since) == set()


def test_an_older_issue_s_card_is_not_the_tour_s(office: Clockwork) -> None:
    office.log()
    office.now += timedelta(hours=1)
    since = office.now
    office.with_issue(reassign_issue, "U0PRIYA", "She knows more")
    office.send_all(CardKind.ISSUE, "U0PRIYA")
    assert "cards" in happened(office)
    assert happened(office, since) == set()


def test_the_next_message_that_falls_due_is_found(office: Clockwork) -> None:
    office.card_delay = timedelta(minutes=2)
    assert office.ask(lambda books: books.outbox.next_due(office.now)) is None
    office.log()
    due = office.ask(lambda books: books.outbox.next_due(office.now))
    assert due == office.now + timedelta(minutes=2)
    assert due.tzinfo is UTC
    assert office.ask(lambda books: books.outbox.next_due(office.now + timedelta(hours=1))) is None
