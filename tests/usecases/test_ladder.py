"""Up the ladder: owner, deputy, journey owner, sponsor; one rung a working day."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from bot.domain.policy import Right, may
from bot.domain.vocabulary import DismissReason, Severity
from bot.schedule.tick import tick
from bot.usecases.acknowledge_issue import acknowledge_issue
from bot.usecases.away import enter_days_away
from bot.usecases.end_issue import Dismissal, dismiss_issue, reopen_issue, resolve_issue
from bot.usecases.hand_over import reassign_issue
from bot.usecases.home import home_view
from bot.usecases.ownership import roles_in_issue
from bot.usecases.promises import keep_promise, make_promise
from bot.usecases.snooze_issue import snooze_issue
from storage.books import Books
from storage.tables.delivery import CardKind
from storage.unit_of_work import Storage
from tests.support.clockwork import Clockwork, at
from tests.support.office import TEAM

SAM, MAYA, JO, LENA, PRIYA = "U0SAM", "U0MAYA", "U0JO", "U0LENA", "U0PRIYA"


@pytest.fixture
def office(storage: Storage) -> Clockwork:
    """Sam's issue, due to be acknowledged by Monday at 14:00."""
    office = Clockwork(storage)
    office.log(severity=Severity.HIGH)
    return office


def test_a_missed_time_climbs_one_rung_a_working_day(office: Clockwork) -> None:
    seen = []
    for moment in (at(14, 17), at(15, 8), at(15, 9), at(15, 17), at(16, 9), at(17, 9), at(18, 9)):
        office.until(moment)
        seen.append([person for _, _, person in office.rungs()])
    assert seen == [
        [],
        [],
        [SAM],
        [SAM],
        [SAM, MAYA],
        [SAM, MAYA, JO],
        [SAM, MAYA, JO, LENA],
    ]
    office.until(at(25, 12))
    assert len(office.rungs()) == 4, "nobody is left above"


def test_a_week_end_is_no_working_day(storage: Storage) -> None:
    office = Clockwork(storage)
    office.now = at(18, 10)
    office.log(severity=Severity.HIGH)  # missed on Friday at 14:00
    seen = []
    for moment in (at(18, 17), at(20, 12), at(21, 9), at(22, 9)):
        office.until(moment)
        seen.append(len(office.rungs()))
    assert seen == [0, 0, 1, 2]


def test_missing_and_repeated_people_are_skipped(office: Clockwork) -> None:
    def thin(books: Books) -> None:
        touchpoint = books.catalogue.touchpoint(office.data_import)
        journey = books.catalogue.journey(office.journey)
        assert touchpoint is not None
        assert journey is not None
        touchpoint.deputy, journey.owner = None, SAM
        books.session.add_all([touchpoint, journey])

    office.do(thin)
    office.until(at(18, 10))
    assert office.rungs() == [(1, 0, SAM), (1, 3, LENA)]


ENDS: list[tuple[Callable[..., None], list[Any]]] = [
    (acknowledge_issue, []),
    (make_promise, ["Ask", date(2026, 9, 30)]),
    (reassign_issue, [PRIYA, ""]),
    (resolve_issue, ["Fixed."]),
    (dismiss_issue, [Dismissal(DismissReason.NOT_OURS, "The bank's.")]),
]


@pytest.mark.parametrize(
    ("step", "arguments"), ENDS, ids=lambda each: getattr(each, "__name__", "")
)
def test_whoever_takes_it_up_ends_the_round(
    office: Clockwork, step: Callable[..., None], arguments: list[Any]
) -> None:
    office.until(at(16, 10))
    office.with_issue(step, *arguments)
    (row,) = office.rounds()
    assert row.ended_at == at(16, 10)
    rungs = office.rungs()
    office.until(at(17, 9))
    assert [each for each in office.rungs() if each[0] == 1] == rungs


def test_done_ends_a_round_too(office: Clockwork) -> None:
    office.with_issue(make_promise, "Ask", date(2026, 9, 30))
    office.until(at(18, 10))
    assert len(office.rounds()) == 1, "it was to be resolved on Thursday"
    office.with_issue(keep_promise)
    assert office.rounds()[0].ended_at == at(18, 10)


def test_a_snooze_stops_the_ladder_until_its_date(office: Clockwork) -> None:
    office.until(at(15, 10))
    office.with_issue(snooze_issue, date(2026, 9, 18), "The supplier is closed")
    office.until(at(17, 17))
    assert len(office.rungs()) == 1
    office.until(at(18, 9))
    assert office.rungs()[-1] == (1, 1, MAYA), "where it stood, and no further"


def test_further_missed_times_join_the_round_at_its_rung(office: Clockwork) -> None:
    office.until(at(17, 18))
    assert [note for what, note in office.events() if what == "time missed"] == [
        "to acknowledge",
        "to resolve",
    ]
    assert len(office.rounds()) == 1
    assert len(office.rungs()) == 3


def test_a_time_that_was_missed_once_starts_no_second_round(office: Clockwork) -> None:
    office.until(at(18, 10))
    office.with_issue(make_promise, "Ask", date(2026, 9, 30))
    office.until(at(29, 10))
    assert len(office.rounds()) == 1, "still not resolved, but promised since"


