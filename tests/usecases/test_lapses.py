"""What passes without news: on record, open again, and never held against anyone who could not
know."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import select

from bot.domain.issue import IssueState
from bot.domain.promise import PromiseState
from bot.domain.vocabulary import Severity
from bot.usecases.acknowledge_issue import acknowledge_issue
from bot.usecases.end_issue import reopen_issue, resolve_issue
from bot.usecases.promises import keep_promise, make_promise
from storage.books import Books
from storage.tables import Promise
from storage.tables.delivery import CardKind
from storage.unit_of_work import Storage
from tests.support.clockwork import Clockwork, at

SAM, PRIYA, MAYA = "U0SAM", "U0PRIYA", "U0MAYA"


@pytest.fixture
def office(storage: Storage) -> Clockwork:
    return Clockwork(storage)


def promises(office: Clockwork) -> list[Promise]:
    return office.ask(lambda books: list(books.issues.promises(office.issue.id or 0)))


def test_an_acknowledgement_without_a_promise_lapses_after_the_next_working_day(
    office: Clockwork,
) -> None:
    office.log()
    office.with_issue(acknowledge_issue)
    office.send_all(CardKind.RECEIPT, PRIYA)
    (receipt,) = office.cards(CardKind.RECEIPT, PRIYA)
    office.until(at(15, 16))
    assert office.issue.state is IssueState.ACKNOWLEDGED
    before = office.cards(CardKind.RECEIPT, PRIYA)[0].wanted
    office.until(at(15, 17))
    issue = office.issue
    assert (issue.state, issue.acknowledged_at, issue.promise_due) == (IssueState.OPEN, None, None)
    assert issue.acknowledge_due == at(16, 17), "a fresh time to acknowledge"
    assert office.events()[-1] == ("lapsed", "no promise came in time")
    assert office.cards(CardKind.RECEIPT, PRIYA)[0].wanted > before, "the receipt is edited"
    assert "is asked to answer" in office.shown(receipt)["text"]


def test_a_time_that_passed_is_called_so_on_the_card(office: Clockwork) -> None:
    office.log()
    office.send_all(CardKind.ISSUE, SAM)
    (card,) = office.cards(CardKind.ISSUE, SAM)
    assert "Please acknowledge by" in office.shown(card)["text"]
    before = card.wanted
    office.until(at(16, 17))
    assert office.cards(CardKind.ISSUE, SAM)[0].wanted > before, "the card is edited"
    assert "Please acknowledge; that was due by" in office.shown(card)["text"]


def test_a_kept_promise_without_a_next_one_lapses_too(office: Clockwork) -> None:
    office.log()
    office.with_issue(make_promise, "Ask", date(2026, 9, 16))
    office.with_issue(keep_promise)
    office.until(at(15, 17))
    assert office.issue.state is IssueState.OPEN


def test_a_lapse_happens_once_however_often_it_is_looked_for(office: Clockwork) -> None:
    office.log()
    office.with_issue(acknowledge_issue)
    office.until(at(15, 17))
    for _ in range(3):
        office.tick()
    assert [what for what, _ in office.events()].count("lapsed") == 1


def test_a_promise_breaks_when_its_day_ends_and_its_morning_named_it(office: Clockwork) -> None:
    office.log()
    office.with_issue(make_promise, "Find out why", date(2026, 9, 15))
    office.until(at(15, 16))
    assert "promise due today" in office.last_nudge(SAM)["text"]
    assert promises(office)[0].state is PromiseState.STANDING
    office.until(at(15, 17))
    assert promises(office)[0].state is PromiseState.BROKEN
    assert office.issue.state is IssueState.OPEN
    assert office.events()[-1] == ("lapsed", "“Find out why” by Tue 15 Sep passed")


def test_what_lapsed_is_listed_as_overdue_until_it_is_taken_up(office: Clockwork) -> None:
    def listed() -> int:
        return office.ask(lambda books: books.issues.page(office.now, overdue=True)[1])

    office.log()
    office.with_issue(make_promise, "Find out why", date(2026, 9, 15))
    office.until(at(15, 16))
    assert listed() == 0
    office.until(at(15, 17))
    assert listed() == 1, "although it has a fresh time to be acknowledged"
    office.with_issue(acknowledge_issue)
    assert listed() == 0


def test_a_promise_that_no_morning_named_waits_until_one_has(office: Clockwork) -> None:
    office.log()
    office.until(at(14, 11))
    office.with_issue(make_promise, "Today still", date(2026, 9, 14))
    office.until(at(15, 16))
    assert promises(office)[0].state is PromiseState.STANDING, "made after Monday's morning"
    assert "promised for yesterday" in office.last_nudge(SAM)["text"]
    office.until(at(15, 17))
    assert promises(office)[0].state is PromiseState.BROKEN


def test_what_a_morning_only_counts_was_not_named(office: Clockwork) -> None:
    for number in range(7):
        office.log(f"Trouble {number}")
        office.with_issue(make_promise, f"Step {number}", date(2026, 9, 15))

    def broken() -> int:
        def rows(books: Books) -> list[Promise]:
            return list(books.session.exec(select(Promise)))

        return sum(row.state is PromiseState.BROKEN for row in office.ask(rows))

    office.until(at(15, 17))
    assert "and 2 more" in office.last_nudge(SAM)["text"]
    assert broken() == 5
    office.until(at(16, 17))
    assert broken() == 5, "those that broke came first"
    office.until(at(17, 9))
    assert "Trouble 5" in office.last_nudge(SAM)["text"]
    office.until(at(17, 17))
    assert broken() == 7


def test_the_next_morning_says_that_it_happens_and_offers_two_ways_on(office: Clockwork) -> None:
    office.log(customer="Acme")
    office.with_issue(make_promise, "Find out why", date(2026, 9, 15))
    office.until(at(16, 9))
    shown = office.last_nudge(SAM)
    assert "promised for yesterday, passed without news. It happens." in str(shown["blocks"])
    assert "<@U0PRIYA> and Acme are waiting" in str(shown["blocks"])
    assert "New promise" in str(shown["blocks"])
    assert "promise_help" in str(shown["blocks"])
    office.until(at(17, 9))
    assert "It happens" not in str(office.last_nudge(SAM)["blocks"]), "said once"


def test_what_broke_before_an_issue_was_resolved_is_no_news_once_it_is_open_again(
    office: Clockwork,
) -> None:
    office.log()
    office.with_issue(make_promise, "Find out", date(2026, 9, 16))
    office.until(at(16, 9))
    office.send_nudges()
    office.until(at(16, 18))
    assert promises(office)[0].state is PromiseState.BROKEN
    office.with_issue(resolve_issue, "It works.")
    office.with_issue(reopen_issue, "Not fixed", by=PRIYA)
    office.until(at(17, 9))
    office.send_nudges()
    assert "“Find out”" not in str([office.shown(card) for card in office.nudges(SAM)[1:]])


def test_resolving_by_the_date_is_no_lapse(office: Clockwork) -> None:
    office.log()
    office.with_issue(make_promise, "Ask", date(2026, 9, 15))
    office.until(at(15, 12))
    office.with_issue(resolve_issue, "Fixed.")
    office.until(at(16, 12))
    assert "lapsed" not in [what for what, _ in office.events()]


def test_what_fell_due_while_earshot_was_down_is_due_by_the_end_of_the_next_working_day(
    office: Clockwork,
) -> None:
    office.log(severity=Severity.HIGH)  # due on Monday at 14:00, to be resolved on Thursday
    office.tick()
    office.down_until(at(16, 11))
    issue = office.issue
    assert issue.acknowledge_due == at(17, 17)
    assert issue.resolve_due == at(17, 17), "not due in the gap"
    assert office.rounds() == [], "nobody is nudged for it"
    assert [what for what, _ in office.events()] == ["opened", "put off"]
    office.tick()
    assert [what for what, _ in office.events()] == ["opened", "put off"], "once"
    office.until(at(17, 17))
    assert len(office.rounds()) == 1


def test_a_promise_that_fell_due_while_earshot_was_down_stands_a_day_longer(
    office: Clockwork,
) -> None:
    office.log()
    office.with_issue(make_promise, "Ask", date(2026, 9, 15))
    office.until(at(15, 12))
    office.down_until(at(16, 8))
    office.until(at(17, 16))
    assert promises(office)[0].state is PromiseState.STANDING
    office.until(at(17, 17))
    assert promises(office)[0].state is PromiseState.BROKEN


def test_a_clock_that_was_moved_forward_by_hand_is_no_downtime(office: Clockwork) -> None:
    office.log(severity=Severity.HIGH)
    office.tick()
    office.now = at(14, 15)
    office.tick()
    assert [what for what, _ in office.events()] == ["opened", "time missed"]


def test_the_clocks_stand_still_while_the_owner_is_away_and_nobody_stands_in(
    office: Clockwork,
) -> None:
    office.log(severity=Severity.HIGH)

    def leave(books: Books) -> None:
        touchpoint = books.catalogue.touchpoint(office.data_import)
        assert touchpoint is not None
        touchpoint.deputy = None
        books.session.add(touchpoint)
        books.people.add_away(SAM, date(2026, 9, 14), date(2026, 9, 16), MAYA, office.now)

    office.do(leave)
    office.until(at(16, 18))
    assert office.issue.acknowledge_due == at(17, 17), "the day on which Sam is back"
    assert office.rounds() == []
    assert office.nudges(SAM) == []
