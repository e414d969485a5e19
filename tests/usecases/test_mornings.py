"""One message a person and working day, and nothing outside working time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from bot.blocks.refusals import sentence
from bot.domain.errors import Refusal, Why
from bot.domain.vocabulary import Severity
from bot.usecases.acknowledge_issue import acknowledge_issue
from bot.usecases.ask_help import ask_help
from bot.usecases.end_issue import reopen_issue, resolve_issue
from bot.usecases.gather_cards import gather_card
from bot.usecases.hand_over import reassign_issue
from bot.usecases.promises import keep_promise, make_promise
from bot.usecases.snooze_issue import snooze_issue
from storage.books import Books
from storage.tables.delivery import CardKind
from storage.unit_of_work import Storage
from tests.support.clockwork import Clockwork, at

SAM, MAYA, JO, LENA, PRIYA = "U0SAM", "U0MAYA", "U0JO", "U0LENA", "U0PRIYA"


@pytest.fixture
def office(storage: Storage) -> Clockwork:
    return Clockwork(storage)


def sent_on(office: Clockwork, person: str) -> list[str]:
    """When each of the person's nudges was decided: weekday and hour."""

    def ask(books: Books) -> list[str]:
        rows = [books.mornings.get(card.record_id) for card in office.nudges(person)]
        return [f"{row.at:%a %H}" for row in rows if row]

    return office.ask(ask)


def lines(shown: dict[str, Any]) -> list[str]:
    return str(shown["text"]).splitlines()


def test_nothing_waits_and_nothing_is_said(office: Clockwork) -> None:
    office.log()
    office.with_issue(make_promise, "Ask", date(2026, 9, 25))
    office.until(at(18, 17))
    assert [office.nudges(person) for person in (SAM, MAYA, JO, LENA)] == [[], [], [], []]


def test_what_is_overdue_is_repeated_every_working_day_at_its_start(office: Clockwork) -> None:
    office.log(severity=Severity.HIGH)
    office.until(at(21, 17))
    assert sent_on(office, SAM) == ["Tue 09", "Wed 09", "Thu 09", "Fri 09", "Mon 09"]


def test_an_escalation_is_told_once_a_rung_and_to_a_sponsor_once_a_week(office: Clockwork) -> None:
    office.log(severity=Severity.HIGH)
    office.until(at(25, 17))
    assert sent_on(office, MAYA) == ["Wed 09"]
    assert sent_on(office, JO) == ["Thu 09"]
    assert sent_on(office, LENA) == ["Mon 09"], "reached on Friday"
    assert "with <@U0SAM>, not picked up yet" in office.shown(office.nudges(JO)[0])["text"]


def test_it_says_who_is_next_and_when(office: Clockwork) -> None:
    office.log(severity=Severity.HIGH)
    said = []
    for day in (15, 16, 17, 18):
        office.until(at(day, 9))
        said.append(lines(office.last_nudge(SAM))[-1])
    assert said == [
        "No. 1 goes to <@U0MAYA> tomorrow. That's all for today.",
        "No. 1 goes to <@U0JO> tomorrow. That's all for today.",
        "No. 1 goes to <@U0LENA> on Mon 21 Sep. That's all for today.",
        "That's all for today.",
    ]
    office.until(at(21, 9))
    assert sent_on(office, LENA) == ["Mon 09"], "the day that was said"


def test_a_critical_one_goes_to_a_sponsor_on_the_next_day_and_says_so(office: Clockwork) -> None:
    office.log(severity=Severity.CRITICAL)
    office.until(at(14, 11))
    office.until(at(16, 9))
    assert "No. 1 goes to <@U0LENA> tomorrow." in office.last_nudge(SAM)["text"]


