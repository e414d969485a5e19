"""The policy of due times, on both databases: whose terms hold, and what a change moves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from sqlmodel import col, select

from bot.domain.due import Policy, Term
from bot.domain.issue import IssueState
from bot.domain.vocabulary import Severity
from bot.usecases.acknowledge_issue import acknowledge_issue
from bot.usecases.clocks import proposed_promise_date
from bot.usecases.due_policy import set_due_times
from bot.usecases.edit_observation import set_severity
from bot.usecases.end_issue import reopen_issue, resolve_issue
from bot.usecases.hand_over import reassign_issue
from bot.usecases.promises import make_promise
from storage.books import Books
from storage.repositories.leads import Leads
from storage.tables import AuditEntry, Issue, IssueEvent
from storage.tables.delivery import CardKind
from storage.unit_of_work import Storage
from tests.support.clockwork import Clockwork
from tests.support.office import MONDAY, Office
from tests.usecases.correcting import edit

SAM, MAYA, LENA, PRIYA = "U0SAM", "U0MAYA", "U0LENA", "U0PRIYA"
MEDIUM, HIGH = Severity.MEDIUM, Severity.HIGH


def at(month: int, day: int, hour: int = 17) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def terms(**by_severity: str) -> Mapping[Severity, Term]:
    return {Severity(name): Term.parse(text) for name, text in by_severity.items()}


def policy(
    acknowledge: Mapping[Severity, Term] | None = None,
    resolve: Mapping[Severity, Term] | None = None,
) -> Policy:
    return Policy(acknowledge or {}, resolve or {})


def change(office: Office, wanted: Policy, touchpoint_id: int | None = None) -> int:
    return office.do(lambda books: set_due_times(books, office.desk, touchpoint_id, wanted, LENA))


def notes(office: Office) -> list[str]:
    issue_id = office.issue.id or 0
    rows = office.ask(lambda books: books.issues.history(issue_id))
    return [row.note for row in rows if row.what == "due times changed"]


# -- whose terms hold -----------------------------------------------------------------------------


def test_the_workspaces_terms_hold_for_what_is_opened_next(office: Office) -> None:
    change(office, policy(terms(high="2h"), terms(high="5d")))
    office.log(severity=HIGH)
    assert office.issue.acknowledge_due == MONDAY + timedelta(hours=2)
    assert office.issue.resolve_due == at(9, 21)


def test_a_touchpoints_terms_go_before_the_workspaces_and_only_where_it_has_some(
    office: Office,
) -> None:
    change(office, policy(terms(high="2h"), terms(high="5d")))
    change(office, policy(resolve=terms(high="2d")), office.data_import)
    office.log(severity=HIGH)
    assert office.issue.acknowledge_due == MONDAY + timedelta(hours=2)
    assert office.issue.resolve_due == at(9, 16)
    office.log(severity=HIGH, touchpoint_id=None)
    assert office.issue.resolve_due == at(9, 21)


def test_what_is_left_out_is_as_it_is_without_a_policy(office: Office) -> None:
    change(office, policy(terms(high="2h")))
    office.log(severity=MEDIUM)
    assert office.issue.acknowledge_due == at(9, 15)
    proposed = office.ask(lambda books: proposed_promise_date(books, office.issue, SAM, office.now))
    assert proposed == date(2026, 9, 21)


def test_a_hand_over_and_a_reopening_keep_to_the_policy(office: Office) -> None:
    change(office, policy(terms(medium="3h"), terms(medium="4d")), office.data_import)
    office.log()
    office.later(hours=1)
    office.with_issue(reassign_issue, MAYA, "")
    assert office.issue.acknowledge_due == MONDAY + timedelta(hours=4)
    office.with_issue(resolve_issue, "Fixed.", by=MAYA)
    office.later(days=1)
    office.with_issue(reopen_issue, "Not fixed", by=PRIYA)
    assert office.issue.resolve_due == at(9, 21)


# -- what a change moves --------------------------------------------------------------------------


def test_open_issues_move_counted_from_when_they_were_opened(office: Office) -> None:
    office.log()
    office.later(days=1)
    assert change(office, policy(terms(medium="3d"), terms(medium="5d"))) == 1
    issue = office.issue
    assert (issue.acknowledge_due, issue.resolve_due) == (at(9, 17), at(9, 21))
    assert notes(office) == ["acknowledge 1d → 3d, resolve 10d → 5d"]


def test_the_time_to_acknowledge_is_counted_from_the_last_hand_over(office: Office) -> None:
    office.log()
    office.later(days=2)
    office.with_issue(reassign_issue, MAYA, "")
    change(office, policy(terms(medium="3d"), terms(medium="5d")))
    assert office.issue.acknowledge_due == at(9, 21)
    assert office.issue.resolve_due == at(9, 21), "that one is not renewed by a hand-over"


def test_the_time_to_resolve_is_counted_from_the_reopening(office: Office) -> None:
    office.log()
    office.with_issue(resolve_issue, "Fixed.")
    office.later(days=2)
    office.with_issue(reopen_issue, "Not fixed", by=PRIYA)
    change(office, policy(resolve=terms(medium="5d")))
    assert office.issue.resolve_due == at(9, 23)


def test_what_nobody_owned_at_first_is_counted_from_when_somebody_did(office: Office) -> None:
    def nobody(books: Books) -> None:
        Leads(books).replace([])
        row = books.catalogue.touchpoint(office.data_import)
        assert row is not None
        row.owner = row.deputy = None
        books.session.add(row)

    office.do(nobody)
    office.log()
    assert office.issue.resolve_due is None
    office.later(days=2)
    office.with_issue(reassign_issue, MAYA, "", by=LENA)
    change(office, policy(resolve=terms(medium="5d")))
    assert office.issue.resolve_due == at(9, 23)


def test_a_raised_severity_is_counted_as_it_was_from_the_hand_over(office: Office) -> None:
    logged = office.log()
    office.later(hours=1)
    office.with_issue(reassign_issue, MAYA, "")

    def raise_it(books: Books) -> None:
        row = books.observations.get(logged.observation.id)
        assert row is not None
        set_severity(books, office.desk, row, HIGH, PRIYA)

    office.do(raise_it)
    assert office.issue.acknowledge_due == MONDAY + timedelta(hours=5)
    change(office, policy(terms(high="6h")))
    assert office.issue.acknowledge_due == MONDAY + timedelta(hours=7)


def test_what_would_be_due_in_the_past_is_due_by_the_end_of_the_next_working_day(
    office: Office,
) -> None:
    office.log()
    office.later(days=4)  # Friday
    change(office, policy(resolve=terms(medium="1d")))
    assert office.issue.resolve_due == at(9, 21)


def test_what_was_overdue_may_stay_so(office: Office) -> None:
    office.log()
    office.later(days=4)
    change(office, policy(terms(medium="2d")))
    assert office.issue.acknowledge_due == at(9, 16)


def test_only_what_the_change_is_about_moves(office: Office) -> None:
    office.log("Another severity.", severity=HIGH)
    office.log("Another place.", touchpoint_id=None)
    office.log("Acknowledged.")
    office.with_issue(acknowledge_issue)
    office.log("Resolved.")
    office.with_issue(resolve_issue, "Fixed.")
    assert change(office, policy(terms(medium="3d")), office.data_import) == 0
    changed = office.ask(
        lambda books: list(
            books.session.exec(
                select(IssueEvent).where(col(IssueEvent.what) == "due times changed")
            )
        )
    )
    assert changed == []


def test_the_card_follows(office: Office) -> None:
    office.log()
    office.send_all(CardKind.ISSUE, SAM)
    [card] = office.cards(CardKind.ISSUE, SAM)
    change(office, policy(terms(medium="3d")))
    [after] = office.cards(CardKind.ISSUE, SAM)
    assert (after.wanted, after.refresh_at) == (card.wanted + 1, office.now)
    assert "17 Sep 2026" in office.shown(after)["text"]


def test_a_change_is_on_record_and_none_is_not(office: Office) -> None:
    wanted = policy(terms(high="2h"))
    change(office, wanted, office.data_import)
    change(office, wanted, office.data_import)
    rows = office.ask(lambda books: list(books.session.exec(select(AuditEntry))))
    assert [(row.actor, row.what, row.subject) for row in rows] == [
        (LENA, "setting", f"due_times:{office.data_import}")
    ]
    assert rows[0].after == {"acknowledge": {"high": "2h"}, "resolve": {}}


def test_five_thousand_open_issues_move_at_once(office: Office) -> None:
    first = office.log()

    def many(books: Books) -> None:
        row = books.issues.get(first.observation.issue_id)
        assert row is not None
        given = row.model_dump(exclude={"id", "number"})
        books.session.add_all(Issue(**given, number=number) for number in range(2, 5001))

    office.do(many)
    assert change(office, policy(terms(medium="3d"), terms(medium="5d"))) == 5000
    issues = office.ask(lambda books: list(books.session.exec(select(Issue))))
    assert {issue.resolve_due for issue in issues} == {at(9, 21)}
    assert {issue.state for issue in issues} == {IssueState.OPEN}


def test_what_is_overdue_no_more_climbs_no_further(storage: Storage) -> None:
    office = Clockwork(storage)
    office.log(severity=HIGH)
    office.with_issue(acknowledge_issue)
    office.with_issue(make_promise, "Ask", date(2026, 9, 25))
    office.tick()
    office.until(at(9, 18, 8))
    assert [row.ended_at for row in office.rounds()] == [None]
    change(office, policy(resolve=terms(high="20d")))
    office.until(at(9, 22, 10))
    assert (office.rungs(), office.nudges(SAM)) == ([], []), "it waits for no first look either"


def test_nor_does_what_a_lower_severity_makes_due_later(storage: Storage) -> None:
    office = Clockwork(storage)
    logged = office.log(severity=HIGH)
    office.with_issue(acknowledge_issue)
    office.with_issue(make_promise, "Ask", date(2026, 9, 25))
    office.tick()
    office.until(at(9, 18, 8))
    edit(office, logged, severity=MEDIUM)
    office.until(at(9, 22, 10))
    assert (office.rungs(), office.nudges(SAM)) == ([], [])


def test_an_issue_that_nobody_took_up_climbs_on(storage: Storage) -> None:
    office = Clockwork(storage)
    office.log(severity=HIGH)
    office.tick()
    office.until(at(9, 15, 8))
    change(office, policy(terms(high="9d"), terms(high="20d")))
    office.until(at(9, 15, 10))
    assert office.rungs() == [(1, 0, SAM)]
