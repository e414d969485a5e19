"""What happens to an issue when its observation is taken back or set right."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from bot.blocks.refusals import sentence
from bot.domain.due import Policy, Term
from bot.domain.errors import Refusal, Why
from bot.domain.issue import IssueState
from bot.domain.vocabulary import Area, Feeling, Severity
from bot.usecases.acknowledge_issue import acknowledge_issue
from bot.usecases.due_policy import set_due_times
from bot.usecases.facts import issue_facts, observation_facts
from bot.usecases.hand_over import hand_over, reassign_issue
from bot.usecases.home import home_view
from bot.usecases.lapse import lapse_unpromised
from bot.usecases.log_observation import Logged
from bot.usecases.settle_likely import add_to_issue
from storage.books import Books
from storage.repositories.exports import Exports
from storage.tables import AuditEntry, Issue
from storage.tables.delivery import CardKind
from tests.support.office import MONDAY, Office
from tests.usecases.correcting import edit, undo

SAM, PRIYA, MAYA, LENA, JO = "U0SAM", "U0PRIYA", "U0MAYA", "U0LENA", "U0JO"


# -- taking back and setting right ----------------------------------------------------------------


def test_an_undo_before_the_card_was_sent_disturbs_nobody(office: Office) -> None:
    office.card_delay = timedelta(seconds=120)
    logged = office.log()
    undo(office, logged)
    (card,) = office.cards(CardKind.ISSUE, SAM)
    assert office.due(card) is None
    assert office.issue.state is IssueState.DISMISSED
    assert office.history()[-1] == ("withdrawn", PRIYA)


def test_a_later_undo_marks_the_card_withdrawn(office: Office) -> None:
    logged = office.log()
    office.send_all(CardKind.ISSUE, SAM)
    undo(office, logged)
    (card,) = office.cards(CardKind.ISSUE, SAM)
    assert office.shown(card)["text"].startswith("Withdrawn")
    assert card.refresh_at is not None


def test_undo_ends_after_a_quarter_of_an_hour(office: Office) -> None:
    logged = office.log()
    office.later(minutes=15, seconds=1)
    with pytest.raises(Refusal) as refused:
        undo(office, logged)
    assert refused.value.why is Why.TOO_LATE


def test_an_edit_raises_the_issue_and_its_due_times(office: Office) -> None:
    logged = office.log()
    office.later(minutes=30)
    edit(office, logged, severity=Severity.HIGH)
    assert office.issue.severity is Severity.HIGH
    assert office.issue.acknowledge_due == MONDAY + timedelta(hours=4), "from when it was opened"
    assert office.history()[-1] == ("observation edited", PRIYA)


def test_an_edit_to_another_touchpoint_moves_the_issue_to_its_owner(office: Office) -> None:
    def add(books: Books) -> int:
        row = books.catalogue.add_touchpoint("Tickets", Area.SUPPORT, MONDAY)
        row.owner = JO
        return row.id or 0

    tickets = office.do(add)
    logged = office.log()
    office.send_all(CardKind.ISSUE, SAM)
    edit(office, logged, touchpoint_id=tickets)
    assert office.issue.owner == JO
    (old,) = office.cards(CardKind.ISSUE, SAM)
    assert old.folded
    assert len(office.cards(CardKind.ISSUE, JO)) == 1


def test_an_edit_is_on_record_by_what_changed_and_without_the_words(office: Office) -> None:
    logged = office.log(customer="Acme")
    edit(office, logged, words="Other words", severity=Severity.LOW)

    def record(books: Books) -> list[object]:
        rows = books.session.exec(select(AuditEntry).where(AuditEntry.what == "observation edited"))
        return [(row.actor, row.after) for row in rows]

    assert office.ask(record) == [(PRIYA, ["severity", "words"])]


def test_unticking_the_box_withdraws_and_ticking_it_opens(office: Office) -> None:
    logged = office.log()
    edit(office, logged, follow_up=False)
    assert office.issue.state is IssueState.DISMISSED
    edit(office, logged, follow_up=True)
    assert (office.issue.number, office.issue.state) == (2, IssueState.OPEN)


def both_behind_one_issue(office: Office) -> tuple[Logged, Logged]:
    """Sam's issue #1, of Acme; behind it also what Jo heard from Bolt Ltd, in private."""
    first = office.log(customer="Acme", feeling=Feeling.ANGRY)
    second = office.log_again(customer="Bolt Ltd", feeling=Feeling.ANGRY)

    def add(books: Books) -> None:
        row = books.observations.get(second.observation.id)
        assert row is not None
        add_to_issue(books, office.desk, row, JO)
        row.private = True

    office.do(add)
    return first, second