def test_a_sponsor_is_shown_to_app_home_where_what_follows_is_not_theirs(
    office: Clockwork,
) -> None:
    for number in range(7):
        office.log(f"Trouble {number}", severity=Severity.HIGH)
    office.until(at(21, 9))
    assert lines(office.last_nudge(LENA))[-2] == "and 2 more: App Home"
    assert lines(office.last_nudge(SAM))[-2] == "and 2 more: `/cx issues mine`, or App Home"


def test_five_are_shown_and_the_rest_is_counted(office: Clockwork) -> None:
    for number in range(14):
        office.log(f"Trouble {number}", severity=Severity.HIGH)
    office.until(at(15, 9))
    shown = office.last_nudge(SAM)
    assert lines(shown)[0] == "Good morning, Sam. 14 things wait:"
    assert "and 9 more" in shown["text"]
    assert sum(block["type"] == "actions" for block in shown["blocks"]) == 5


def test_broken_comes_before_due_today_before_overdue(office: Clockwork) -> None:
    office.log("Overdue", severity=Severity.HIGH)
    office.log("Due today")
    office.with_issue(make_promise, "Ask", date(2026, 9, 16))
    office.log("Broken")
    office.with_issue(make_promise, "Ask", date(2026, 9, 15))
    office.until(at(16, 9))
    assert [line.split("“")[1].split("”")[0] for line in lines(office.last_nudge(SAM))[1:4]] == [
        "Broken",
        "Due today",
        "Overdue",
    ]


def test_a_promise_that_is_asked_for_by_tonight_is_named(office: Clockwork) -> None:
    office.log()
    office.with_issue(make_promise, "Ask", date(2026, 9, 16))
    office.with_issue(keep_promise)
    office.until(at(15, 9))
    assert "A promise is asked for today" in office.last_nudge(SAM)["text"]


def test_what_lapsed_is_nudged_for_although_it_has_a_fresh_time(office: Clockwork) -> None:
    office.log()
    office.with_issue(acknowledge_issue)
    office.until(at(16, 9))  # lapsed on Tuesday at 17:00
    assert office.issue.acknowledge_due == at(16, 17)
    assert lines(office.last_nudge(SAM))[1].endswith(": needs a first look")
    office.with_issue(acknowledge_issue)
    assert "Nothing waits any more" in office.last_nudge(SAM)["text"]


def test_what_is_settled_during_the_day_is_edited(office: Clockwork) -> None:
    office.log(severity=Severity.HIGH)
    office.until(at(15, 9))
    before = office.nudges(SAM)[0]
    office.with_issue(acknowledge_issue)
    after = office.nudges(SAM)[0]
    assert after.wanted == before.wanted + 1
    shown = office.shown(after)
    assert lines(shown)[:2] == [
        "Good morning, Sam. Nothing waits any more.",
        "1. “It ate the file.” (#1): _acknowledged_",
    ]
    assert not [block for block in shown["blocks"] if block["type"] == "actions"]


def test_yesterdays_nudge_is_left_alone(office: Clockwork) -> None:
    office.log(severity=Severity.HIGH)
    office.until(at(16, 10))
    office.with_issue(acknowledge_issue)
    old, new = office.nudges(SAM)
    assert (old.wanted, new.wanted) == (1, 2)


def test_whoever_handed_it_over_has_nothing_left_to_do(office: Clockwork) -> None:
    office.log(severity=Severity.HIGH)
    office.until(at(15, 9))
    office.with_issue(reassign_issue, PRIYA, "")
    assert lines(office.last_nudge(SAM))[:2] == [
        "Good morning, Sam. Nothing waits any more.",
        "1. “It ate the file.” (#1): now with <@U0PRIYA>",
    ]


def test_what_is_snoozed_rests_until_its_date(office: Clockwork) -> None:
    office.log(severity=Severity.HIGH)
    office.until(at(15, 10))
    office.with_issue(snooze_issue, date(2026, 9, 18), "The supplier is closed")
    assert "_snoozed until Fri 18 Sep_" in office.last_nudge(SAM)["text"]
    office.until(at(18, 10))
    assert sent_on(office, SAM) == ["Tue 09", "Fri 09"]


