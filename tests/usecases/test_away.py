"""Somebody is away, on both databases: who answers meanwhile, and the return."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from bot.domain.errors import Refusal, Why
from bot.domain.vocabulary import Severity
from bot.usecases.end_issue import reopen_issue, resolve_issue
from bot.usecases.hand_over import reassign_issue
from bot.usecases.promises import make_promise
from storage.tables import Card
from storage.tables.delivery import CardKind
from storage.unit_of_work import Storage
from tests.support.absences import (
    JO,
    LENA,
    MAYA,
    NEW_YORK,
    PRIYA,
    SAM,
    away,
    back,
    change,
    day,
    numbered,
    on,
)
from tests.support.clockwork import Clockwork, at


@pytest.fixture
def office(storage: Storage) -> Clockwork:
    """Monday the 14th, 10:00. Sam owns Data import, Maya is his deputy."""
    return Clockwork(storage)


# -- the deputy answers meanwhile -----------------------------------------------------------------


def test_on_the_first_day_the_deputy_gets_a_card_and_the_clock_runs_on(office: Clockwork) -> None:
    office.log()
    office.send_all(CardKind.ISSUE, SAM)
    away(office, 14, 18)
    assert office.issue.owner == MAYA
    assert office.issue.acknowledge_due == at(15, 17)
    [card] = office.cards(CardKind.ISSUE, MAYA)
    assert office.due(card) == office.now
    [old] = office.cards(CardKind.ISSUE, SAM)
    assert old.folded
    assert ("passed on", "to Maya: Sam is away until Fri 18 Sep") in office.events()


def test_planned_days_begin_by_the_persons_own_date(office: Clockwork) -> None:
    change(office, SAM, zone="Pacific/Auckland")  # twelve hours ahead
    office.log()
    away(office, 16, 18)
    on(office, at(15, 11, 30))
    assert office.issue.owner == SAM
    on(office, at(15, 12, 30))
    assert office.issue.owner == MAYA


def test_the_clocks_run_in_the_deputys_time(office: Clockwork) -> None:
    change(office, MAYA, zone=NEW_YORK)
    office.log(severity=Severity.HIGH)  # three days to resolve: until the 17th
    away(office, 14, 25)
    assert office.issue.acknowledge_due == at(14, 17), "four of her hours, from 9:00 in New York"
    assert office.issue.resolve_due == at(17, 21), "the end of the same working day, of hers"


def test_what_is_logged_meanwhile_comes_to_the_deputy(office: Clockwork) -> None:
    away(office, 14, 18)
    office.log()
    assert office.issue.owner == MAYA


def test_one_person_may_answer_for_everything(office: Clockwork) -> None:
    office.log()
    away(office, 14, 18, stand_in=JO)
    assert office.issue.owner == JO
    office.log("Another.", customer="Acme")
    assert office.issue.owner == JO


def test_who_is_named_last_counts(office: Clockwork) -> None:
    away(office, 14, 18, stand_in=JO)
    away(office, 15, 15, stand_in=PRIYA)
    on(office, at(15, 12))
    office.log(by=LENA)
    assert office.issue.owner == PRIYA
    on(office, at(16, 12))
    office.log("Another.", by=LENA)
    assert office.issue.owner == JO


def test_a_deputy_who_is_away_too_hands_on_to_whoever_is_named(office: Clockwork) -> None:
    office.log()
    away(office, 14, 18)
    away(office, 14, 15, MAYA, stand_in=JO)
    assert office.issue.owner == JO
    on(office, at(16, 10))
    assert office.issue.owner == JO, "what was lent to Maya goes back to Sam, not to her"
    on(office, at(21, 10))
    assert office.issue.owner == SAM


def test_several_issues_come_in_one_message(office: Clockwork) -> None:
    for words in ("One.", "Two.", "Three.", "Four."):
        office.log(words)
    away(office, 14, 18)
    cards = office.ask(
        lambda books: [
            card
            for card in books.session.exec(select(Card))
            if card.person == MAYA and books.outbox.unsent(card)
        ]
    )
    assert [card.kind for card in cards] == [CardKind.BUNDLE]
    shown = office.shown(cards[0])
    assert shown["text"].startswith("<@U0SAM> is away until Fri 18 Sep.")
    assert str(shown["blocks"]).count("'Acknowledge'") == 4


def test_a_critical_issue_waits_for_nothing_and_comes_by_itself(office: Clockwork) -> None:
    for words in ("One.", "Two."):
        office.log(words)
    office.log("Down!", severity=Severity.CRITICAL)
    away(office, 14, 18)
    [card] = office.cards(CardKind.ISSUE, MAYA)
    assert card.bundle_id is None
    assert office.due(card) == office.now


# -- the return -----------------------------------------------------------------------------------


def test_what_nobody_acknowledged_goes_back_when_the_person_begins_to_work(
    office: Clockwork,
) -> None:
    office.log("Acknowledged meanwhile.")
    office.log("Waits.")
    away(office, 14, 15)
    first = numbered(office, 1)
    office.do(
        lambda books: make_promise(
            books, office.desk, books.issues.numbered(1) or first, "Ask", day(18), MAYA
        )
    )
    on(office, at(16, 8, 30))
    assert office.issue.owner == MAYA
    on(office, at(16, 9, 30))
    assert office.issue.owner == SAM
    assert office.issue.acknowledge_due == at(15, 17), "missed, which is nobody's to forget"
    assert numbered(office, 1).owner == MAYA, "nothing is taken by force"
    assert ("passed on", "to Sam: Sam is back") in office.events()


def test_what_was_logged_meanwhile_and_waits_goes_to_the_owner_too(office: Clockwork) -> None:
    away(office, 14, 15)
    office.log()
    on(office, at(16, 9, 30))
    assert office.issue.owner == SAM


def test_what_was_handed_on_by_somebody_stays_where_it_is(office: Clockwork) -> None:
    office.log()
    away(office, 14, 15)
    office.with_issue(reassign_issue, JO, "Yours", by=MAYA)
    on(office, at(16, 9, 30))
    assert office.issue.owner == JO


def test_what_was_opened_again_meanwhile_goes_back_too(office: Clockwork) -> None:
    office.log()
    office.with_issue(resolve_issue, "Fixed.")
    away(office, 14, 15)
    office.with_issue(reopen_issue, "Not fixed", by=PRIYA)
    assert office.issue.owner == MAYA
    on(office, at(16, 9, 30))
    assert office.issue.owner == SAM


def test_back_early_is_back_at_once(office: Clockwork) -> None:
    office.log()
    resolve_due = office.issue.resolve_due
    away(office, 14, 25)
    back(office)
    assert office.issue.owner == SAM
    assert office.issue.resolve_due == resolve_due
    with pytest.raises(Refusal) as refused:
        back(office)
    assert refused.value.why is Why.ALREADY


def test_a_slip_that_is_taken_back_disturbs_nobody(office: Clockwork) -> None:
    office.now = at(14, 20)
    for words in ("One.", "Two.", "Three."):
        office.log(words)
    away(office, 14, 25)
    back(office)
    waiting = office.ask(
        lambda books: [
            (card.kind, card.person)
            for card in books.session.exec(select(Card))
            if books.outbox.unsent(card)
        ]
    )
    assert waiting == [(CardKind.BUNDLE, SAM)]


def test_nothing_happens_twice(office: Clockwork) -> None:
    office.log()
    away(office, 14, 15)
    for hour in (11, 12, 20, 33, 48, 58, 59, 72):
        on(office, at(14, 0) + timedelta(hours=hour))
    handed = [what for what, _ in office.history() if what == "passed on"]
    assert len(handed) == 2


def test_a_night_shift_belongs_to_the_day_on_which_it_began(office: Clockwork) -> None:
    change(office, SAM, work_start=22 * 60, work_end=6 * 60)
    office.log()
    away(office, 16, 16)
    on(office, at(16, 3))  # at work since the evening of the 15th
    assert office.issue.owner == SAM
    on(office, at(16, 7))
    assert office.issue.owner == MAYA
    on(office, at(17, 3))  # the shift of the 16th
    assert office.issue.owner == MAYA
    on(office, at(17, 22))
    assert office.issue.owner == SAM