def test_a_new_miss_after_a_round_starts_at_the_owner_again(office: Clockwork) -> None:
    office.until(at(16, 10))
    office.with_issue(acknowledge_issue)
    office.until(at(18, 10))
    assert office.rungs() == [(1, 0, SAM), (1, 1, MAYA), (2, 0, SAM)]


def test_critical_takes_its_first_rung_at_once_in_working_time(storage: Storage) -> None:
    office = Clockwork(storage)
    office.log(severity=Severity.CRITICAL)
    office.until(at(14, 11))
    assert office.rungs() == [(1, 0, SAM)]
    office.until(at(14, 17))
    assert len(office.rungs()) == 1, "the next one tomorrow"
    office.until(at(15, 9))
    assert office.rungs()[-1] == (1, 1, MAYA)


def test_three_days_of_downtime_are_one_rung(office: Clockwork) -> None:
    office.until(at(15, 10))
    office.down_until(at(18, 11))
    assert len(office.rungs()) == 2
    office.until(at(18, 17))
    assert len(office.rungs()) == 2


def test_a_start_at_night_climbs_nothing_before_the_morning(office: Clockwork) -> None:
    office.until(at(15, 10))
    office.down_until(at(17, 3))
    assert len(office.rungs()) == 1
    office.until(at(17, 9))
    assert len(office.rungs()) == 2


def test_copies_whose_clocks_differ_climb_no_rung_twice(office: Clockwork) -> None:
    async def together(moment: datetime) -> None:
        skews = (timedelta(), timedelta(minutes=5), timedelta(minutes=-5))
        await asyncio.gather(*(tick(office.storage, [TEAM], moment + skew) for skew in skews))

    while office.now < at(18, 12):
        office.later(hours=1)
        asyncio.run(together(office.now))
    rungs = office.rungs()
    assert rungs == [(1, 0, SAM), (1, 1, MAYA), (1, 2, JO), (1, 3, LENA)]


def test_the_reporter_hears_once_that_it_is_not_picked_up(office: Clockwork) -> None:
    office.with_issue(acknowledge_issue)
    office.send_all(CardKind.RECEIPT, PRIYA)
    office.until(at(25, 12))  # lapsed on Tuesday
    assert len(office.rungs()) == 4
    (said,) = office.said("escalated:")
    assert said.message == {"text": "This is not picked up yet, so <@U0MAYA> was asked too."}


def test_a_reporter_who_heard_nothing_yet_gets_the_receipt_and_hears_it_in_its_thread(
    office: Clockwork,
) -> None:
    office.until(at(15, 10))
    assert office.cards(CardKind.RECEIPT, PRIYA) == []
    office.until(at(16, 10))
    (receipt,) = office.cards(CardKind.RECEIPT, PRIYA)
    (said,) = office.said("escalated:")
    assert said.thread_card_id == receipt.id
    assert said.message == {"text": "This is not picked up yet, so <@U0MAYA> was asked too."}
    office.send(receipt)
    office.until(at(17, 10))
    assert len(office.said("escalated:")) == 1, "only the first escalation is news"


def test_whoever_an_escalation_reached_may_do_what_the_owner_may(office: Clockwork) -> None:
    def answers(user_id: str) -> bool:
        def ask(books: Books) -> bool:
            here = roles_in_issue(books, office.issue, user_id)
            return may(books.people.actor(user_id), Right.ANSWER_ISSUE, here)

        return office.ask(ask)

    office.until(at(16, 10))
    assert not answers(JO)
    office.until(at(17, 10))
    assert answers(JO)
    assert not answers(PRIYA)


def test_app_home_shows_an_escalation_until_somebody_takes_it_up(office: Clockwork) -> None:
    def at_home() -> str:
        return str(office.ask(lambda books: home_view(books, office.desk, MAYA)))

    office.until(at(15, 10))
    assert "Went past its owner" not in at_home()
    office.until(at(17, 10))
    assert "Went past its owner: 1" in at_home()
    office.with_issue(acknowledge_issue)
    assert "Went past its owner" not in at_home()


def test_who_stands_in_is_the_owner_of_the_first_rung(office: Clockwork) -> None:
    office.do(
        lambda books: books.people.add_away(
            SAM, date(2026, 9, 15), date(2026, 9, 18), MAYA, office.now
        )
    )
    office.until(at(16, 10))
    assert office.rungs() == [(1, 0, MAYA), (1, 2, JO)]


def test_who_comes_back_finds_the_round_where_it_stood(office: Clockwork) -> None:
    days = (date(2026, 9, 16), date(2026, 9, 16))
    office.do(
        lambda books: enter_days_away(books, office.desk, SAM, *days, stand_in=PRIYA, by=LENA)
    )
    seen = []
    for day in (15, 16, 17):
        office.until(at(day, 9))
        seen.append((office.issue.owner, office.rungs()[-1]))
    assert seen == [(SAM, (1, 0, SAM)), (PRIYA, (1, 1, MAYA)), (SAM, (1, 2, JO))]


def test_a_reopened_issue_begins_anew(office: Clockwork) -> None:
    office.until(at(16, 10))
    office.with_issue(resolve_issue, "Fixed.")
    office.with_issue(reopen_issue, "Still broken", by=PRIYA)
    office.until(at(17, 10))
    assert office.rungs() == [(1, 0, SAM), (1, 1, MAYA), (2, 0, SAM)]