def test_a_snooze_that_is_over_is_named_no_more(office: Clockwork) -> None:
    office.log()
    office.until(at(16, 10))
    office.with_issue(snooze_issue, date(2026, 9, 17), "The supplier is closed")
    (card,) = office.cards(CardKind.ISSUE, SAM)
    assert "Snoozed until Thu 17 Sep." in office.shown(card)["text"]
    office.until(at(17, 8))
    assert "_snoozed until Thu 17 Sep_" in office.last_nudge(SAM)["text"], "it was, on its day"
    office.until(at(17, 10))
    office.with_issue(acknowledge_issue)
    assert "_acknowledged_" in office.last_nudge(SAM)["text"]
    assert "Snoozed" not in office.shown(card)["text"]


def test_what_becomes_due_after_the_morning_waits_for_the_next(office: Clockwork) -> None:
    office.until(at(14, 11))
    office.log(severity=Severity.HIGH)  # due at 15:00
    office.with_issue(make_promise, "Today still", date(2026, 9, 14))
    office.until(at(14, 17))
    assert office.nudges(SAM) == []


def test_after_three_days_of_downtime_each_person_gets_one_message(office: Clockwork) -> None:
    office.log(severity=Severity.HIGH)
    office.log(severity=Severity.HIGH)
    office.until(at(16, 12))
    before = {person: len(office.nudges(person)) for person in (SAM, MAYA, JO)}
    office.down_until(at(21, 11))
    office.until(at(21, 17))
    after = {person: len(office.nudges(person)) for person in (SAM, MAYA, JO)}
    assert {person: after[person] - before[person] for person in after} == {SAM: 1, MAYA: 0, JO: 1}


def test_a_nudge_that_could_not_be_sent_in_its_day_waits_for_the_next(office: Clockwork) -> None:
    office.log()
    office.with_issue(make_promise, "Ask", date(2026, 9, 15))
    office.until(at(14, 17))
    office.send_nudges = lambda: None  # type: ignore[method-assign]
    office.until(at(15, 9))
    office.later(hours=8, minutes=1)
    (card,) = office.ask(office._queued_nudges)

    def claim(books: Books) -> bool:
        row = books.outbox.of_card(card)
        assert row is not None
        return gather_card(books, row, card, office.now)

    assert office.do(claim), "it is not sent"
    office.tick()
    assert "lapsed" not in [what for what, _ in office.events()], "nobody was told of it"
    assert office.ask(lambda books: books.mornings.items(card.record_id)) == []


def test_critical_ones_come_by_themselves_two_a_day_at_most(office: Clockwork) -> None:
    for number in range(3):
        office.log(f"On fire {number}", severity=Severity.CRITICAL)
    office.tick()
    office.until(at(14, 11, 30))
    assert len(office.nudges(SAM)) == 2
    assert "is critical" in office.last_nudge(SAM)["text"]
    office.until(at(14, 17))
    assert len(office.nudges(SAM)) == 2
    office.until(at(15, 9))
    assert lines(office.last_nudge(SAM))[0] == "Good morning, Sam. Three things wait:"


def test_a_critical_one_reaches_a_sponsor_on_any_day(office: Clockwork) -> None:
    office.log(severity=Severity.CRITICAL)
    office.until(at(14, 11))
    office.until(at(17, 9))
    assert sent_on(office, LENA) == ["Thu 09"]


def test_who_is_away_hears_nothing_and_their_deputy_does(office: Clockwork) -> None:
    office.log(severity=Severity.HIGH)
    office.do(
        lambda books: books.people.add_away(
            SAM, date(2026, 9, 15), date(2026, 9, 15), MAYA, office.now
        )
    )
    office.until(at(16, 10))
    assert sent_on(office, MAYA) == ["Tue 09"]
    assert sent_on(office, SAM) == ["Wed 09"]