def test_what_was_taken_out_of_an_issue_is_counted_and_shown_with_it_no_more(
    office: Office,
) -> None:
    _, second = both_behind_one_issue(office)

    def seen(books: Books) -> tuple[object, ...]:
        bolt = books.customers.find("Bolt Ltd").id or 0
        _, listed = books.issues.page(office.now, customer_id=bolt)
        facts = [
            observation_facts(books, row, books.people.actor(JO), office.now)
            for row in books.observations.of_customer(bolt, offset=0, limit=5)[0]
        ]
        (case,) = books.digest_facts.cases(MONDAY)
        later = office.now + timedelta(days=1)
        heard = books.digest_facts.heard(MONDAY, later)
        exported = [row["issue"] for row in Exports(books).observations()]
        home = json.dumps(home_view(books, office.desk, JO), ensure_ascii=False)
        return (
            listed,
            [(each.issue_id, each.issue_number) for each in facts],
            bolt in case.customers,
            [each.issue for each in heard],
            exported,
            "Issue #1" in home,
        )

    assert office.ask(seen) == (1, [(1, 1)], True, [1, 1], [1, 1], True)
    edit(office, second, follow_up=False)
    assert office.ask(seen) == (0, [(None, None)], False, [1, None], [1, None], False)


def test_private_words_that_were_taken_out_of_an_issue_are_its_owners_no_more(
    office: Office,
) -> None:
    _, second = both_behind_one_issue(office)

    def readable(books: Books) -> tuple[bool, int]:
        row = books.observations.get(second.observation.id)
        assert row is not None
        seen = observation_facts(books, row, books.people.actor(SAM), office.now)
        return seen.words is not None, books.observations.search("it", SAM, offset=0, limit=9)[1]

    assert office.ask(readable) == (True, 2)
    edit(office, second, follow_up=False)
    assert office.ask(readable) == (False, 1)


def test_an_edited_customer_is_the_one_to_be_told(office: Office) -> None:
    logged = office.log(customer="Acme")
    edit(office, logged, customer="Bolt Ltd")

    def names(books: Books) -> list[str | None]:
        reader = books.people.actor(SAM)
        issue = books.issues.numbered(1)
        assert issue is not None
        return [loop.customer for loop in issue_facts(books, issue, reader, office.now).loops]

    assert office.ask(names) == ["Bolt Ltd"]


def test_a_new_severity_leaves_a_new_owner_the_time_they_were_given(office: Office) -> None:
    logged = office.log(severity=Severity.LOW)
    office.later(days=2)
    office.with_issue(reassign_issue, JO, "It is hers.")
    edit(office, logged, severity=Severity.MEDIUM)
    assert office.issue.acknowledge_due == datetime(2026, 9, 17, 17, 0, tzinfo=UTC)
    assert office.issue.resolve_due == datetime(2026, 9, 28, 17, 0, tzinfo=UTC), "from the opening"


def test_a_new_severity_counts_from_when_nobodys_issue_got_its_owner(office: Office) -> None:
    logged = office.log(severity=Severity.LOW)
    office.do(lambda books: hand_over(books, office.desk, newest(books), None, by=None, note=""))
    assert office.issue.resolve_due is None
    office.later(days=14)
    office.with_issue(reassign_issue, JO, "Hers now.")
    edit(office, logged, severity=Severity.HIGH)
    assert office.issue.resolve_due == datetime(2026, 10, 1, 17, 0, tzinfo=UTC)


def test_a_new_severity_leaves_the_fresh_time_after_a_lapse(office: Office) -> None:
    logged = office.log(severity=Severity.LOW)
    office.with_issue(acknowledge_issue)
    office.later(days=1, hours=7)
    office.do(lambda books: lapse_unpromised(books, newest(books).id or 0, office.now))
    assert office.issue.state is IssueState.OPEN
    edit(office, logged, severity=Severity.MEDIUM)
    assert office.issue.acknowledge_due == datetime(2026, 9, 16, 17, 0, tzinfo=UTC)


def newest(books: Books) -> Issue:
    issue = books.issues.numbered(1)
    assert issue is not None
    return issue


def test_another_touchpoint_brings_its_own_due_times(office: Office) -> None:
    def add(books: Books) -> int:
        row = books.catalogue.add_touchpoint("Tickets", Area.SUPPORT, MONDAY)
        row.owner = SAM
        books.session.flush()
        terms = {Severity.MEDIUM: Term.parse("2d")}
        set_due_times(books, office.desk, row.id, Policy({}, terms), LENA)
        return row.id or 0

    tickets = office.do(add)
    logged = office.log()
    acknowledge_due = office.issue.acknowledge_due
    edit(office, logged, touchpoint_id=tickets)
    assert office.issue.resolve_due == datetime(2026, 9, 16, 17, 0, tzinfo=UTC)
    assert office.issue.acknowledge_due == acknowledge_due, "it has no term of its own for that"
    edit(office, logged, touchpoint_id=office.data_import, severity=Severity.HIGH)
    assert office.issue.resolve_due == datetime(2026, 9, 17, 17, 0, tzinfo=UTC)


def test_a_press_on_what_was_withdrawn_reads_that_it_was(office: Office) -> None:
    logged = office.log()
    undo(office, logged)
    with pytest.raises(Refusal) as refused:
        office.with_issue(acknowledge_issue)
    assert sentence(refused.value) == "This was withdrawn: nothing stands behind it any more."
