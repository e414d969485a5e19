"""An observation that looks like a known issue waits for its reporter's word, an hour at most."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from bot.domain.errors import Refusal, Why
from bot.domain.vocabulary import Area, DismissReason, Severity
from bot.usecases.acknowledge_issue import acknowledge_issue
from bot.usecases.desk import Desk
from bot.usecases.edit_observation import (
    set_follow_up,
    set_severity,
    set_touchpoint,
    undo_observation,
)
from bot.usecases.end_issue import Dismissal, dismiss_issue
from bot.usecases.facts import observation_facts
from bot.usecases.settle_likely import add_to_issue, set_apart, settle_held
from storage.books import Books
from storage.tables import Held, Observation
from storage.tables.delivery import CardKind
from storage.unit_of_work import Storage
from tests.support.clockwork import Clockwork

SAM, PRIYA, JO, LENA = "U0SAM", "U0PRIYA", "U0JO", "U0LENA"
LIKE = "It ate our file, too, and said nothing."


@pytest.fixture
def office(storage: Storage) -> Clockwork:
    """Sam was asked about what Priya heard of Acme."""
    office = Clockwork(storage)
    office.log("It ate the file and said nothing.", customer="Acme")
    return office


def press(office: Clockwork, step: object, by: str = JO, *arguments: object) -> None:
    def work(books: Books) -> None:
        row = newest(books)
        step(books, office.desk, row, *arguments, by)  # type: ignore[operator]

    office.do(work)


def newest(books: Books) -> Observation:
    rows = books.observations.of_reporter(JO, limit=1)
    return rows[0]


def held(office: Clockwork) -> Held | None:
    return office.ask(lambda books: books.likely.held(newest(books).id))


def numbers(office: Clockwork) -> list[int]:
    """Of each observation, oldest first, the number of its issue; 0 for none."""

    def ask(books: Books) -> list[int]:
        found = []
        for observation_id in range(1, (newest(books).id or 0) + 1):
            row = books.observations.get(observation_id)
            issue = books.issues.get(row.issue_id) if row else None
            found.append(issue.number if issue else 0)
        return found

    return office.ask(ask)


def test_it_waits_and_an_hour_later_it_is_an_issue_of_its_own(office: Clockwork) -> None:
    office.tick()
    office.log_again(LIKE, customer="Globex")
    assert numbers(office) == [1, 0]
    office.later(minutes=59)
    office.tick()
    assert numbers(office) == [1, 0]
    office.later(minutes=1)
    office.tick()
    assert numbers(office) == [1, 2]
    assert office.history() == [("opened", JO)]
    assert office.issue.settles_at == office.now, "it has settled already"
    office.tick()
    assert numbers(office) == [1, 2]


def test_accepted_it_stands_behind_the_issue_which_takes_its_severity(office: Clockwork) -> None:
    office.send_all(CardKind.ISSUE, SAM)
    (card,) = office.cards(CardKind.ISSUE, SAM)
    office.log_again(LIKE, customer="Globex", severity=Severity.HIGH)
    press(office, add_to_issue)
    assert numbers(office) == [1, 1]
    assert held(office) is None
    assert office.issue.severity is Severity.HIGH
    assert office.events()[1:] == [
        ("observation added", "Globex"),
        ("observation edited", "severity Medium → High"),
    ]
    assert "Globex" in str(office.shown(card))
    loops = office.ask(lambda books: books.issues.loops(office.issue.id or 0))
    assert len(loops) == 2, "both customers are to be told"
    with pytest.raises(Refusal) as again:
        press(office, add_to_issue)
    assert again.value.why is Why.ALREADY


def test_a_second_reporter_hears_with_the_first_news_or_at_once_after_it(
    office: Clockwork,
) -> None:
    office.log_again(LIKE)
    press(office, add_to_issue)
    assert office.cards(CardKind.RECEIPT, JO) == []
    office.with_issue(acknowledge_issue)
    assert len(office.cards(CardKind.RECEIPT, JO)) == 1
    office.log_again("It ate the file, said nothing, and I am waiting.", by=LENA)

    def add(books: Books) -> None:
        row = books.observations.of_reporter(LENA, limit=1)[0]
        add_to_issue(books, office.desk, row, LENA)

    office.do(add)
    assert len(office.cards(CardKind.RECEIPT, LENA)) == 1


def test_set_apart_it_opens_its_own_at_once_and_is_not_asked_about_again(
    office: Clockwork,
) -> None:
    office.log_again(LIKE)
    press(office, set_apart)
    assert numbers(office) == [1, 2]
    press(office, set_severity, JO, Severity.LOW)
    assert held(office) is None
    with pytest.raises(Refusal):
        press(office, set_apart)


def test_critical_never_waits(office: Clockwork) -> None:
    office.log_again(LIKE, severity=Severity.CRITICAL)
    assert numbers(office) == [1, 2]


def test_made_critical_it_waits_no_longer(office: Clockwork) -> None:
    office.log_again(LIKE)
    press(office, set_severity, JO, Severity.CRITICAL)
    assert numbers(office) == [1, 2]
    assert held(office) is None


def test_undone_while_it_waits_it_opens_nothing(office: Clockwork) -> None:
    office.log_again(LIKE)
    press(office, undo_observation)
    office.later(hours=2)
    office.tick()
    assert office.issue.number == 1


def test_edited_while_it_waits_it_waits_no_longer_for_that(office: Clockwork) -> None:
    office.log_again(LIKE)
    before = held(office)
    office.later(minutes=30)
    press(office, set_touchpoint, JO, office.data_import)
    after = held(office)
    assert before
    assert after
    assert after.until == before.until


def test_what_another_touchpoint_or_other_words_say_is_not_alike(office: Clockwork) -> None:
    office.log_again("The invoice names our old address.")
    assert numbers(office) == [1, 2]

    def elsewhere(books: Books) -> int:
        row = books.catalogue.add_touchpoint("Export", Area.TECHNOLOGY, office.now)
        return row.id or 0

    office.log_again(LIKE, touchpoint_id=office.do(elsewhere))
    assert numbers(office) == [1, 2, 3]


def test_a_guess_opens_nothing_and_a_follow_up_asked_for_later_waits_too(
    office: Clockwork,
) -> None:
    office.log_again(LIKE, follow_up=False)
    assert held(office) is None
    office.later(minutes=5)
    press(office, partial(set_follow_up, wanted=True))
    kept = held(office)
    assert kept
    assert kept.until == office.now + timedelta(hours=1)


def test_what_was_said_in_private_is_likened_only_to_its_own_reporters_words(
    office: Clockwork,
) -> None:
    """That words are alike tells of words."""
    office.log("The contract was leaked to their rival.", private=True)
    office.log_again("The contract was leaked to a rival.")
    assert held(office) is None
    office.log_again("The contract was leaked to their rival again.", by=PRIYA, private=True)
    mine = office.ask(
        lambda books: books.likely.held(books.observations.of_reporter(PRIYA, limit=1)[0].id)
    )
    assert mine


def test_two_who_settle_it_at_once_settle_it_once(office: Clockwork) -> None:
    office.log_again(LIKE)
    row_id = office.ask(lambda books: newest(books).id or 0)
    late = office.now + timedelta(hours=1)
    for _ in range(2):
        office.do(lambda books: settle_held(books, row_id, late))
    assert numbers(office) == [1, 2]


def test_an_issue_dismissed_meanwhile_takes_nothing_more(office: Clockwork) -> None:
    office.log_again(LIKE)
    office.with_issue(dismiss_issue, Dismissal(DismissReason.NOT_OURS, ""))
    with pytest.raises(Refusal) as refused:
        press(office, add_to_issue)
    assert refused.value.why is Why.ALREADY
    assert held(office), "and it goes on waiting"


def test_its_reporter_sees_what_it_looks_like(office: Clockwork) -> None:
    office.log_again(LIKE)

    def seen(books: Books, desk: Desk) -> tuple[int, str | None]:
        facts = observation_facts(books, newest(books), books.people.actor(JO), desk.now)
        assert facts.likely
        return facts.likely.number, facts.likely.words

    assert office.ask(lambda books: seen(books, office.desk)) == (
        1,
        "It ate the file and said nothing.",
    )