def test_everyone_hears_at_the_start_of_their_own_day(office: Clockwork) -> None:
    def move(books: Books) -> None:
        sam = books.people.get(SAM)
        assert sam is not None
        sam.zone, sam.workdays = "Asia/Tokyo", "12345"
        books.session.add(sam)

    office.do(move)
    office.now = at(12, 1)  # Saturday, 10:00 in Tokyo
    office.log(severity=Severity.HIGH)
    moment = office.now
    while moment < at(16, 9):
        moment += timedelta(hours=1)
        office.now = moment
        office.tick()
    days = office.ask(
        lambda books: [
            (row.day.isoformat(), row.at)
            for card in office.nudges(SAM)
            if (row := books.mornings.get(card.record_id))
        ]
    )
    assert days == [("2026-09-15", at(15, 0)), ("2026-09-16", at(16, 0))]


def test_help_is_asked_of_the_journeys_owner_once(office: Clockwork) -> None:
    office.log()
    office.with_issue(make_promise, "Find out why", date(2026, 9, 15))
    office.until(at(16, 9))
    office.with_issue(ask_help)
    (asked,) = office.said("help:")
    assert (asked.lane, asked.due_at) == (JO, office.now)
    assert "<@U0SAM> needs help with “Find out why”" in str(asked.message)
    assert office.events()[-1] == ("asked for help", "from Jo")
    assert "Help is asked for." in str(office.last_nudge(SAM)["blocks"])
    with pytest.raises(Refusal) as refused:
        office.with_issue(ask_help)
    assert refused.value.why is Why.ALREADY
    office.with_issue(resolve_issue, "Fixed.")
    with pytest.raises(Refusal):
        office.with_issue(ask_help)


def test_what_is_opened_again_during_the_day_waits_in_the_edited_morning(
    office: Clockwork,
) -> None:
    office.log(severity=Severity.HIGH)
    office.until(at(15, 9))
    office.with_issue(resolve_issue, "Fixed.")
    assert "Nothing waits any more" in office.last_nudge(SAM)["text"]
    office.with_issue(reopen_issue, "It still eats files.", by=PRIYA)
    shown = office.last_nudge(SAM)
    assert lines(shown)[:2] == [
        "Good morning, Sam. One thing waits:",
        "1. “It ate the file.” (#1): open again",
    ]
    assert "issue_acknowledge" in str(shown["blocks"])


def test_help_with_a_promise_of_before_a_reopening_is_refused_and_says_why(
    office: Clockwork,
) -> None:
    office.log()
    office.with_issue(make_promise, "Find out why", date(2026, 9, 15))
    office.until(at(16, 9))
    office.with_issue(resolve_issue, "Fixed.")
    office.with_issue(reopen_issue, "It still eats files.", by=PRIYA)
    with pytest.raises(Refusal) as refused:
        office.with_issue(ask_help)
    assert sentence(refused.value) == (
        "That promise is over, so nobody was asked. `/cx issue 1` shows what waits now."
    )
    assert office.said("help:") == []


def test_help_that_was_asked_for_is_said_after_a_new_promise_too(office: Clockwork) -> None:
    office.log()
    office.with_issue(make_promise, "Find out why", date(2026, 9, 15))
    office.until(at(16, 9))
    office.with_issue(ask_help)
    office.with_issue(make_promise, "Ask the vendor", date(2026, 9, 18))
    assert lines(office.last_nudge(SAM))[1] == (
        "1. “It ate the file.” (#1): _promised for Fri 18 Sep_. Help is asked for."
    )


def test_a_day_has_one_morning_whatever_the_copies_do(office: Clockwork) -> None:
    office.log(severity=Severity.HIGH)
    office.until(at(15, 9))
    for minutes in (5, -5, 0):
        office.now = at(15, 9) + timedelta(minutes=minutes)
        office.tick()
    assert len(office.nudges(SAM)) == 1
    assert [row.key for row in office.said("morning:")] == ["morning:U0SAM:2026-09-15"]
