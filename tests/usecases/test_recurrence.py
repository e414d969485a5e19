"""A resolved issue is watched for 30 days: it comes back, or who was not told is on record."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.blocks.refusals import sentence
from bot.domain.errors import Refusal
from bot.domain.issue import IssueState
from bot.domain.loop import LoopState
from bot.domain.vocabulary import Severity, WhoseWords
from bot.usecases.acknowledge_issue import acknowledge_issue
from bot.usecases.edit_observation import set_severity, undo_observation
from bot.usecases.end_issue import resolve_issue, settle_loop
from bot.usecases.settle_likely import add_to_issue, set_apart
from storage.books import Books
from storage.tables import Issue, Observation
from storage.tables.delivery import CardKind
from storage.unit_of_work import Storage
from tests.support.clockwork import Clockwork

SAM, PRIYA, JO = "U0SAM", "U0PRIYA", "U0JO"
OTHER_WORDS = "The dates are wrong once more."


@pytest.fixture
def office(storage: Storage) -> Clockwork:
    """What Priya heard of Acme was resolved, and she has heard of it."""
    office = Clockwork(storage)
    office.log("It ate the file and said nothing.", customer="Acme")
    office.with_issue(acknowledge_issue)
    office.send_all(CardKind.RECEIPT, PRIYA)
    office.with_issue(resolve_issue, "Files are read whole.")
    office.send_all(CardKind.OUTCOME, PRIYA)
    office.tick()
    return office


def first(office: Clockwork) -> Issue:
    issue = office.ask(lambda books: books.issues.numbered(1))
    assert issue
    return issue


def press(office: Clockwork, step: object, by: str = JO) -> None:
    def work(books: Books) -> None:
        row: Observation = books.observations.of_reporter(by, limit=1)[0]
        step(books, office.desk, row, by)  # type: ignore[operator]

    office.do(work)


def tell(office: Clockwork) -> None:
    def work(books: Books) -> None:
        issue = books.issues.numbered(1)
        assert issue
        settle_loop(
            books, office.desk, issue, books.issues.loops(issue.id or 0)[0], LoopState.TOLD, PRIYA
        )

    office.do(work)


def whats(office: Clockwork) -> list[str]:
    return [what for what, _ in office.events(first(office))]


def test_the_same_customer_at_the_same_touchpoint_reopens_it(office: Clockwork) -> None:
    office.log_again(OTHER_WORDS, customer="Acme", severity=Severity.HIGH)
    issue = first(office)
    assert (issue.state, issue.recurrences, issue.severity) == (IssueState.OPEN, 1, Severity.HIGH)
    assert office.issue.number == 1, "no issue of its own"
    assert office.events(issue)[-2:] == [
        ("observation edited", "severity Medium → High"),
        ("reopened", "Heard again from Acme"),
    ]
    assert issue.acknowledge_due == office.now + timedelta(hours=4)


def test_each_receipt_is_edited_and_says_so_once_in_its_thread(office: Clockwork) -> None:
    (receipt,), (outcome,) = (
        office.cards(kind, PRIYA) for kind in (CardKind.RECEIPT, CardKind.OUTCOME)
    )
    assert "loop_told" in str(office.shown(outcome))
    office.log_again(OTHER_WORDS, customer="Acme")
    assert "Open again" in office.shown(receipt)["text"]
    assert "loop_told" not in str(office.shown(outcome)) + str(office.shown(receipt))
    (said,) = office.said("reopened:")
    assert said.message["text"] == "This is open again. You'll hear what comes of it."
    office.tick()
    assert len(office.said("reopened:")) == 1


def test_everyone_is_told_anew_also_after_it_was_closed(office: Clockwork) -> None:
    tell(office)
    assert first(office).state is IssueState.CLOSED
    office.log_again(OTHER_WORDS, customer="Acme")
    loops = office.ask(lambda books: books.issues.loops(first(office).id or 0))
    assert [loop.state for loop in loops] == [LoopState.WAITING]


@pytest.mark.parametrize(
    "other",
    [
        {"customer": "Globex"},
        {"customer": None},
        {"customer": "Acme", "follow_up": False},
        {"customer": "Acme", "touchpoint_id": None},
        {"customer": "Acme", "whose": WhoseWords.OWN},
    ],
)
def test_nothing_else_does(office: Clockwork, other: dict[str, Any]) -> None:
    office.log_again(OTHER_WORDS, **other)
    assert first(office).state is IssueState.RESOLVED


def test_after_thirty_days_it_is_a_new_issue(office: Clockwork) -> None:
    office.now += timedelta(days=30)
    office.log_again(OTHER_WORDS, customer="Acme")
    assert (office.issue.number, first(office).state) == (2, IssueState.RESOLVED)


def test_it_settles_like_a_card_before_anyone_is_disturbed(office: Clockwork) -> None:
    office.card_delay = timedelta(minutes=2)
    office.log_again(OTHER_WORDS, customer="Acme")
    assert first(office).state is IssueState.RESOLVED
    office.later(minutes=2)
    office.tick()
    assert (first(office).state, first(office).recurrences) == (IssueState.OPEN, 1)


def test_set_apart_before_that_it_opens_its_own_and_nothing_comes_back(office: Clockwork) -> None:
    office.card_delay = timedelta(minutes=2)
    office.log_again(OTHER_WORDS, customer="Acme")
    press(office, set_apart)
    office.later(minutes=5)
    office.tick()
    assert (first(office).state, first(office).recurrences) == (IssueState.RESOLVED, 0)
    assert office.issue.number == 2


def test_set_apart_later_the_issue_stands_as_it_had_ended(office: Clockwork) -> None:
    tell(office)
    before = first(office)
    office.log_again(OTHER_WORDS, customer="Acme", severity=Severity.HIGH)
    office.later(minutes=5)
    press(office, set_apart)
    after = first(office)
    for name in ("state", "severity", "what_changed", "resolved_at", "watch_until", "recurrences"):
        assert getattr(after, name) == getattr(before, name), name
    assert office.issue.number == 2
    assert whats(office)[-1] == "set apart"
    loops = office.ask(lambda books: books.issues.loops(after.id or 0))
    assert [loop.state for loop in loops] == [LoopState.TOLD]
    assert office.cards(CardKind.ISSUE, SAM)[-1].person == SAM
    with pytest.raises(Refusal):
        press(office, set_apart)


def test_set_apart_once_somebody_took_it_up_it_stays_open(office: Clockwork) -> None:
    office.log_again(OTHER_WORDS, customer="Acme")
    office.with_issue(acknowledge_issue)
    press(office, set_apart)
    assert (first(office).state, first(office).recurrences) == (IssueState.ACKNOWLEDGED, 0)
    assert office.issue.number == 2


@pytest.mark.parametrize("back", [set_apart, undo_observation])
def test_its_reporter_setting_it_right_meanwhile_is_not_taking_it_up(
    office: Clockwork, back: object
) -> None:
    before = first(office)
    office.log_again(OTHER_WORDS, customer="Acme")
    press(office, lambda books, desk, row, by: set_severity(books, desk, row, Severity.HIGH, by))
    press(office, back)
    after = first(office)
    assert (after.state, after.severity) == (before.state, before.severity)


def test_undone_it_did_not_come_back(office: Clockwork) -> None:
    office.log_again(OTHER_WORDS, customer="Acme")
    press(office, undo_observation)
    assert (first(office).state, first(office).recurrences) == (IssueState.RESOLVED, 0)


def test_whoever_hid_their_name_stays_hidden_after_setting_apart(office: Clockwork) -> None:
    office.log_again(OTHER_WORDS, customer="Acme")

    def hide(books: Books) -> None:
        row = books.observations.of_reporter(JO, limit=1)[0]
        row.reporter_hidden = True
        books.session.add(row)

    office.do(hide)
    press(office, set_apart)
    hidden = office.ask(lambda books: books.observations.hidden_reporters(first(office).id or 0))
    assert hidden == {JO}


def test_someone_may_accept_it_as_the_same_for_another_customer(office: Clockwork) -> None:
    office.log_again("It ate the file, said nothing.", customer="Globex")
    assert first(office).state is IssueState.RESOLVED, "only asked"
    press(office, add_to_issue)
    issue = first(office)
    assert (issue.state, issue.recurrences) == (IssueState.OPEN, 1)


def test_critical_reopens_at_once(office: Clockwork) -> None:
    office.card_delay = timedelta(minutes=2)
    office.log_again(OTHER_WORDS, customer="Acme", severity=Severity.CRITICAL)
    assert first(office).state is IssueState.OPEN


def test_whoever_was_not_told_when_the_window_ends_is_recorded_so(office: Clockwork) -> None:
    (outcome,) = office.cards(CardKind.OUTCOME, PRIYA)
    office.now += timedelta(days=30)
    office.tick()
    office.tick()
    assert office.events(first(office))[-1] == ("not told", "Acme")
    assert whats(office).count("not told") == 1
    assert first(office).state is IssueState.RESOLVED
    assert "was not told in time" in str(office.shown(outcome))
    with pytest.raises(Refusal) as refused:
        tell(office)
    assert sentence(refused.value) == "On record as not told: the time for that is over."


def test_a_closed_issue_has_nobody_left_to_tell(office: Clockwork) -> None:
    tell(office)
    office.now += timedelta(days=30)
    office.tick()
    assert whats(office)[-1] == "closed"
