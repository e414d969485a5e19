"""From a card to a closed loop, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import col, select

from bot.domain.errors import Refusal, Why
from bot.domain.issue import IssueState
from bot.domain.loop import LoopState
from bot.domain.promise import PromiseState
from bot.domain.vocabulary import DismissReason, Severity, WhoseWords
from bot.usecases.acknowledge_issue import acknowledge_issue
from bot.usecases.clocks import proposed_later_date
from bot.usecases.edit_observation import undo_observation
from bot.usecases.end_issue import (
    Dismissal,
    dismiss_issue,
    reopen_issue,
    resolve_issue,
    settle_loop,
)
from bot.usecases.hand_over import reassign_issue
from bot.usecases.open_issue import stand_behind
from bot.usecases.promises import keep_promise, make_promise
from bot.usecases.snooze_issue import snooze_issue
from storage.books import Books
from storage.tables import OutboxRow
from storage.tables.delivery import CardKind
from tests.support.office import MONDAY, Office

SAM, PRIYA, MAYA, LENA, JO = "U0SAM", "U0PRIYA", "U0MAYA", "U0LENA", "U0JO"


def told(office: Office, state: LoopState = LoopState.TOLD, by: str = PRIYA, nth: int = 0) -> None:
    def press(books: Books) -> None:
        issue = books.issues.numbered(office.issue.number)
        assert issue is not None
        loop = books.issues.loops(issue.id or 0)[nth]
        settle_loop(books, office.desk, issue, loop, state, by)

    office.do(press)


def loops(office: Office) -> list[LoopState]:
    return office.ask(lambda books: [row.state for row in books.issues.loops(office.issue.id or 0)])


def test_the_whole_loop_is_in_the_history_row_by_row(office: Office) -> None:
    office.log(customer="Acme", severity=Severity.HIGH)
    office.with_issue(acknowledge_issue)
    office.with_issue(make_promise, "Find out why", date(2026, 9, 16))
    office.with_issue(keep_promise)
    office.with_issue(resolve_issue, "Dates are read in any format.")
    told(office)
    assert office.history() == [
        ("opened", PRIYA),
        ("acknowledged", SAM),
        ("promised", SAM),
        ("promise kept", SAM),
        ("resolved", SAM),
        ("customer told", PRIYA),
        ("closed", None),
    ]
    assert office.issue.state is IssueState.CLOSED


def test_due_times_are_stored_from_the_start(office: Office) -> None:
    office.log(severity=Severity.HIGH)
    assert office.issue.acknowledge_due == MONDAY + timedelta(hours=4)
    assert office.issue.resolve_due == datetime(2026, 9, 17, 17, 0, tzinfo=UTC)


def test_an_acknowledgement_asks_for_a_promise_by_the_end_of_the_next_working_day(
    office: Office,
) -> None:
    office.log()
    office.with_issue(acknowledge_issue)
    assert office.issue.promise_due == datetime(2026, 9, 15, 17, 0, tzinfo=UTC)
    office.with_issue(make_promise, "Ask", date(2026, 9, 16))
    assert office.issue.promise_due is None
    office.with_issue(keep_promise)
    assert office.issue.promise_due == datetime(2026, 9, 15, 17, 0, tzinfo=UTC)


def test_the_second_to_press_sees_what_happened_and_changes_nothing(office: Office) -> None:
    office.log()
    office.with_issue(acknowledge_issue)
    with pytest.raises(Refusal) as refused:
        office.with_issue(acknowledge_issue, by=MAYA)
    assert refused.value.why is Why.ALREADY
    assert refused.value.facts["person"] == SAM, "the sentence names who was quicker"
    assert [what for what, _ in office.history()] == ["opened", "acknowledged"]


def test_a_row_that_changed_since_it_was_read_is_not_overwritten(office: Office) -> None:
    office.log()
    stale = office.issue
    office.with_issue(acknowledge_issue)
    with pytest.raises(Refusal) as refused:
        office.do(lambda books: books.issues.change(stale, state=IssueState.DISMISSED))
    assert refused.value.why is Why.CHANGED_MEANWHILE
    assert office.issue.state is IssueState.ACKNOWLEDGED


def test_each_reporter_gets_one_receipt_and_the_outcome_in_its_thread(office: Office) -> None:
    office.log()
    office.with_issue(acknowledge_issue)
    office.with_issue(make_promise, "Ask", date(2026, 9, 16))
    (receipt,) = office.cards(CardKind.RECEIPT, PRIYA)
    assert "promised" in office.shown(receipt)["text"]
    office.send(receipt)
    office.with_issue(resolve_issue, "Fixed.")
    (outcome,) = office.cards(CardKind.OUTCOME, PRIYA)
    assert outcome.thread_card_id == receipt.id
    assert "below" in office.shown(receipt)["text"]
    assert "Fixed." in office.shown(outcome)["text"]


def test_first_news_that_is_the_last_comes_as_one_message(office: Office) -> None:
    office.log(customer="Acme")
    office.with_issue(resolve_issue, "Fixed.")
    (receipt,) = office.cards(CardKind.RECEIPT, PRIYA)
    assert office.cards(CardKind.OUTCOME, PRIYA) == []
    assert "Fixed." in office.shown(receipt)["text"]
    assert "I told the customer" in str(office.shown(receipt)["blocks"])


def test_an_owner_who_reported_it_hears_from_their_card_alone(office: Office) -> None:
    office.log(by=SAM, customer="Acme")
    office.with_issue(resolve_issue, "Fixed.")
    assert office.cards(CardKind.RECEIPT, SAM) == []
    (card,) = office.cards(CardKind.ISSUE, SAM)
    assert "I told the customer" in str(office.shown(card)["blocks"])


def test_one_press_counts_for_all_and_the_last_closes(office: Office) -> None:
    office.log(customer="Acme")
    office.with_issue(resolve_issue, "Fixed.")
    told(office, LoopState.WAIVED)
    assert office.issue.state is IssueState.CLOSED
    with pytest.raises(Refusal) as refused:
        told(office, by=SAM)
    assert refused.value.why is Why.ALREADY


def test_an_own_view_has_nobody_to_tell(office: Office) -> None:
    office.log(whose=WhoseWords.OWN)
    office.with_issue(resolve_issue, "Fixed.")
    assert loops(office) == []
    assert office.issue.state is IssueState.CLOSED


def test_not_fixed_opens_again_and_everyone_is_told_anew(office: Office) -> None:
    office.log(customer="Acme")
    office.with_issue(acknowledge_issue)
    office.send_all(CardKind.ISSUE, SAM)
    office.send_all(CardKind.RECEIPT, PRIYA)
    office.with_issue(resolve_issue, "Fixed.")
    office.send_all(CardKind.OUTCOME, PRIYA)
    told(office)
    office.with_issue(reopen_issue, "Still broken", by=PRIYA)
    assert office.issue.state is IssueState.OPEN
    assert loops(office) == [LoopState.WAITING]
    (outcome,) = office.cards(CardKind.OUTCOME, PRIYA)
    assert "I told the customer" not in str(office.shown(outcome)["blocks"])
    old, new = office.cards(CardKind.ISSUE, SAM)
    assert old.folded
    assert office.due(new) is not None
    office.later(hours=1)
    office.with_issue(resolve_issue, "Really fixed.")
    assert office.shown(outcome)["text"] == (
        "Said to be fixed: “Fixed.” This was open again after that."
    )
    assert [card.folded for card in office.cards(CardKind.OUTCOME, PRIYA)] == [True, False]


def test_a_lead_reopens_what_was_dismissed_and_history_says_who(office: Office) -> None:
    office.log(customer="Acme")
    office.with_issue(dismiss_issue, Dismissal(DismissReason.NOT_OURS, "Theirs"))
    office.with_issue(reopen_issue, "It is ours", by=LENA)
    assert (office.issue.state, office.issue.dismiss_words) == (IssueState.OPEN, None)
    assert office.history()[-1] == ("reopened", LENA)


def test_nothing_stands_behind_what_was_withdrawn_so_nobody_reopens_it(office: Office) -> None:
    logged = office.log(customer="Acme")

    def undo(books: Books) -> None:
        row = books.observations.get(logged.observation.id)
        assert row is not None
        undo_observation(books, office.desk, row, PRIYA)

    office.do(undo)
    with pytest.raises(Refusal) as refused:
        office.with_issue(reopen_issue, "It is ours", by=LENA)
    assert refused.value.facts["state"] == "withdrawn"
    assert office.issue.state is IssueState.DISMISSED


def test_a_new_owner_gets_a_card_and_the_old_one_folds(office: Office) -> None:
    office.log()
    office.with_issue(acknowledge_issue)
    office.with_issue(make_promise, "Ask", date(2026, 9, 16))
    office.later(hours=2)
    office.with_issue(reassign_issue, MAYA, "You know it better")
    issue = office.issue
    assert (issue.owner, issue.state) == (MAYA, IssueState.OPEN)
    assert issue.acknowledge_due == datetime(2026, 9, 15, 17, 0, tzinfo=UTC)
    assert issue.resolve_due == datetime(2026, 9, 28, 17, 0, tzinfo=UTC), "only that is renewed"
    (old,) = office.cards(CardKind.ISSUE, SAM)
    assert old.folded
    assert len(office.cards(CardKind.ISSUE, MAYA)) == 1
    promises = office.ask(lambda books: books.issues.promises(issue.id or 0))
    assert [row.state for row in promises] == [PromiseState.VOID]


def test_a_card_handed_over_before_it_was_sent_disturbs_nobody(office: Office) -> None:
    office.card_delay = timedelta(minutes=2)
    office.log()
    (card,) = office.cards(CardKind.ISSUE, SAM)
    office.with_issue(reassign_issue, MAYA, "", by=LENA)
    assert office.due(card) is None


@pytest.mark.parametrize("person", ["U0NOBODY", SAM])
def test_only_someone_else_who_can_answer_becomes_owner(office: Office, person: str) -> None:
    office.log()
    with pytest.raises(Refusal):
        office.with_issue(reassign_issue, person, "")


def test_a_dismissal_tells_the_reporter_why(office: Office) -> None:
    office.log()
    office.with_issue(dismiss_issue, Dismissal(DismissReason.NOT_OURS, "It is the bank's."))
    (receipt,) = office.cards(CardKind.RECEIPT, PRIYA)
    assert "It is the bank" in office.shown(receipt)["text"]


def test_we_chose_this_wants_a_sentence_and_a_date_to_look_again(office: Office) -> None:
    office.log()
    for dismissal in (
        Dismissal(DismissReason.WE_CHOSE_THIS, "", date(2026, 12, 1)),
        Dismissal(DismissReason.WE_CHOSE_THIS, "Too dear"),
        Dismissal(DismissReason.WE_CHOSE_THIS, "Too dear", date(2026, 9, 14)),
    ):
        with pytest.raises(Refusal):
            office.with_issue(dismiss_issue, dismissal)
    kept = Dismissal(DismissReason.WE_CHOSE_THIS, "Too dear", date(2026, 12, 1))
    office.with_issue(dismiss_issue, kept)
    assert office.issue.review_on == date(2026, 12, 1)


def test_resolving_by_the_date_keeps_a_promise(office: Office) -> None:
    office.log()
    office.with_issue(make_promise, "Ask", date(2026, 9, 15))
    office.with_issue(resolve_issue, "Fixed.")
    (promise,) = office.ask(lambda books: books.issues.promises(office.issue.id or 0))
    assert promise.state is PromiseState.KEPT


@pytest.mark.parametrize(
    ("due_on", "why"),
    [
        (date(2026, 9, 11), Why.DATE_PASSED),
        (date(2028, 1, 1), Why.TOO_FAR),
    ],
)
def test_a_promise_needs_a_date_to_come(office: Office, due_on: date, why: Why) -> None:
    office.log()
    with pytest.raises(Refusal) as refused:
        office.with_issue(make_promise, "Ask", due_on)
    assert (refused.value.why, refused.value.typed) == (why, "Ask")


def test_a_promise_may_be_for_a_day_off(office: Office) -> None:
    office.log()
    office.with_issue(make_promise, "Ask", date(2026, 9, 19))
    (standing,) = office.ask(lambda books: books.issues.promises(office.issue.id or 0))
    assert standing.due_on == date(2026, 9, 19)


def test_moving_a_promise_proposes_a_working_day(office: Office) -> None:
    office.log()
    office.with_issue(make_promise, "Ask", date(2026, 9, 25))

    def proposed(books: Books) -> date:
        (standing,) = books.issues.promises(office.issue.id or 0)
        return proposed_later_date(books, office.issue, standing, SAM, office.now)

    assert office.ask(proposed) == date(2026, 9, 28), "the Monday after that Friday"


@pytest.mark.parametrize("zone", ["Pacific/Honolulu", "Asia/Tokyo"])
def test_the_first_and_the_last_day_there_is_are_refused_in_every_zone(
    office: Office, zone: str
) -> None:
    def move(books: Books) -> None:
        sam = books.people.get(SAM)
        assert sam is not None
        sam.zone = zone

    office.do(move)
    office.log()
    for due_on, why in ((date.min, Why.DATE_PASSED), (date.max, Why.TOO_FAR)):
        with pytest.raises(Refusal) as refused:
            office.with_issue(make_promise, "Ask", due_on)
        assert refused.value.why is why


def test_a_snooze_has_a_reason_and_lasts_two_weeks_at_most(office: Office) -> None:
    office.log()
    for until, why, refusal in (
        (date(2026, 9, 29), "x", Why.TOO_FAR),
        (date(2026, 9, 13), "x", Why.DATE_PASSED),
        (date(2026, 9, 14), "x", Why.DATE_TODAY),
        (date(2026, 9, 20), "", Why.MISSING),
    ):
        with pytest.raises(Refusal) as refused:
            office.with_issue(snooze_issue, until, why)
        assert refused.value.why is refusal
    office.with_issue(snooze_issue, date(2026, 9, 28), "Waiting for the supplier")
    assert office.issue.snoozed_until == date(2026, 9, 28)


def test_whose_observation_was_undone_hears_no_more_of_the_issue(office: Office) -> None:
    first = office.log(by=PRIYA)
    office.with_issue(acknowledge_issue)
    office.send_all(CardKind.RECEIPT, PRIYA)
    jos = office.log(by=JO, follow_up=False)
    jos_id = jos.observation.id

    def join(books: Books) -> None:
        row, issue = books.observations.get(jos_id), books.issues.get(first.observation.issue_id)
        assert row is not None
        assert issue is not None
        row.follow_up = True
        stand_behind(books, issue, row)

    office.do(join)
    office.with_issue(resolve_issue, "Reads dates")
    for person in (PRIYA, JO):
        for kind in (CardKind.RECEIPT, CardKind.OUTCOME):
            office.send_all(kind, person)

    def undo(books: Books) -> None:
        row = books.observations.get(jos_id)
        assert row is not None
        undo_observation(books, office.desk, row, JO)

    office.do(undo)
    office.with_issue(reopen_issue, "It fails again", by=PRIYA)
    assert said_in_threads(office) == [PRIYA]


def test_whose_outcome_was_withdrawn_unsent_is_not_told_that_it_is_open_again(
    office: Office,
) -> None:
    office.log(by=PRIYA)
    office.with_issue(acknowledge_issue)
    office.send_all(CardKind.RECEIPT, PRIYA)
    office.with_issue(resolve_issue, "Reads dates")
    office.with_issue(reopen_issue, "It fails again", by=PRIYA)
    assert said_in_threads(office) == []


def said_in_threads(office: Office) -> list[str]:
    """Whom a reply with fixed words was queued for."""

    def lanes(books: Books) -> list[str]:
        rows = books.session.exec(select(OutboxRow).where(col(OutboxRow.card_id).is_(None)))
        return [row.lane for row in rows]

    return office.ask(lanes)
