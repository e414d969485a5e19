""" "It still holds": what we chose, looked at again, on both databases."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlmodel import select

from bot.domain.errors import Refusal, Why
from bot.domain.issue import IssueState
from bot.domain.vocabulary import DismissReason
from bot.usecases.end_issue import Dismissal, dismiss_issue
from bot.usecases.hold_choice import hold_choice, proposed_review
from storage.tables import OutboxRow
from storage.tables.delivery import CardKind
from tests.support.office import Office

PRIYA, SAM = "U0PRIYA", "U0SAM"


def choose(office: Office, review_on: date = date(2026, 9, 28)) -> None:
    office.log()
    chosen = Dismissal(DismissReason.WE_CHOSE_THIS, "Too dear", review_on)
    office.with_issue(dismiss_issue, chosen)


def test_what_still_holds_has_a_new_date_and_says_so_in_its_history(office: Office) -> None:
    choose(office)
    office.now += timedelta(days=14)
    proposed = office.ask(lambda books: proposed_review(books, office.issue, SAM, office.now))
    assert proposed == date(2026, 10, 12), "as far ahead as the last time"
    office.with_issue(hold_choice, "Still too dear", proposed)
    issue = office.issue
    assert (issue.state, issue.review_on) == (IssueState.DISMISSED, proposed)
    assert (issue.dismiss_words, issue.dismissed_at) == ("Still too dear", office.now)
    last = office.ask(lambda books: books.issues.history(issue.id or 0))[-1]
    assert (last.what, last.actor) == ("still holds", SAM)
    assert (last.from_state, last.to_state) == (IssueState.DISMISSED, IssueState.DISMISSED)
    assert last.note == "until Mon 12 Oct 2026: Still too dear"


def test_what_was_chosen_for_ever_still_holds_for_ever(office: Office) -> None:
    choose(office, date.max)
    office.now += timedelta(days=14)
    proposed = office.ask(lambda books: proposed_review(books, office.issue, SAM, office.now))
    assert proposed == date.max
    office.with_issue(hold_choice, "Still too dear", proposed)


def test_a_reporter_reads_the_new_words_where_the_old_ones_stood(office: Office) -> None:
    def messages() -> int:
        return office.ask(lambda books: len(books.session.exec(select(OutboxRow)).all()))

    choose(office)
    before = messages()
    office.with_issue(hold_choice, "Dearer still", date(2026, 12, 1))
    (receipt,) = office.cards(CardKind.RECEIPT, PRIYA)
    assert "Dearer still" in office.shown(receipt)["text"]
    assert messages() == before, "nobody is told anew"


@pytest.mark.parametrize(
    ("said", "review_on", "why"),
    [
        ("", date(2026, 12, 1), Why.MISSING),
        ("Too dear", date(2026, 9, 13), Why.DATE_PASSED),
        ("Too dear", date(2026, 9, 14), Why.DATE_TODAY),
    ],
)
def test_what_still_holds_wants_a_sentence_and_a_date_to_come(
    office: Office, said: str, review_on: date, why: Why
) -> None:
    choose(office)
    with pytest.raises(Refusal) as refused:
        office.with_issue(hold_choice, said, review_on)
    assert refused.value.why is why


def test_only_what_was_chosen_can_still_hold(office: Office) -> None:
    office.log()
    for _ in range(2):
        with pytest.raises(Refusal) as refused:
            office.with_issue(hold_choice, "Too dear", date(2026, 12, 1))
        assert refused.value.why is Why.ALREADY
        if office.issue.state.unresolved:
            office.with_issue(dismiss_issue, Dismissal(DismissReason.NOT_OURS, "The bank's."))
