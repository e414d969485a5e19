"""What the weekly digest says, and what it never does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from bot.blocks.refusals import sentence
from bot.domain.errors import Refusal, Why
from bot.domain.issue import IssueState
from bot.domain.policy import Role
from bot.domain.promise import PromiseState
from bot.domain.vocabulary import Area, DismissReason, Feeling, Severity, WhoseWords
from bot.domain.wave import Audience, WaveState
from bot.usecases.desk import Desk
from bot.usecases.end_issue import Dismissal, dismiss_issue, resolve_issue
from bot.usecases.hand_over import hand_over
from bot.usecases.hold_choice import hold_choice
from bot.usecases.open_issue import stand_behind
from bot.usecases.ownership import roles_in_issue
from bot.usecases.promises import make_promise, settle_promise
from bot.usecases.take_decision import take_decision
from storage.books import Books
from storage.tables import Issue
from storage.tables.delivery import OutboxState
from storage.tables.digest import Covers
from storage.unit_of_work import Storage
from tests.support.clockwork import Clockwork, at
from tests.support.digests import (
    JO,
    SAM,
    said_on_monday,
    settle,
    text,
)
from tests.support.surveys import begin


@pytest.fixture
def office(storage: Storage) -> Clockwork:
    return Clockwork(storage)


def nobody_owns(books: Books, desk: Desk, issue: Issue, by: str) -> None:
    hand_over(books, desk, issue, None, by=by, note="")


def test_a_quiet_week_is_one_line_without_a_thread(office: Clockwork) -> None:
    assert "A quiet week" in said_on_monday(office)
    assert [row.key for row in office.said("digest:")] == ["digest:1:2026-09-21"]


def test_own_views_and_private_words_stand_in_no_digest(office: Clockwork) -> None:
    office.log("In my opinion", whose=WhoseWords.OWN, feeling=Feeling.ANGRY)
    office.log("Psst, between us", private=True, feeling=Feeling.ANGRY)
    office.log("Psst, lovely", private=True, feeling=Feeling.DELIGHTED, follow_up=False)
    said = said_on_monday(office)
    assert "opinion" not in said
    assert "Psst" not in said
    assert "2 observations" in said, "what was said in private counts"


def test_what_only_colleagues_think_critical_leads_no_digest(office: Clockwork) -> None:
    office.log("In my opinion", whose=WhoseWords.OWN, severity=Severity.CRITICAL)
    said = said_on_monday(office)
    assert "Critical at" not in said
    assert "what was asked before still waits" in said


def test_counts_are_of_customers_and_never_of_loggings(office: Clockwork) -> None:
    for _ in range(5):
        office.log(customer="Acme", feeling=Feeling.ANGRY)
    office.log(feeling=Feeling.ANGRY)
    said = said_on_monday(office)
    assert "2 of 2 customers" in said
    assert "6 observations, 2 customers, 1 colleague" in said


@pytest.mark.parametrize("masked", [True, False])
def test_names_of_customers_obey_the_channel(office: Clockwork, masked: bool) -> None:
    office.log(
        "ACME can finally log in. Thank you",
        customer="Acme",
        feeling=Feeling.DELIGHTED,
        follow_up=False,
    )
    said = said_on_monday(office, masked=masked)
    assert ("cme" in said.casefold()) is not masked
    assert ("a customer can finally log in" in said) is masked


def test_what_was_resolved_is_told_with_whom(office: Clockwork) -> None:
    office.log(customer="Acme")
    office.with_issue(resolve_issue, "Dates are read in any format")
    said = said_on_monday(office)
    assert "1 resolved, 0 of 1 customer told" in said
    assert "“It ate the file.” → Dates are read in any format. Told 0 of 1." in said


def test_scope_is_what_it_is_about(office: Clockwork) -> None:
    office.log("In scope", feeling=Feeling.ANGRY)
    office.log("Elsewhere", touchpoint_id=None, feeling=Feeling.ANGRY)
    assert "Elsewhere" not in said_on_monday(
        office, covers=Covers.AREAS, covered=(Area.TECHNOLOGY.value,)
    )


def test_what_we_chose_asks_again_when_more_customers_come(office: Clockwork) -> None:
    office.log(customer="Acme")
    chosen = Dismissal(DismissReason.WE_CHOSE_THIS, "Too dear", date(2026, 12, 1))
    office.with_issue(dismiss_issue, chosen)
    assert "We chose this" not in said_on_monday(office)
    settle(office, OutboxState.SENT)
    office.log(customer="Borg", follow_up=False)

    def join(books: Books) -> None:
        issue, seen = books.issues.numbered(1), books.observations.get(2)
        assert issue is not None
        assert seen is not None
        seen.follow_up = True
        stand_behind(books, issue, seen)

    office.do(join)
    office.now = at(28, 9)
    office.tick()
    said = text(office)
    assert "(2 customers, 2nd week). We chose this, and 1 more customer came since." in said


def test_what_we_chose_is_asked_again_once_when_its_review_is_due(office: Clockwork) -> None:
    choose(office, date(2026, 9, 28))
    assert "We chose this" not in said_on_monday(office)
    said = []
    for monday in (at(28, 9), at(28, 9) + timedelta(days=7)):
        settle(office, OutboxState.SENT)
        office.now = monday
        office.tick()
        said.append(text(office))
    asked = "We chose this; review was set for Mon 28 Sep. Does it still hold?"
    assert [asked in each for each in said] == [True, False]


def test_what_still_holds_is_asked_again_on_its_new_date_and_of_new_customers(
    office: Clockwork,
) -> None:
    choose(office, date(2026, 9, 22))
    assert "We chose this" not in said_on_monday(office)
    said = []
    for monday in (at(28, 9), at(28, 9) + timedelta(days=7), at(28, 9) + timedelta(days=14)):
        settle(office, OutboxState.SENT)
        office.now = monday
        office.tick()
        said.append("Does it still hold?" in text(office))
        if monday == at(28, 9):
            office.with_issue(hold_choice, "Too dear", date(2026, 10, 6))
    assert said == [True, False, True]


def test_a_decision_is_taken_by_the_first_who_presses(office: Clockwork) -> None:
    office.log(severity=Severity.HIGH)
    office.with_issue(nobody_owns)
    assert "Nobody owns it" in said_on_monday(office)
    assert "I'll take it" in text(office)

    take(office, JO)
    assert office.issue.owner == JO
    assert "I'll take it" not in text(office)
    assert "Taken._" in text(office), "people are named only where the channel has names on"
    with pytest.raises(Refusal) as refused:
        take(office, SAM)
    assert refused.value.why is Why.ALREADY
    assert sentence(refused.value) == "<@U0JO> was quicker and took it."


def take(office: Clockwork, by: str) -> None:
    def work(books: Books) -> None:
        run, issue = books.digests.run(1), books.issues.numbered(1)
        assert run is not None
        assert issue is not None
        take_decision(books, office.desk, run, issue, by)

    office.do(work)


def choose(office: Clockwork, review_on: date) -> None:
    """Something was said and dismissed as chosen."""
    office.log(customer="Acme")
    chosen = Dismissal(DismissReason.WE_CHOSE_THIS, "Too dear", review_on)
    office.with_issue(dismiss_issue, chosen)


def resolve(office: Clockwork) -> None:
    office.with_issue(resolve_issue, "Fixed.")


def hold(office: Clockwork) -> None:
    office.with_issue(hold_choice, "Too dear", date(2026, 12, 1))


def test_who_takes_what_we_chose_answers_for_it_and_may_say_that_it_still_holds(
    office: Clockwork,
) -> None:
    choose(office, date(2026, 9, 16))
    assert "Does it still hold?" in said_on_monday(office)
    take(office, JO)
    assert (office.issue.owner, office.issue.state) == (JO, IssueState.DISMISSED)
    [due] = office.ask(lambda books: books.issues.to_review(JO, date(2026, 9, 21)))
    assert due.number == 1
    may_answer = office.ask(lambda books: Role.ISSUE_OWNER in roles_in_issue(books, due, JO))
    assert may_answer


@pytest.mark.parametrize("since", [resolve, hold])
def test_nobody_takes_what_was_settled_since_the_digest(
    office: Clockwork, since: Callable[[Clockwork], None]
) -> None:
    office.log(severity=Severity.CRITICAL, customer="Acme")
    if since is hold:
        chosen = Dismissal(DismissReason.WE_CHOSE_THIS, "Too dear", date(2026, 9, 16))
        office.with_issue(dismiss_issue, chosen)
    else:
        office.with_issue(nobody_owns)
    assert "I'll take it" in said_on_monday(office)
    office.now += timedelta(hours=1)
    since(office)
    owner = office.issue.owner
    with pytest.raises(Refusal) as refused:
        take(office, JO)
    assert refused.value.why is Why.ALREADY
    assert office.issue.owner == owner


def test_a_score_stands_in_the_week_in_which_its_wave_closed(office: Clockwork) -> None:
    def asked(books: Books, *, customers: bool) -> None:
        wave = begin(books, office.now, audience=Audience.PEOPLE)
        for n in range(12):
            row = books.responses.by(wave, f"U{n}", office.now, is_customer=customers)
            books.responses.put(row, 0, "9" if n else "3")
        wave.state, wave.closed_at = WaveState.CLOSED, office.now
        books.session.add(wave)

    office.do(lambda books: asked(books, customers=True))
    office.do(lambda books: asked(books, customers=False))
    said = said_on_monday(office)
    assert said.count("NPS +83") == 3, "in the preview, the headline and its section"
    assert "eNPS" not in said, "staff are asked in confidence"
    settle(office, OutboxState.SENT)
    office.now = at(28, 9)
    office.tick()
    assert "NPS" not in text(office)


@pytest.mark.parametrize("named", [True, False])
def test_who_broke_a_promise_is_named_where_names_are_on_and_a_day_after_they_knew(
    office: Clockwork, named: bool
) -> None:
    for broken_on in (15, 18):  # a Tuesday; and a Friday, after which no working day ended
        office.log(f"Broken on {broken_on}")
        office.with_issue(make_promise, f"Step {broken_on}", date(2026, 9, broken_on))
        issue = office.issue.id or 0

        def break_it(books: Books, issue: int = issue, day: int = broken_on) -> None:
            [promise] = books.issues.promises(issue)
            settle_promise(books, promise, PromiseState.BROKEN, at(day, 17))

        office.do(break_it)
    name_sam(office)
    said = said_on_monday(office, named=named)
    assert "2 due: 2 broken" in said
    assert ("Sam Smith, “Step 15”" in said) is named
    assert "Sam Smith, “Step 18”" not in said


def test_a_broken_promise_stays_one_however_its_issue_ends(office: Clockwork) -> None:
    office.log()
    office.with_issue(make_promise, "Find out", date(2026, 9, 15))

    def break_it(books: Books) -> None:
        [promise] = books.issues.promises(office.issue.id or 0)
        settle_promise(books, promise, PromiseState.BROKEN, at(15, 17))

    office.do(break_it)
    office.with_issue(dismiss_issue, Dismissal(DismissReason.NOT_OURS, ""))
    said = said_on_monday(office)
    assert "1 due: 1 broken" in said
    assert "“Find out”" in said


def name_sam(office: Clockwork) -> None:
    def work(books: Books) -> None:
        sam = books.people.get(SAM)
        assert sam is not None
        sam.name = "Sam Smith"
        books.session.add(sam)

    office.do(work)
